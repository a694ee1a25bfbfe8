"""The moves of a case and of its matter, whose forms stand on the overview."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases import actions
from cases.models import Case
from cases.views.base import VerbPage
from cases.views.overview import Overview


class Move(VerbPage, Overview):
    verb = "move"
    done = _("The case has moved.")

    def act(self, **call: Any) -> Case:
        return actions.move(**call)


class Reopen(VerbPage, Overview):
    verb = "reopen"
    walled = True
    done = _("The case goes on, with a new matter.")

    def act(self, **call: Any) -> Case:
        return actions.reopen(**call)


class ScreenAgain(VerbPage, Overview):
    verb = "screen_again"
    done = _("A new matter is being screened.")

    def act(self, **call: Any) -> Case:
        return actions.screen_again(**call)


class FindIneligible(VerbPage, Overview):
    verb = "ineligible"
    done = _("The matter was found not eligible.")

    def act(self, **call: Any) -> Case:
        return actions.find_ineligible(**call)


class Conclude(VerbPage, Overview):
    verb = "conclude"
    done = _("The matter is concluded.")

    def act(self, **call: Any) -> Case:
        return actions.conclude(**call)


class HoldClosing(VerbPage, Overview):
    verb = "hold"
    done = _("The case cannot be closed until you release it.")

    def act(self, **call: Any) -> Case:
        return actions.hold_closing(**call)


class ReleaseClosing(VerbPage, Overview):
    verb = "hold"
    done = _("You have released the case for closing.")

    def act(self, **call: Any) -> Case:
        return actions.release_closing(**call)
