"""How staff sign in: nobody signs up, and the demo cast exists on the server's own machine only."""

import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials):
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_demo and not _may_be_demo(request):
            return None
        return user


def _may_be_demo(request: HttpRequest) -> bool:
    """Only where the demo is on and the asker's own address is loopback."""
    try:
        return settings.DEMO and ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def client_address(request: HttpRequest) -> str:
    """Whose request it is: behind the proxy, the header that it overwrites; else the peer itself."""
    behind_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    return (behind_proxy and request.headers.get("X-Forwarded-For")) or request.META.get("REMOTE_ADDR", "")
