"""The chain that an alert copies: its post's own, else the default of its kind. A press takes it in `accept.sql`, by the same rule."""

from typing import Any

from alerts import workflow
from alerts.models import PostChain


def chain_of(alert: Any) -> list[dict]:
    """For an alert that gets its chain anew, out of the flood lane. A drill's stays inside the post."""
    kind = workflow.kind_of_chain(alert.kind)
    own = PostChain.objects.filter(consulate=alert.consulate_id, kind=kind).values_list("steps", flat=True).first()
    chain = own or workflow.chain_for(alert.kind)
    return workflow.inside_the_post(chain) if alert.drill else chain
