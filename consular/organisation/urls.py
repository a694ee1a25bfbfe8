"""Addresses of the organisation: the way home, and the reader's preferences."""

from django.urls import path

from consular.organisation import views

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/", views.preferences, name="preferences"),
]
