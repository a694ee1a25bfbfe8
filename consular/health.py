"""Is this process alive, can it work, and what has it counted? For the proxy and for loopback only."""

import ipaddress
from functools import wraps

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


def _from_near(view):
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR") or "127.0.0.1"
        near = ipaddress.ip_address(address)
        if not (near.is_loopback or near.is_private) or "X-Forwarded-For" in request.headers:
            raise Http404
        return view(request)

    return guarded


@_from_near
def livez(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@_from_near
def readyz(request: HttpRequest) -> JsonResponse:
    """503 with the reason while the database cannot take an alert. Redis is not asked: nothing vital needs it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM organisation_districtpart")
            (parts,) = cursor.fetchone()
    except Exception as error:
        return JsonResponse({"status": "unavailable", "reason": f"database: {type(error).__name__}"}, status=503)
    if not parts:
        return JsonResponse({"status": "unavailable", "reason": "no districts: run load_reference"}, status=503)
    return JsonResponse({"status": "ok"})


@_from_near
def metrics(request: HttpRequest) -> HttpResponse:
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
