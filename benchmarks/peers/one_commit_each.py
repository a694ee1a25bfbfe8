"""The product with one commit per press, several at once, instead of one per small batch."""

from consular.asgi import application  # noqa: I001  it sets Django up

from alerts.intake import endpoint

__all__ = ["application"]
endpoint.BATCH, endpoint.COMMITS_AT_ONCE = 1, 8
