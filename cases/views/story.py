"""The tab of the timeline: all of the story, page by page, newest or oldest first, or one part of it."""

from typing import Any

from django.utils.http import urlencode

from cases import timeline
from cases.models import Case
from cases.views.base import CaseTab

BIGGEST = 2**63 - 1


class StoryTab(CaseTab):
    tab = "case-story"
    template = "cases/story.html"

    def shown(self, case: Case) -> dict[str, Any]:
        asked = self.request.GET
        group = asked.get("part", "") if asked.get("part") in timeline.GROUPS else ""
        newest_first = asked.get("order") != "oldest"
        start = asked.get("from", "")
        page = timeline.page_of_story(
            case,
            self.viewer,
            group=group,
            newest_first=newest_first,
            start=min(int(start), BIGGEST) if start.isascii() and start.isdigit() else None,
        )
        order = "" if newest_first else "oldest"
        return {
            "story": page,
            "group": group,
            "newest_first": newest_first,
            "is_first": not start,
            "groups": [(name, label) for name, (label, _words) in timeline.GROUPS.items()],
            "order": order,
            "next": urlencode({"part": group, "order": order, "from": page.next or ""}),
        }
