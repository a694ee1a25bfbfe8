"""The product with one commit per press, several at once, instead of one per small batch."""

from alerts.intake import endpoint
from consular.asgi import application

__all__ = ["application"]
endpoint.BATCH, endpoint.COMMITS_AT_ONCE = 1, 8
