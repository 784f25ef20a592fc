"""Compartments: the list, a new one, and who is in one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tawthiq.actions.manage_compartments import add_compartment, let_in, take_out
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.queries import compartments as queries
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.web.members.forms import CompartmentForm
from tawthiq.web.viewing import opens_for, viewer_of_request


@opens_for(Permission.MANAGE_COMPARTMENTS, fresh=True)
@require_http_methods(["GET", "POST"])
def list_compartments(request: HttpRequest) -> HttpResponse:
    """The compartments the viewer is in, and a form for a new one."""
    viewer = viewer_of_request(request)
    form = CompartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_compartment(viewer=viewer, **form.cleaned_data)
        except ConflictError:
            form.add_error("code", _("This code is in use. Choose another one."))
        except BadInputError:
            form.add_error("code", _("Small Latin letters, digits and hyphens, at least two."))
        else:
            messages.success(request, _("The compartment is made. You alone are in it; let others in here."))
            return redirect("members:compartment", made)
    context = {"rows": queries.compartment_rows(viewer=viewer), "form": form}
    return render(request, "web/members/compartments.html", context)


@opens_for(Permission.MANAGE_COMPARTMENTS, fresh=True)
@require_http_methods(["GET", "POST"])
def show_compartment(request: HttpRequest, compartment_id: UUID) -> HttpResponse:
    """Who is in a compartment; members are let in and taken out one at a time."""
    viewer = viewer_of_request(request)
    shown = queries.compartment(compartment_id, viewer=viewer)
    if request.method == "POST":
        change = {"in": let_in, "out": take_out}.get(request.POST.get("what", ""))
        if change is None:
            raise BadInputError("members.nothing", "Nothing was asked for.", "Use the buttons of the page.")
        change(compartment_id, _member_id(request), viewer=viewer)
        messages.success(request, _("Done. It holds from this moment, in work under way too."))
        if _member_id(request) == viewer.member_id:
            return redirect("members:compartments")
        return redirect("members:compartment", compartment_id)
    context = {
        "crumbs": [(reverse("members:compartments"), _("Compartments"))],
        "shown": shown,
        "rows": queries.placed_members(compartment_id, viewer=viewer),
    }
    return render(request, "web/members/compartment.html", context)


def _member_id(request: HttpRequest) -> str:
    try:
        return str(UUID(request.POST.get("member", "")))
    except ValueError as error:
        raise BadInputError("members.nothing", "Nothing was asked for.", "Use the buttons of the page.") from error
