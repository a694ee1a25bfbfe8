"""Who enters the admin, and what every admin page there has in common."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consular.organisation.access import viewer_for


class AdministrationSite(AdminSite):
    """For people with an active admin posting; Django's staff flag and permissions play no part."""

    site_title = _("Consular administration")
    site_header = _("Consular administration")
    index_title = _("Organisation")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """False sends to the sign-in page, which helps only someone who is not signed in: others are refused."""
        is_admin = viewer_for(request).is_admin
        if request.user.is_authenticated and not is_admin:
            raise PermissionDenied
        return is_admin

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """Signing in happens in one place, with its second factor and its lock-out."""
        return redirect_to_login(request.GET.get("next", reverse("admin:index", current_app=self.name)))


class ForAdministrators:
    """Mix-in of a ModelAdmin: administrators view, add and change; nobody deletes."""

    def has_module_permission(self, request) -> bool:
        return viewer_for(request).is_admin

    def has_view_permission(self, request, obj=None) -> bool:
        return viewer_for(request).is_admin

    def has_add_permission(self, request, obj=None) -> bool:
        return viewer_for(request).is_admin

    def has_change_permission(self, request, obj=None) -> bool:
        return viewer_for(request).is_admin

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ReadOnly(ForAdministrators):
    """Mix-in of a ModelAdmin: rows that only a command or an action writes."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False
