"""The language and the theme of a reader: the user's own choice, else the cookie, else what the browser prefers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from consular.organisation.models.people import Theme

THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    chosen = getattr(request.user, "language", "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)


def theme_of(request: HttpRequest) -> str:
    """Light, dark, or empty to follow the system."""
    theme = getattr(request.user, "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in Theme.values else ""


def remember(response: HttpResponse, *, language: str | None, theme: str | None) -> None:
    """Sets the cookies, so that the sign-in page speaks as the last reader did; None leaves one as it is."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, language), (THEME_COOKIE, theme)):
        if value:
            response.set_cookie(name, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
        elif value == "":
            response.delete_cookie(name, samesite="Lax")
