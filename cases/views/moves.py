"""The moves of a case and of its matter, whose forms stand on the overview."""

from django.utils.translation import gettext_lazy as _

from cases import actions
from cases.views.base import VerbPage
from cases.views.overview import Overview


class Move(VerbPage, Overview):
    verb = "move"
    done = _("The case has moved.")
    action = staticmethod(actions.move)


class Reopen(VerbPage, Overview):
    verb = "reopen"
    walled = True
    done = _("The case goes on, with a new matter.")
    action = staticmethod(actions.reopen)


class ScreenAgain(VerbPage, Overview):
    verb = "screen_again"
    done = _("A new matter is being screened.")
    action = staticmethod(actions.screen_again)


class FindIneligible(VerbPage, Overview):
    verb = "ineligible"
    done = _("The matter was found not eligible.")
    action = staticmethod(actions.find_ineligible)


class Conclude(VerbPage, Overview):
    verb = "conclude"
    done = _("The matter is concluded.")
    action = staticmethod(actions.conclude)


class HoldClosing(VerbPage, Overview):
    verb = "hold"
    done = _("The case cannot be closed until you release it.")
    action = staticmethod(actions.hold_closing)


class ReleaseClosing(VerbPage, Overview):
    verb = "hold"
    done = _("You have released the case for closing.")
    action = staticmethod(actions.release_closing)
