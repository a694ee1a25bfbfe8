"""Pages of files: download figures, ask for what takes long or is about people, give one's word, fetch, and the auditor's log."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.reports import making, tasks, workflow
from cases.reports.actions import exports as actions
from cases.reports.export_content import stream
from cases.reports.export_forms import AnswerForm, DownloadForm, RowsForm
from cases.reports.files.asked import filters
from cases.reports.models import ExportRequest
from cases.reports.scope import scope_of, visible_posts
from consular.errors import Refusal
from consular.organisation.access import RolePage
from consular.organisation.models import Consulate
from consular.privacy import access_log
from consular.privacy.models import AccessRecord

SHOWN, ON_A_PAGE = 30, 50


class FilePage(RolePage):
    roles: tuple[str, ...] = ("supervisor", "analyst")

    def form(self, data: Any) -> DownloadForm:
        return DownloadForm(data, posts=visible_posts(self.viewer), is_inside=not self.viewer.is_analyst)

    def refused(self, form: Any, *, status: int, refusal: Refusal | None = None) -> HttpResponse:
        found = list(form.errors.items()) + list(refusal.fields.items() if refusal else [])
        wrong = [(form.fields[name].label if name in form.fields else "", errors) for name, errors in found]
        context = {"wrong": wrong, "detail": refusal.detail if refusal else ""}
        return render(self.request, "reports/exports/refused.html", context, status=status)


class Download(FilePage):
    """Figures at once. What takes longer is offered as an export in the background: reading an address changes nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.GET)
        if not form.is_valid():
            return self.refused(form, status=400)
        what, format, question = form.cleaned_data["what"], form.cleaned_data["format"], form.question
        try:
            scope_of(self.viewer, visible_posts(self.viewer), question.post)
            if form.is_long:
                return render(request, "reports/exports/in_background.html", {"form": form, "question": question})
            answered, content = making.at_once(what, format, question, self.viewer)
        except LookupError:
            raise Http404 from None
        except Refusal:
            sentence = _("The file could not be printed now. Try again, or take CSV or XLSX.")
            return self.refused(form, status=503, refusal=Refusal(503, "not_printed", sentence))
        return HttpResponse(content, headers=_as_file(what, format, answered), content_type=making.TYPES[format])


class AskForFile(FilePage):
    """What takes long, made in the background."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("exports")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refused(form, status=422)
        try:
            scope_of(self.viewer, visible_posts(self.viewer), form.question.post)
        except LookupError:
            raise Http404 from None
        asked = {"what": form.cleaned_data["what"], "format": form.cleaned_data["format"], "question": form.question}
        try:
            made = actions.ask_for_file(**asked, language=get_language() or "es", actor=request.user)
        except Refusal as refusal:
            return self.refused(form, status=refusal.status_code, refusal=refusal)
        tasks.ring(made.pk)
        return redirect("export", export_id=made.pk)


class AskForRows(RolePage):
    """Rows about people of one of the asker's posts: with a reason, for another supervisor to approve."""

    roles = ("supervisor",)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(RowsForm(None, posts=self.posts, asked=request.GET))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RowsForm(request.POST, posts=self.posts)
        if not form.is_valid():
            return self.page(form, status=422)
        given = {name: form.cleaned_data[name] for name in ("what", "format", "reason")}
        asked = {**given, "question": form.question, "language": get_language() or "es"}
        try:
            made = actions.ask_for_rows(**asked, actor=request.user, viewer=self.viewer)
        except Refusal as refusal:
            if refusal.status_code == 404:
                raise
            for field, sentences in refusal.fields.items():
                form.add_error(field if field in form.fields else None, [str(one) for one in sentences])
            return self.page(form, status=422)
        messages.success(request, _("Your request waits for another supervisor of the post."))
        return redirect("export", export_id=made.pk)

    def page(self, form: RowsForm, *, status: int = 200) -> HttpResponse:
        return render(self.request, "reports/exports/rows.html", {"form": form}, status=status)

    @property
    def posts(self) -> list[Consulate]:
        return list(Consulate.objects.filter(pk__in=self.viewer.supervisor_posts).order_by("code"))


class ExportPage(RolePage):
    roles: tuple[str, ...] = ("supervisor", "analyst", "auditor")

    def export(self, export_id: UUID) -> ExportRequest:
        found = ExportRequest.objects.visible_to(self.viewer).select_related("consulate", "asked_by", "decided_by")
        export = found.filter(pk=export_id).first()
        if export is None:
            raise Http404
        return export

    def state_of(self, export: ExportRequest) -> dict[str, Any]:
        """What the live part needs."""
        return {
            "export": export,
            "allowed": workflow.allowed(export, self.viewer),
            "is_mine": workflow.is_mine(export, self.viewer),
            "is_there": export.is_there(timezone.now()),
        }


