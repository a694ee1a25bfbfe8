"""Deadline rules and closed days into tables: what the reference files state, and the days on which federal offices are closed."""

from datetime import date

import holidays
from django.db import transaction
from django.utils import timezone

from cases.models import ClosedDay, DeadlineRule
from consular.organisation.network_files import BrokenReference, NetworkFiles

FEDERAL = "us-federal"
YEARS_BACK, YEARS_AHEAD = 3, 6
# A published version never changes but in these: a court stays or vacates it, it runs out, we word its title better.
MAY_CHANGE = frozenset({"status", "effective_to", "titles", "note"})


def load(files: NetworkFiles) -> dict[str, int]:
    """A step of `load_reference`: how many of each are there now. Raises BrokenReference for a version that was edited."""
    rules = [_upsert(row) for row in files.rows("deadline_rules.csv")]
    return {"deadline rules": len(rules), "closed days": keep_closed_days(timezone.now().date())}


@transaction.atomic
def keep_closed_days(today: date) -> int:
    """Federal holidays of the years that a deadline may touch (5 USC 6103), with those observed on another day.

    Days that an administrator has entered, a closing by executive order or a storm, stay. Returns how many there are.
    """
    years = range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)
    source = f"5 USC 6103; python-holidays {holidays.__version__}"
    found = holidays.country_holidays("US", years=years, language="en_US")
    ClosedDay.objects.bulk_create(
        [
            ClosedDay(calendar=FEDERAL, day=day, name=name[:80], source=source)
            for day, name in found.items()
            if day.year in years
        ],
        ignore_conflicts=True,
    )
    return ClosedDay.objects.filter(calendar=FEDERAL).count()


def _upsert(row: dict[str, str]) -> DeadlineRule:
    given = {
        "anchor": row["anchor"],
        "amount": int(row["amount"]),
        "unit": row["unit"],
        "direction": row["direction"],
        "falls": row["falls"],
        "circuits": row["circuits"].split("|") if row["circuits"] else [],
        "effective_from": _day(row["effective_from"]),
        "effective_to": _day(row["effective_to"]),
        "status": row["status"],
        "level": int(row["level"]),
        "source": row["source"],
        "titles": {"en": row["title_en"], "es": row["title_es"]},
        "note": row["note"],
    }
    rule, made = DeadlineRule.objects.get_or_create(
        code=row["code"], version=int(row["version"]), applies_to=row["applies_to"], defaults=given
    )
    changed = [] if made else [name for name, value in given.items() if getattr(rule, name) != value]
    if edited := [name for name in changed if name not in MAY_CHANGE]:
        raise BrokenReference(f"{rule}: {', '.join(edited)} differ from what was loaded. A change is a new version.")
    if changed:
        for name in changed:
            setattr(rule, name, given[name])
        rule.save(update_fields=changed)
    return rule


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
