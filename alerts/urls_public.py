"""The public pages: for the person and the family."""

from django.urls import path

from alerts import people_pages

urlpatterns = [
    path("sos/", people_pages.sos, name="sos"),
    path("sos/sw.js", people_pages.worker, name="sos-worker"),
    path("sos/manifest.webmanifest", people_pages.manifest, name="sos-manifest"),
    path("f/", people_pages.family, name="family"),
]
