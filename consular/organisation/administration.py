"""Stands in INSTALLED_APPS in place of `django.contrib.admin`: the same admin, with our site."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "consular.organisation.admin_site.AdministrationSite"
