"""The one place where publications ask for figures: by audience, and in every language."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation

from cases.reports import kept
from cases.reports.models import Publication
from cases.reports.overview import OF_THIS_MOMENT, build
from cases.reports.question import Question
from cases.reports.scope import Scope
from cases.reports.tables import Report
from consular.organisation.models import Consulate


def scope_of_audience(codes: list[str], audience: str, *, asked: str) -> Scope:
    """What leaves its post is always suppressed, and every post is counted for that, whoever asks."""
    every = list(Consulate.objects.order_by("code"))
    shown = [post for post in every if post.code in codes]
    outside = audience == Publication.Audience.OUTSIDE
    one = next((post for post in shown if post.code == asked), None) if asked else None
    return Scope(shown, every if outside else shown, one, leaves_the_post=outside)


def report_of(question: Question, scope: Scope) -> Report:
    with translation.override(settings.LANGUAGE_CODE):
        return _kept(build(question, scope))


def _kept(report: Report) -> Report:
    """Without what is of this moment: it could never be counted again."""
    return replace(report, tables={key: one for key, one in report.tables.items() if key not in OF_THIS_MOMENT})


def words_in_every_language(question: Question, scope: Scope, report: Report) -> dict[str, Any]:
    """Labels may be words already, so the report is built once a language; figures are taken from `report` alone."""
    words: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            same = report if language == settings.LANGUAGE_CODE else _kept(build(question, scope))
            words[language] = kept.words_of(same)
    return {language: _whole(said, words[settings.LANGUAGE_CODE]) for language, said in words.items()}


def _whole(said: dict[str, Any], standard: dict[str, Any]) -> dict[str, Any]:
    """A row that came up between two builds has its label in the standard language."""
    tables = {}
    for key, table in standard["tables"].items():
        mine = said["tables"].get(key, table)
        tables[key] = mine | {axis: table[axis] | mine[axis] for axis in ("columns", "rows")}
    return {"title": said["title"], "tables": tables}
