"""The asylum wall of every action that takes free text: words that belong to the lawyer are asked about, never kept in silence."""

from django.utils.translation import gettext as _

from cases import asylum_wall, workflow
from cases.models import Case
from consular.errors import Refusal
from consular.organisation.access import Viewer

KEEP, MOVE = "keep", "move"


def passes(text: str, wall: str, *, case: Case | None, viewer: Viewer, field: str) -> bool:
    """True: the writer has stated that the words found in it are about something else. False: there are none.

    Raises the question as a refusal when there are and nothing was stated. `case` is None before there is one.
    """
    words = asylum_wall.found_in(text)
    if not words:
        return False
    if wall != KEEP:
        raise _question(words, field, is_lawyer=case is not None and workflow.is_engaged_lawyer(case, viewer))
    return True


def _question(words: list[str], field: str, *, is_lawyer: bool) -> Refusal:
    listed = ", ".join(words)
    if is_lawyer:
        asked = _(
            "It speaks of: %(words)s. Move it to a privileged note (L5), or state that it is not about protection."
        )
    else:
        asked = _(
            "It speaks of: %(words)s. Whether the person fears return is for the lawyer alone and must not be written here. "
            "If it is general, state so."
        )
    sentence = asked % {"words": listed}
    return Refusal(
        400,
        "words_of_the_lawyer",
        sentence,
        fields={field: [sentence]},
        extra={"words": words, "may_move": is_lawyer},
    )
