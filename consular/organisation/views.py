"""The way home by role, and the choice of language and theme."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consular.organisation import actions
from consular.organisation.access import viewer_for
from consular.organisation.forms import PreferencesForm
from consular.organisation.preferences import remember


@login_required
def home(request: HttpRequest) -> HttpResponse:
    place = viewer_for(request).home()
    if not place:
        raise PermissionDenied(_("You have no posting at this time. Ask your administrator."))
    return redirect(place)


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Takes `language` and/or `theme` ("" follows the browser); goes back to `next`."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    choice = form.chosen()
    if request.user.is_authenticated and choice:
        actions.choose_preferences(user=request.user, **choice)
    response = HttpResponseRedirect(_way_back(request))
    remember(response, language=choice.get("language"), theme=choice.get("theme"))
    return response


def _way_back(request: HttpRequest) -> str:
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
            return address
    return "/"
