"""What every template may use: the viewer and the look that the reader chose."""

from django.http import HttpRequest

from consular.organisation.access import viewer_of


def page(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    theme = getattr(user, "theme", "") or request.COOKIES.get("theme", "")
    return {
        "viewer": getattr(request, "viewer", None) or viewer_of(user),
        "theme": theme if theme in ("light", "dark") else "",
    }
