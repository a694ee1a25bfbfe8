"""The pages of published reports: the list, one as it was published, counted again, published, withdrawn."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.reports import kept, publishing, rerun
from cases.reports.forms import QuestionForm
from cases.reports.models import Publication
from cases.reports.publish_forms import PublishForm, WithdrawForm
from cases.reports.question import Question
from cases.reports.scope import Scope, visible_posts
from cases.reports.tables import Column
from consular.errors import Refusal
from consular.organisation.access import RolePage

ON_A_PAGE = 30


class Page(RolePage):
    roles: tuple[str, ...] = ("supervisor", "analyst")


class PublicationsPage(Page):
    def get(self, request: HttpRequest) -> HttpResponse:
        found = Publication.objects.visible_to(self.viewer).select_related("published_by")
        shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page", "1"))
        rows = [{"publication": one, "title": kept.words_for_reader(one)["title"], **_asked(one)} for one in shown]
        return render(request, "reports/published.html", {"page_obj": shown, "rows": rows})


class PublicationPage(Page):
    """The figures as they were kept. Nothing is counted here."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(publishing.find(self.viewer, code))

    def page(self, publication: Publication, *, status: int = 200, **shown: Any) -> HttpResponse:
        context = {
            "publication": publication,
            "title": kept.words_for_reader(publication)["title"],
            "tables": [(table, dict(table.definitions)) for table in kept.drawn(publication)],
            "has_left_out": bool(publication.left_out),
            "is_whole": kept.hash_of(kept.document_of(publication)) == publication.sha256,
            "query": Question.of(publication.question).query(),
            **_asked(publication),
            **shown,
        }
        if publishing.may_withdraw(publication, self.viewer):
            context.setdefault("form", WithdrawForm())
        return render(self.request, "reports/publication.html", context, status=status)


class RunAgain(PublicationPage):
    """Counts now. It changes nothing, but it may take a while: so it is asked for by a button."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect("publication", code=publishing.find(self.viewer, code).code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        publication = publishing.find(self.viewer, code)
        again = rerun.run_again(publication)
        return self.page(publication, again=again, differences=_differences(publication, again))


class Withdraw(PublicationPage):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect("publication", code=publishing.find(self.viewer, code).code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        publication = publishing.find(self.viewer, code)
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.page(publication, status=422, form=form)
        try:
            publishing.withdraw(
                code=publication.code, reason=form.cleaned_data["reason"], actor=request.user, viewer=self.viewer
            )
        except Refusal as refusal:
            if refusal.status_code != 409:
                raise
            return self.page(publication, status=409, refusal=refusal)
        messages.success(request, _("The report was withdrawn. It stays in the list."))
        return redirect("publication", code=publication.code)


class Publish(Page):
    """Asks first: what it is and who will see it. The question comes as the report's page has it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(f"{reverse('reports')}?{request.GET.urlencode()}" if request.GET else "reports")

    def post(self, request: HttpRequest) -> HttpResponse:
        posts = visible_posts(self.viewer)
        asked = QuestionForm(request.POST, posts=posts, is_inside=not self.viewer.is_analyst)
        if not asked.is_valid():
            return render(request, "reports/publish.html", {"asked": asked}, status=422)
        question = replace(asked.question, compare="")  # what it is compared with is another report
        scope = publishing.scope_for(self.viewer, question)
        is_answer = "confirmed" in request.POST
        allowed = publishing.audiences(self.viewer, scope)
        form = PublishForm(request.POST if is_answer else None, allowed=allowed)
        if not is_answer or not form.is_valid():
            return self.ask(question, scope, form, status=422 if is_answer else 200)
        publication = publishing.publish(question=question, actor=request.user, viewer=self.viewer, **form.cleaned_data)
        messages.success(request, _("The report was published as %(code)s.") % {"code": publication.code})
        return redirect("publication", code=publication.code)

    def ask(self, question: Question, scope: Scope, form: PublishForm, *, status: int) -> HttpResponse:
        plain = question.plain()
        given = {"from": plain.pop("first"), "to": plain.pop("last"), **plain}
        context = {"question": question, "posts": scope.posts, "form": form, "given": given, "query": question.query()}
        return render(self.request, "reports/publish.html", context, status=status)


def _asked(publication: Publication) -> dict[str, Any]:
    """What was asked, for the head of a page or a row."""
    question = Question.of(publication.question)
    return {"first": question.first, "last": question.last, "filters": list(question.filters.items())}


def _differences(publication: Publication, again: rerun.Rerun) -> list[dict[str, Any]]:
    """In words: the published labels, and the new ones for what was not there yet."""
    sides = [kept.words_for_reader(publication)["tables"], again.words["tables"]]

    def label(one: rerun.Difference, axis: str, key: str) -> str:
        named = (side[one.table][axis] for side in sides if one.table in side)
        return next((labels[key] for labels in named if key in labels), key)

    return [
        {
            "table": next(side[one.table]["title"] for side in sides if one.table in side),
            "row": label(one, "rows", one.row),
            "column": Column(one.column, label(one, "columns", one.column), one.kind),
            "published": kept.read(one.published),
            "now": kept.read(one.now),
        }
        for one in again.differences
    ]
