"""The pages that list: cases, and the lawyer's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from cases import cards, desk, forms, reading
from cases.models import CaseHandover
from cases.views.base import Page


class CaseListPage(Page):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = forms.FilterForm(request.GET)
        chosen = form.chosen()
        page = reading.page_of_cases(self.viewer, **chosen, page=request.GET.get("page", "1"))
        context = {
            "form": form,
            "page_obj": page,
            "rows": [(case, cards.is_limited(case, self.viewer)) for case in page.object_list],
            "handovers": CaseHandover.objects.to_answer(self.viewer) if self.viewer.posts else [],
            "query": urlencode({name: value for name, value in chosen.items() if value}),
        }
        return render(request, "cases/list.html", context)


class DeskPage(Page):
    roles = ("lawyer",)
    template = "cases/desk.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = desk.desk_of(self.viewer)
        if request.GET.get("seen") == found.token:
            return HttpResponse(status=204)
        context = {
            "desk": found,
            "taken": [(case, desk.next_steps(case)) for case in found.taken],
            "accept": forms.AcceptForm(auto_id=False),
            "decline": forms.DeclineForm(auto_id=False),
        }
        return render(request, self.template, context)


class DeskLive(DeskPage):
    """What the desk asks for every 15 s. Signed out, the whole page goes to the sign-in, not a piece of it."""

    template = "cases/_desk.html"

    def handle_no_permission(self) -> HttpResponse:  # type: ignore[override]
        return HttpResponseClientRedirect("/desk/")
