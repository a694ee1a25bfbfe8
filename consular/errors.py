"""Every refusal that leaves the service: `{code, detail, fields}` on the API, a page elsewhere; never a stack."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

log = logging.getLogger(__name__)


class Refusal(exceptions.APIException):
    """A request that cannot be done, with the status and the stable `code` that clients act on."""

    def __init__(
        self, status_code: int, code: str, detail: Any, *, fields: dict | None = None, extra: dict | None = None
    ):
        super().__init__(detail, code)
        self.status_code = status_code
        self.code = code
        self.fields = fields or {}
        self.extra = extra or {}

    def body(self) -> dict[str, Any]:
        return {"code": self.code, "detail": str(self.detail), "fields": self.fields, **self.extra}


class Conflict(Refusal):
    """409: the move is not legal from here. `state` is where things stand, `owner` is `{id, name, since}` or None."""

    def __init__(self, code: str, detail: Any, *, state: str, owner: dict | None = None, fields: dict | None = None):
        super().__init__(409, code, detail, fields=fields, extra={"state": state, "owner": owner})


class Forbidden(Refusal):
    """403: visible, but not permitted."""

    def __init__(self, detail: str | None = None):
        super().__init__(
            403, "not_permitted", detail or _("You may see this, but your role does not allow the action.")
        )


class NotFound(Refusal):
    """404: it does not exist, or the asker may not know that it does."""

    def __init__(self) -> None:
        super().__init__(404, "not_found", _("Nothing here by that name, or it is not yours to see."))


def invalid(**fields: Any) -> Refusal:
    """400 naming each wrong field with a sentence in the asker's language."""
    return Refusal(400, "invalid", _("Some values could not be read."), fields={k: [str(v)] for k, v in fields.items()})


def answer(error: Exception, context: dict) -> Response | None:
    """Django REST framework's exception handler: any error below a view becomes the one shape."""
    refusal = as_refusal(error)
    if refusal is None:
        return None
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Response(refusal.body(), status=refusal.status_code, headers=headers)


def as_refusal(error: Exception) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestDataTooBig):
        return too_large()
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    if isinstance(error, ValidationError):
        return Refusal(400, "invalid", " ".join(error.messages))
    if isinstance(error, exceptions.ValidationError):
        return Refusal(400, "invalid", _("Some values could not be read."), fields=_fields(error.detail))
    if isinstance(error, exceptions.NotFound):
        return NotFound()
    if isinstance(error, exceptions.APIException):
        return Refusal(
            error.status_code, str(error.get_codes() if isinstance(error.get_codes(), str) else "refused"), error.detail
        )
    return None


def _fields(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, dict):
        return {str(name): _sentences(value) for name, value in detail.items()}
    return {"non_field_errors": _sentences(detail)}


def _sentences(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}: {sentence}" for name, inner in value.items() for sentence in _sentences(inner)]
    if isinstance(value, list):
        return [sentence for inner in value for sentence in _sentences(inner)]
    return [str(value)]


def too_large() -> Refusal:
    return Refusal(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "too_large", _("The request is larger than 1 MiB."))


def plain(refusal: Refusal) -> JsonResponse:
    """The same answer outside of Django REST framework."""
    return JsonResponse(refusal.body(), status=refusal.status_code)


def _wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if _wants_json(request):
        return plain(Refusal(403, "csrf_failed", _("The page is too old to act. Reload it and try again.")))
    return render(request, "403.html", {"csrf": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return plain(too_large())
    if _wants_json(request):
        return plain(Refusal(400, "invalid", _("The request could not be read.")))
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _wants_json(request):
        return plain(Forbidden())
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _wants_json(request):
        return plain(NotFound())
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return plain(Refusal(500, "server_error", _("Something failed on our side. Nothing was changed; try again.")))
    # Without the request: its context would ask the database, which may be what failed.
    return HttpResponse(render_to_string("500.html"), status=500)
