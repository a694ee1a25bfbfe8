"""Sources and devices for the administrator, who never sees an alert. A new key is shown once."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.intake import desk
from alerts.models import Device, Source
from alerts.models.sender import fingerprint, new_token


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "created_at", "revoked_at")
    readonly_fields = ("created_at", "revoked_at")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without our own: revoked, the call centre's desk would refuse a caller who has one phone call."""
        return super().get_queryset(request).exclude(name__in=desk.OWN)

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        if not change:
            key = new_token("src")
            obj.key_hash = fingerprint(key)
            messages.warning(request, _("Key of %(name)s, shown this once: %(key)s") % {"name": obj.name, "key": key})
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        return False

    @admin.action(description=_("Revoke the keys of the selected sources"))
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        queryset.filter(revoked_at=None).update(revoked_at=timezone.now())


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin):
    list_display = ("__str__", "consulate", "created_at", "revoked_at")
    fields = ("consulate", "created_at", "revoked_at")
    readonly_fields = ("created_at", "revoked_at")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Device | None = None) -> bool:
        return False

    @admin.action(description=_("Revoke the selected devices"))
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
