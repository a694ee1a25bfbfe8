"""The tab of a case's documents: the list, keeping one, letters, downloads, withdrawing."""

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cases import actions, forms, letters, reading, workflow
from cases.files import download, intake, printing
from cases.models import Case, Document
from cases.views.base import CaseTab, VerbPage
from consular.organisation.access import Viewer


def _document_form(viewer: Viewer, case: Case, data: Any, files: Any = None, current: Any = ()) -> forms.DocumentForm:
    usual = 3 if workflow.is_engaged_lawyer(case, viewer) else 2
    return forms.DocumentForm(
        data,
        files,
        levels=workflow.writable_levels(case, viewer),
        may_share=workflow.is_of_post(case, viewer),
        current=list(current),
        initial={"level": usual},
    )


def _letter_form(viewer: Viewer, case: Case, data: Any) -> forms.LetterForm:
    return forms.LetterForm(data)


class Documents(CaseTab):
    """Titles are read, and the look logged, once per page: the list and the choice of what is superseded share them."""

    tab = "case-documents"
    template = "cases/documents.html"
    makers = {"letters": _letter_form}

    def page(self, case: Case, *, status: int = 200, **shown: Any) -> HttpResponse:
        if not hasattr(self, "documents"):
            self.documents = reading.documents(case, **self.who)
        bound = shown.get("bound", {})
        if workflow.may("documents", case, self.viewer) and "documents" not in bound:
            bound = {"documents": _document_form(self.viewer, case, None, current=self.current)} | bound
        rows = [(one, self._withdrawal(one, case, bound)) for one in self.documents]
        return super().page(case, status=status, **shown | {"bound": bound, "rows": rows})

    def shown(self, case: Case) -> dict[str, Any]:
        return {}

    @property
    def current(self) -> list[Document]:
        return [one for one in self.documents if one.is_current]

    def _withdrawal(self, document: Document, case: Case, bound: dict) -> django_forms.Form | None:
        may = workflow.may("withdraw-document", case, self.viewer) and actions.may_withdraw(document, case, self.viewer)
        if not may or document.withdrawn_at is not None:
            return None
        typed = bound.get("withdraw-document")
        if typed is not None and self.kwargs.get("document") == document.pk:
            return typed
        return forms.WithdrawForm(auto_id=f"withdraw-{document.pk}-%s")


class DocumentsPage(VerbPage, Documents):
    """GET: the tab. POST: keeps a document."""

    verb = "documents"
    done = _("The document is kept.")

    def get(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        return self.page(self.case(code))

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        self.documents = reading.documents(case, **self.who)
        typed, files = self.request.POST, self.request.FILES
        return {"documents": _document_form(self.viewer, case, typed, files, current=self.current)}

    def act(self, **call: Any) -> Document:
        return actions.add_document(**call | {"file": intake.clean(call["file"])})


class WriteLetter(VerbPage, Documents):
    verb = "letters"
    done = _("The letter is kept below.")

    def act(self, **call: Any) -> Document:
        """Whether a letter may go out is asked before the name is read; then it is printed, then kept."""
        kind, language, purpose = (call.pop(name) for name in ("kind", "language", "purpose"))
        case = self.case(call["code"])
        actions.check_letter(case, self.viewer)
        identity = reading.identity(case, reader=self.request.user, viewer=self.viewer, purpose=purpose)
        page = letters.html(kind, language, case=case, identity=identity, author=self.request.user)
        title, level = letters.title(kind, language), letters.LETTERS[kind].level
        return actions.add_document(
            **call, file=printing.pdf(page), title=title, kind=kind, level=level, verb="letters"
        )


class DownloadDocument(Documents):
    def get(self, request: HttpRequest, code: str, **which: Any) -> Any:
        found, ring = reading.document_content(self.case(code), which["document"], **self.who)
        return download.answer(found, ring)


class WithdrawDocument(VerbPage, Documents):
    verb = "withdraw-document"
    done = _("The document is withdrawn, its content erased.")

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        which = Document.objects.readable_by(self.viewer, case).filter(pk=self.kwargs["document"]).first()
        auto_id = f"withdraw-{self.kwargs['document']}-%s"
        is_privileged = which is not None and which.is_privileged
        return {self.verb: forms.WithdrawForm(self.request.POST, auto_id=auto_id, is_privileged=is_privileged)}

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        typed = form.cleaned_data if form else {}
        return {"reason": typed["reason"], "wall": typed.get("wall", "")}

    action = staticmethod(actions.withdraw_document)
