"""The admin's view of cases: that they exist and how they stand. No person, note or outcome; nothing can be changed."""

from django.contrib import admin

from cases.models import Case
from consular.organisation.admin_site import ReadOnly


@admin.register(Case)
class CaseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "consulate", "state", "drill", "opened_at", "closed_at", "updated_at")
    list_filter = ("state", "drill")
    list_select_related = ("consulate",)
    search_fields = ("code",)
    fields = ("code", "consulate", "state", "drill", "opened_at", "closed_at", "updated_at", "version")
    readonly_fields = fields
