"""The page of the search. What is looked for travels in the body of a POST: a name in an address ends in logs and histories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases import cards, search
from cases.forms import identity as identity_forms
from cases.views.base import Page


class SearchPage(Page):
    roles = ("officer", "supervisor", "lawyer", "operator")

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "cases/search.html", {"form": identity_forms.SearchForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = identity_forms.SearchForm(request.POST)
        if not form.is_valid():
            return render(request, "cases/search.html", {"form": form}, status=422)
        answer = search.search(form.cleaned_data["q"], reader=request.user, viewer=self.viewer)
        rows = [(one, [(case, cards.is_limited(case, self.viewer)) for case in one.cases]) for one in answer.items]
        return render(request, "cases/search.html", {"form": form, "answer": answer, "rows": rows})
