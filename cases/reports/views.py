"""Stand-in until written."""

from django.views.generic import TemplateView


class WeeklyPage(TemplateView):
    template_name = "base.html"
