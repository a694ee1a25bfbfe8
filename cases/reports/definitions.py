"""What each figure means: its clock, its cohort, its post, and what is left out. Shown beside the figure, in the reader's language."""

from django.utils.translation import gettext as _


def definitions(*, suppressed: bool) -> dict[str, str]:
    rules = {
        "period": _(
            "Days and ISO weeks in UTC, by the server's clock, around the clock and all year. The first and the last week "
            "may be cut by the period."
        ),
        "alerts": _(
            "Alerts received in the week, at the post that they reached first: a later hand-over does not move them. "
            "Drills and alerts merged as duplicates are not counted."
        ),
        "time_to_claim": _(
            "From the receipt of an alert by the server to its first claim by an officer. An alert that nobody has claimed "
            "is still running and counts as longer than every wait that has ended."
        ),
        "p50": _(
            "Half of the alerts were claimed within this time. Interpolated between ranks (percentile_cont) over all "
            "alerts of the week; “not reached” when the rank falls among alerts that nobody has claimed."
        ),
        "p90": _(
            "Nine of ten alerts were claimed within this time. Interpolated between ranks (percentile_cont) over all "
            "alerts of the week; “not reached” when the rank falls among alerts that nobody has claimed."
        ),
        "dispositions": _(
            "How the alerts received in the week have ended so far; “open” are those that have not been handled yet."
        ),
        "cases_opened": _("Cases opened in the week, at the post that opened them. Drills are not counted."),
        "cases_taken": _("Cases that a lawyer took for the first time in the week, whenever they were opened."),
        "cases_closed": _("Cases closed in the week, whenever they were opened."),
        "outcomes": _(
            "How the cases opened in the week stand today, on each axis; “pending” are those without an outcome yet."
        ),
    }
    if suppressed:
        rules["suppressed"] = _(
            "Outside of a post, counts of 1 to 10 are left out, with their percentiles, and so are other counts that would "
            "give one of them away by a sum. Figures are told in quarters of 13 weeks that are over, each protected by itself; a longer "
            "period lacks what one of its quarters lacks. The weeks of a single post do not leave it. Kinds are given by week, the other "
            "break-downs by post or for all posts together."
        )
    return rules
