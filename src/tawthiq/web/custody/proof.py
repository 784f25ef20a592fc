"""Pages of proof: one exhibit verified, evidence bags that left, and making one with reason and purpose."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tawthiq.actions.ask_authority import ask_over_http
from tawthiq.actions.make_bag import BagRequest, ask_second, make_packed_bag, plan, waits_for_second
from tawthiq.actions.verify_mission import verify_exhibit
from tawthiq.custody.bag_contents import BagPlan
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import bags as queries
from tawthiq.keeping.queries import custody as custody_queries
from tawthiq.terms.errors import TawthiqError
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.custody.forms import BagForm
from tawthiq.web.problems import word_error, write_problem
from tawthiq.web.viewing import opens_for, viewer_of_request

SANDBOX = "default-src 'none'; sandbox"
WHY = {
    "asked": gettext_lazy("asked for"),
    "original": gettext_lazy("the original of a working copy"),
    "same_matter": gettext_lazy("speaks of the same persons or incidents: included by rule, whether it agrees or not"),
}
HELD = {
    "consent_no": gettext_lazy("the witness did not agree to this purpose"),
    "consent_ask_first": gettext_lazy("the witness wants to be asked first"),
    "consent_withdrawn": gettext_lazy("the witness has withdrawn the consent"),
    "source_withdrawn": gettext_lazy("the mission has withdrawn it"),
    "original_stays": gettext_lazy("the working copy is handed over in its place"),
}
FORMS = {"whole": gettext_lazy("whole"), "extract": gettext_lazy("only the rows about the same persons")}


@opens_for(Permission.READ_LEDGER)
@require_GET
def verify(request: HttpRequest, exhibit_id: UUID) -> HttpResponse:
    """Check one exhibit now: its bytes, its entries, and the signed and stamped ledger they are in."""
    viewer = viewer_of_request(request)
    verdict = verify_exhibit(exhibit_id, viewer=viewer)
    crumbs = [(reverse("custody:ledger"), _("Custody ledger"))]
    if may(viewer, Permission.READ_CONTENT) and custody_queries.is_seen(exhibit_id, viewer=viewer):
        crumbs = [
            (reverse("custody:exhibits"), _("Exhibits")),
            (reverse("custody:exhibit", args=[exhibit_id]), _("Exhibit")),
        ]
    return render(request, "web/custody/verified.html", {"crumbs": crumbs, "verdict": verdict})


@opens_for(Permission.READ_LEDGER)
@require_GET
def list_bags(request: HttpRequest) -> HttpResponse:
    """Every bag that left: for whom, why, and how much."""
    viewer = viewer_of_request(request)
    words = vocabulary("consent_purpose")
    rows = [
        (bag, words.label(bag.purpose, viewer.language), len(bag.contents["items"]), len(bag.contents["withheld"]))
        for bag in queries.bags(viewer=viewer)
    ]
    crumbs = [(reverse("custody:ledger"), _("Custody ledger"))]
    return render(request, "web/custody/bags.html", {"crumbs": crumbs, "rows": rows})


@opens_for(Permission.EXPORT, fresh=True)  # type: ignore[arg-type]  # a file is streamed, which Django types apart
@require_http_methods(["GET", "POST"])
def new_bag(request: HttpRequest, exhibit_id: UUID) -> HttpResponseBase:
    """Ask for whom and why; show what would leave and what stays; make it when that was confirmed.

    Where the policy wants a second person and none has consented to just this bag, it is asked for in its place.
    """
    viewer = viewer_of_request(request)
    custody_queries.exhibit(exhibit_id, viewer=viewer)
    form = BagForm(request.POST or None, in_language=viewer.language, initial={"language": viewer.language})
    context = {
        "crumbs": [(reverse("custody:exhibit", args=[exhibit_id]), _("Exhibit"))],
        "exhibit_id": exhibit_id,
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        asked = BagRequest(exhibit_ids=(exhibit_id,), **form.cleaned_data)
        try:
            if "make" in request.POST and waits_for_second(asked, viewer=viewer):
                ask_second(asked, viewer=viewer)
                messages.success(request, _("Asked. Another member must consent; then you have an hour to make it."))
                return redirect("members:requests")
            if "make" in request.POST:
                return _make(asked, request)
            context |= _shown(plan(asked, viewer=viewer))
        except TawthiqError as error:
            context["refusal"] = write_problem(word_error(error, language=viewer.language))
    return render(request, "web/custody/new_bag.html", context)


def _make(asked: BagRequest, request: HttpRequest) -> HttpResponseBase:
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as folder:
        made = make_packed_bag(asked, Path(folder) / "bag.zip", viewer=viewer_of_request(request), ask=ask_over_http)
        packed = made.folder.open("rb")
    response = FileResponse(
        packed, as_attachment=True, filename=f"bag-{made.bag_id}.zip", content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = SANDBOX
    return response


def _shown(chosen: BagPlan) -> dict[str, object]:
    return {
        "is_planned": True,
        "items": [(i.candidate, WHY[i.candidate.why.value], FORMS[i.form.value]) for i in chosen.items],
        "withheld": [(h.candidate, WHY[h.candidate.why.value], HELD[h.reason.value]) for h in chosen.withheld],
    }
