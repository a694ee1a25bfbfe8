"""How the API knows a member of staff: the session cookie, with CSRF on unsafe calls."""

from rest_framework.authentication import SessionAuthentication


class StaffSession(SessionAuthentication):
    """Session sign-in that answers 401, not 403, to someone who is not signed in."""

    def authenticate_header(self, request) -> str:
        return "Session"
