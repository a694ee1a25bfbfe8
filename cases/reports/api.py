"""Stand-in until written."""

from rest_framework.views import APIView


class Weekly(APIView):
    pass
