"""How the API knows a member of staff: the session cookie, with CSRF on unsafe calls."""

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication


class StaffSession(SessionAuthentication):
    """Session sign-in that answers 401, not 403, to someone who is not signed in."""

    def authenticate_header(self, request) -> str:
        return "Session"


class StaffSessionScheme(SessionScheme):
    """The same cookie, for the OpenAPI schema."""

    target_class = StaffSession  # type: ignore[assignment]  # a class, where an import path would do
    name = "staffSession"