class Exports(ExportPage):
    """One's own and those that wait for one's word; for the auditor all that were ever asked for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = ExportRequest.objects.visible_to(self.viewer).select_related("consulate", "asked_by", "decided_by")
        now = timezone.now()
        context: dict[str, Any] = {"now": now}
        if self.viewer.is_auditor:
            page = Paginator(found.order_by("-asked_at", "id"), ON_A_PAGE).get_page(request.GET.get("page", "1"))
            counts = _downloads(page.object_list)
            context |= {"page_obj": page, "log": [(one, counts.get(one.pk, 0)) for one in page.object_list]}
        if self.viewer.is_supervisor or self.viewer.is_analyst:
            mine = found.filter(asked_by=self.viewer.user_id).order_by("-asked_at", "id")[:SHOWN]
            context |= {"mine": [(one, one.is_there(now)) for one in mine], "is_reader": True}
        if self.viewer.is_supervisor:
            waiting = ExportRequest.objects.waiting_for(self.viewer).select_related("consulate", "asked_by")
            context |= {"waiting": waiting[:SHOWN], "may_ask_for_rows": True}
        return render(request, "reports/exports/list.html", context)


class Export(ExportPage):
    """One export: what was asked and why, how far it is, and what the reader may do."""

    def get(self, request: HttpRequest, export_id: UUID) -> HttpResponse:
        return self.page(self.export(export_id))

    def page(self, export: ExportRequest, *, status: int = 200, refusal: Refusal | None = None) -> HttpResponse:
        """The reason is protected: whoever else reads it is written down first."""
        if export.is_about_people and not workflow.is_mine(export, self.viewer):
            reader = self.request.user
            access_log.record_read(reader=reader, subject=export, fields=["reason"], purpose="export request")
        downloads = AccessRecord.objects.filter(
            subject_type="exportrequest", subject_id=export.pk, fields__contains=["file"]
        )
        context = self.state_of(export) | {
            "question": export.asked,
            "filters": filters(export.asked),
            "downloads": downloads.select_related("reader").order_by("id")[:ON_A_PAGE],
            "answer": AnswerForm(),
            "refusal": refusal,
        }
        return render(self.request, "reports/exports/export.html", context, status=status)


class ExportLive(ExportPage):
    """The part that moves while it is made."""

    def get(self, request: HttpRequest, export_id: UUID) -> HttpResponse:
        return render(request, "reports/exports/_live.html", self.state_of(self.export(export_id)))


class ExportFile(ExportPage):
    """The file, to who asked for it. The look is written down before a byte is sent."""

    def get(self, request: HttpRequest, export_id: UUID) -> Any:
        now = timezone.now()
        try:
            found = actions.note_download(export_id=export_id, actor=request.user, viewer=self.viewer, now=now)
        except Refusal as refusal:
            if refusal.status_code in (403, 404):
                raise
            export = self.export(export_id)
            context = {"detail": refusal.detail, "export": export}
            return render(request, "reports/exports/refused.html", context, status=refusal.status_code)
        headers = _as_file(found.what, found.format, found.asked) | {"Content-Length": str(found.size)}
        return StreamingHttpResponse(stream(found), headers=headers, content_type=making.TYPES[found.format])


class ExportVerb(Export):
    """A verb by form, on the page of the export."""

    verb = ""
    done: Any = ""

    def get(self, request: HttpRequest, export_id: UUID) -> HttpResponse:
        return redirect("export", export_id=export_id)

    def post(self, request: HttpRequest, export_id: UUID) -> HttpResponse:
        try:
            made = self.act(export_id)
        except Refusal as refusal:
            if refusal.status_code in (403, 404):
                raise
            return self.page(self.export(export_id), status=refusal.status_code, refusal=refusal)
        if made.is_under_way:
            tasks.ring(made.pk)
        messages.success(request, self.done)
        return redirect("export", export_id=export_id)

    def act(self, export_id: UUID) -> ExportRequest:
        return actions.end(export_id=export_id, verb=self.verb, actor=self.request.user, viewer=self.viewer)


class Approve(ExportVerb):
    verb, done = "approve", gettext_lazy("Approved: the rows are being made.")

    def act(self, export_id: UUID) -> ExportRequest:
        return actions.decide(export_id=export_id, verb=self.verb, actor=self.request.user, viewer=self.viewer)


class Refuse(ExportVerb):
    verb, done = "refuse", gettext_lazy("Refused.")

    def act(self, export_id: UUID) -> ExportRequest:
        form = AnswerForm(self.request.POST)
        answer = form.cleaned_data["answer"] if form.is_valid() else ""
        actor, viewer = self.request.user, self.viewer
        return actions.decide(export_id=export_id, verb=self.verb, actor=actor, viewer=viewer, answer=answer)


class Withdraw(ExportVerb):
    verb, done = "withdraw", gettext_lazy("Withdrawn.")


class Stop(ExportVerb):
    verb, done = "stop", gettext_lazy("Stopped. What had been made of it is deleted.")


def _as_file(what: str, format: str, question: Any) -> dict[str, str]:
    name = making.file_name(what, format, question)
    return {"Content-Disposition": content_disposition_header(True, name) or "attachment"}


def _downloads(exports: Any) -> dict[UUID, int]:
    """How often each was downloaded, by the access log."""
    of = {export.pk for export in exports}
    looks = AccessRecord.objects.filter(subject_type="exportrequest", subject_id__in=of, fields__contains=["file"])
    counts: dict[UUID, int] = {}
    for subject in looks.values_list("subject_id", flat=True):
        counts[subject] = counts.get(subject, 0) + 1
    return counts
