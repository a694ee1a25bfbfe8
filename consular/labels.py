"""What the codes of a row are called. Models with choices that are shown in lists derive from `Labels`."""

from functools import cache
from typing import Any

from django.db.models import Field
from django.utils.encoding import force_str


class Labels:
    """`get_…_display()` from a dictionary that is made once: Django's own hashes, and so translates, every label each time."""

    def _get_FIELD_display(self, field: Field) -> str:
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)


@cache
def _labels(field: Field) -> dict[Any, Any]:
    return dict(field.flatchoices)
