"""What was asked of a report: the post, the period, its steps, filters, and what to compare with. Every question is a link."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from cases.reports.period import Period

WEEK, MONTH = "week", "month"
BEFORE, YEAR = "before", "year"
FILTERS = ("kind", "channel", "facility", "language")


@dataclass(frozen=True, slots=True)
class Question:
    """Codes and days only. An empty post is every post that the reader may see; empty filters leave nothing out."""

    first: date
    last: date
    post: str = ""
    step: str = WEEK
    kind: str = ""
    channel: str = ""
    facility: str = ""
    language: str = ""
    compare: str = ""

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name)}

    @property
    def compared(self) -> "Question | None":
        """The same question of the period before, or of the same weeks of the year before (52 weeks, so that weekdays agree)."""
        if not self.compare:
            return None
        days = (self.last - self.first).days + 1 if self.compare == BEFORE else 364
        back = timedelta(days=days)
        return replace(self, first=self.first - back, last=self.last - back, compare="")

    def plain(self) -> dict[str, str]:
        """For keeping: JSON with ISO days, without what is empty."""
        given = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}
        return {name: value for name, value in given.items() if value}

    @classmethod
    def of(cls, plain: dict[str, str]) -> "Question":
        """The reverse of `plain`."""
        known = {one.name for one in fields(cls)} & plain.keys()
        given: dict[str, Any] = {name: plain[name] for name in known}
        return cls(**given | {name: date.fromisoformat(plain[name]) for name in ("first", "last")})

    def query(self, **other: Any) -> str:
        """Its address, as the form reads it: `from` and `to` for the days."""
        plain = replace(self, **other).plain()
        return urlencode({"from": plain.pop("first"), "to": plain.pop("last"), **plain})
