"""The admin's view of cases: that they exist and how they stand, nothing of a person; and the days on which courts are closed."""

from django.contrib import admin

from cases.models import Case, ClosedDay
from consular.organisation.admin_site import ForAdministrators, ReadOnly


@admin.register(Case)
class CaseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "consulate", "state", "drill", "opened_at", "closed_at", "updated_at")
    list_filter = ("state", "drill")
    list_select_related = ("consulate",)
    search_fields = ("code",)
    fields = ("code", "consulate", "state", "drill", "opened_at", "closed_at", "updated_at", "version")
    readonly_fields = fields


@admin.register(ClosedDay)
class ClosedDayAdmin(ForAdministrators, admin.ModelAdmin):
    """A decree or a storm adds a day; open deadlines are computed anew the next night."""

    list_display = ("day", "name", "source", "calendar")
    list_filter = ("calendar",)
    date_hierarchy = "day"
    ordering = ("-day",)
