"""The nouns of an alert: who sent it, the person, the alert, and what is kept beside it."""

from alerts.models.alert import Alert
from alerts.models.drill import DrillPress, DrillRun
from alerts.models.duty import DutyAbsence, DutyShift, Page, Pager, PostChain, Weekday
from alerts.models.incident import Incident, IncidentNote, Membership
from alerts.models.person import Identity, IdentityMark, Person
from alerts.models.proposal import FacilityProposal
from alerts.models.records import AlertNote, CancelRequest, Position, Submission
from alerts.models.script import ScriptTick
from alerts.models.sender import Device, Source
from alerts.models.shift import ShiftDigest
from alerts.models.watch import BoardSession, Canary, PostWatch

__all__ = [
    "Alert",
    "AlertNote",
    "BoardSession",
    "Canary",
    "CancelRequest",
    "Device",
    "DrillPress",
    "DrillRun",
    "DutyAbsence",
    "DutyShift",
    "FacilityProposal",
    "Identity",
    "IdentityMark",
    "Incident",
    "IncidentNote",
    "Membership",
    "Page",
    "Pager",
    "Person",
    "Position",
    "PostChain",
    "PostWatch",
    "ScriptTick",
    "ShiftDigest",
    "Source",
    "Submission",
    "Weekday",
]
