"""What every request passes: body limit, private headers, the viewer, the second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from consular import errors
from consular.organisation.access import viewer_of
from consular.uploads import takes_files

Next = Callable[[HttpRequest], HttpResponse]


class LimitBody:
    """Refuses a body over 1 MiB by its announced length, before anything reads it. Uploads have a limit of their own."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > settings.MAX_BODY and not takes_files(request):
            return errors.plain(errors.too_large())
        return self.get_response(request)


class PrivateHeaders:
    """Pages are never stored by a browser or a proxy, and ask for no device feature but the place on /sos/."""

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), payment=(), geolocation=(self)")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class SecondFactor:
    """Staff need a second factor; the demo cast, which exists on loopback only, does not. Also sets `request.viewer`."""

    EXEMPT = ("/accounts/", "/preferences/", "/static/", "/i18n/", "/livez", "/readyz", "/metrics")

    def __init__(self, get_response: Next):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))  # type: ignore[attr-defined]
        if self._lacks_second_factor(request):
            if request.path.startswith("/api/"):
                return errors.plain(
                    errors.Refusal(403, "second_factor_required", _("Set up a second factor before you work."))
                )
            return redirect("mfa_index")
        return self.get_response(request)

    def _lacks_second_factor(self, request: HttpRequest) -> bool:
        if request.path.startswith(self.EXEMPT) or not request.user.is_authenticated:
            return False
        if settings.DEMO and request.user.is_demo:
            return False
        return not is_mfa_enabled(request.user)
