"""Admin pages of the organisation: users and postings, posts, counties and districts, sites, what was loaded."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.contrib.gis.db import models as gis
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consular.organisation import actions
from consular.organisation.admin_site import ForAdministrators, ReadOnly
from consular.organisation.forms import PointField, ReassignForm
from consular.organisation.models import (
    Consulate,
    ContactConfidence,
    County,
    CountyReassignment,
    Court,
    District,
    Facility,
    Office,
    Place,
    PostalCode,
    Posting,
    ReferenceLoad,
    User,
)
from consular.organisation.outlines import outline

CONTACT_FIELDS = {"address", "phone", "emergency_phone", "website", "seat"}

admin.site.unregister(Group)  # what people may do is in their postings


class PointsAsNumbers(admin.ModelAdmin):
    """GeoDjango's own widget would ask another host for its map."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, gis.PointField):
            return PointField(label=db_field.verbose_name, required=not db_field.blank)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PostingInline(ForAdministrators, admin.TabularInline):
    model = Posting
    extra = 0
    fields = ["role", "consulate", "starts_at", "ends_at"]


class NewUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username",)


class ChangedUserForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


@admin.register(User)
class UserAdmin(ForAdministrators, DjangoUserAdmin):
    form = ChangedUserForm
    add_form = NewUserForm
    inlines = [PostingInline]
    list_display = ["username", "display_name", "is_active", "is_demo", "last_login"]
    list_filter = ["is_active", "is_demo", "postings__role"]
    search_fields = ["username", "first_name", "last_name"]
    readonly_fields = ["last_login", "date_joined", "is_demo"]
    filter_horizontal = ()
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active", "is_demo"]}),
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "email", "language", "theme"]}),
        (gettext_lazy("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []


@admin.register(Consulate)
class ConsulateAdmin(ForAdministrators, PointsAsNumbers):
    list_display = ["code", "name", "kind", "emergency_phone", "contact_confidence", "is_active"]
    list_filter = ["kind", "is_active", "contact_confidence"]
    search_fields = ["code", "name", "city"]
    readonly_fields = ["map"]
    formfield_overrides = {gis.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: Consulate, form: forms.ModelForm, change: bool) -> None:
        """Contact data that a person enters carry that person's name and survive the next load."""
        if CONTACT_FIELDS & set(form.changed_data):
            obj.contact_confidence = ContactConfidence.CONFIRMED
            obj.contact_source = request.user.get_username()
            obj.contact_as_of = timezone.now().date().isoformat()
        super().save_model(request, obj, form, change)

    @admin.display(description=gettext_lazy("District"))
    def map(self, obj: Consulate) -> str:
        district = District.objects.filter(consulate=obj.pk).first()
        return outline(district.boundary if district else None, [obj.seat] if obj.seat else [])


@admin.register(County)
class CountyAdmin(ReadOnly, admin.ModelAdmin):
    """A county changes in one way: it moves to another consulate, with a reason."""

    list_display = ["code", "name", "state", "consulate", "source", "population"]
    list_filter = ["source", "consulate", "state"]
    list_select_related = ["consulate"]
    search_fields = ["code", "name"]
    exclude = ["boundary", "key"]
    readonly_fields = ["map"]
    change_form_template = "organisation/admin/county_change_form.html"

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """A POST goes to the action, outside of the admin's own transaction: the action's must be the outermost."""
        if object_id is None or not self.has_view_permission(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        form = ReassignForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid() and (done := self._reassign(request, object_id, form)):
            return done
        request.method = "GET"
        logged = CountyReassignment.objects.filter(county=object_id)
        moves = logged.select_related("from_consulate", "to_consulate", "by")
        return super().changeform_view(request, object_id, form_url, {"reassign": form, "moves": moves})

    def _reassign(self, request: HttpRequest, object_id: str, form: ReassignForm) -> HttpResponse | None:
        county = get_object_or_404(County, pk=object_id)
        assert isinstance(request.user, User)
        try:
            entry = actions.reassign_county(county=county, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return None
        self.log_change(request, county, str(entry))
        messages.success(request, _("%(move)s. Both districts were rebuilt.") % {"move": entry})
        return HttpResponseRedirect(request.path)

    @admin.display(description=gettext_lazy("Outline"))
    def map(self, obj: County) -> str:
        return outline(obj.boundary)


@admin.register(District)
class DistrictAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["consulate", "version", "built_at"]
    list_select_related = ["consulate"]
    exclude = ["boundary"]
    readonly_fields = ["counties", "map"]

    @admin.display(description=gettext_lazy("Counties"))
    def counties(self, obj: District) -> int:
        return obj.consulate.counties.count()

    @admin.display(description=gettext_lazy("Map"))
    def map(self, obj: District) -> str:
        return outline(obj.boundary, [obj.consulate.seat] if obj.consulate.seat else [])


@admin.register(CountyReassignment)
class CountyReassignmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["at", "county", "from_consulate", "to_consulate", "by"]
    list_select_related = ["county", "from_consulate", "to_consulate", "by"]


class SiteAdmin(ForAdministrators, PointsAsNumbers):
    """A place that a person corrects keeps its correction at the next load."""

    list_filter = ["is_active", "state"]
    list_select_related = ["consulate"]
    search_fields = ["name", "city", "postal_code"]
    readonly_fields = ["coord_source"]

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if {"address", "point"} & set(form.changed_data):
            obj.coord_source = "corrected"
        super().save_model(request, obj, form, change)


@admin.register(Facility)
class FacilityAdmin(SiteAdmin):
    list_display = ["name", "city", "state", "kind", "average_daily_population", "consulate", "is_active"]


@admin.register(Court)
class CourtAdmin(SiteAdmin):
    list_display = ["name", "city", "state", "docket", "timezone", "consulate", "is_active"]


@admin.register(Office)
class OfficeAdmin(SiteAdmin):
    list_display = ["name", "agency", "city", "state", "consulate", "is_active"]


@admin.register(Place)
class PlaceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "state", "county", "population"]
    list_select_related = ["county"]
    search_fields = ["key", "alternate_keys"]
    exclude = ["point"]
    show_full_result_count = False


@admin.register(PostalCode)
class PostalCodeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["code", "city", "state", "county"]
    list_select_related = ["county"]
    search_fields = ["code", "city"]
    exclude = ["point"]
    show_full_result_count = False


@admin.register(ReferenceLoad)
class ReferenceLoadAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["network", "name", "at", "checksum"]
