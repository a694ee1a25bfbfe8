"""Who and where: people and their postings, posts and districts, places, facilities, and what was loaded when."""

from consular.organisation.models.consulates import Consulate, ContactConfidence, District, DistrictPart, PostKind
from consular.organisation.models.facilities import Court, Facility, Office
from consular.organisation.models.loads import ReferenceLoad
from consular.organisation.models.people import Posting, Role, User
from consular.organisation.models.places import (
    AssignmentSource,
    County,
    CountyReassignment,
    Place,
    PostalCode,
    State,
)

__all__ = [
    "AssignmentSource",
    "Consulate",
    "ContactConfidence",
    "County",
    "CountyReassignment",
    "Court",
    "District",
    "DistrictPart",
    "Facility",
    "Office",
    "Place",
    "PostKind",
    "PostalCode",
    "Posting",
    "ReferenceLoad",
    "Role",
    "State",
    "User",
]
