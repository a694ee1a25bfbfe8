"""Addresses of the reports."""

urlpatterns: list = []
