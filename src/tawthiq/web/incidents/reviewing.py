"""The review of incidents: one pair after another, each decision in one key, each of them undoable.

After a decision the next pair follows at once. What the linker thinks of a pair is shown once it has been judged.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tawthiq.actions.do_jobs import ask_for_job
from tawthiq.actions.judge_incidents import judge_incidents, undo_incident_judgement, undo_last_of_incidents
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import incident_review as queries
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Viewer
from tawthiq.web.incidents.evidence import describe, lay_out, list_weights
from tawthiq.web.incidents.words import DECISIONS
from tawthiq.web.results.forms import LinkForm
from tawthiq.web.viewing import opens_for, viewer_of_request

RECENT = 8
LEAST_THRESHOLD = 0.9
"""Asked for where the mission's policy for persons is laxer: incidents of one day are more alike than persons."""


@opens_for(Permission.JUDGE)
@require_GET
def go_to_next(request: HttpRequest) -> HttpResponse:
    """Lead to the pair to ask about next (``?skip=`` passes one over), or say that none waits."""
    viewer = viewer_of_request(request)
    given = request.GET.get("skip", "")
    skip = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    pair_id = queries.next_incident_pair_id(viewer=viewer, skip=skip)
    if pair_id is not None:
        return redirect("incidents:pair", pair_id=pair_id)
    context = {
        "crumbs": _crumbs(),
        "queue": queries.incident_queue(viewer=viewer),
        "recent": _recent(viewer),
        "may_link": may(viewer, Permission.LINK),
    }
    return render(request, "web/incidents/review_done.html", context)


@opens_for(Permission.JUDGE)
@require_GET
def show_pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Two incident records side by side, and the question whether they are the same incident."""
    viewer = viewer_of_request(request)
    pair = queries.incident_pair(pair_id, viewer=viewer)
    state = queries.incident_queue(viewer=viewer)
    standing = next((j for j in pair.judgements if not j.undone and not j.is_undo and j.basis == "reviewed"), None)
    language = viewer.language
    context = {
        "crumbs": [*_crumbs(), (reverse("incidents:review"), _("Review"))],
        "pair": pair,
        "rows": lay_out(pair, language=language),
        "queue": state,
        "total": state.open + state.judged,
        "standing": standing,
        "standing_words": DECISIONS[standing.decision] if standing else "",
        "weights": list_weights(pair) if standing else [],
        "sides": [
            ("A", pair.record_a, pair.incident_a, [(r, describe(r, language=language)) for r in pair.beside_a]),
            ("B", pair.record_b, pair.incident_b, [(r, describe(r, language=language)) for r in pair.beside_b]),
        ],
        "are_independent": pair.record_a.origin_id != pair.record_b.origin_id,
        "recent": _recent(viewer),
    }
    return render(request, "web/incidents/review_pair.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("incidents:list"), _("Incidents"))]


def _recent(viewer: Viewer) -> list[tuple[Any, str]]:
    found = queries.recent_incident_judgements(viewer=viewer, limit=RECENT, mine=True)
    return [(judged, str(DECISIONS[judged.decision])) for judged in found]


@opens_for(Permission.JUDGE)
@require_POST
def judge(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Keep the judgement and go on to the next pair."""
    viewer = viewer_of_request(request)
    pair = queries.incident_pair(pair_id, viewer=viewer)
    given = request.POST.get("decision", "")
    if given not in set(Decision):
        raise BadInputError(
            "judgement.decision", _("This is no decision."), _("Say whether they are the same incident or not.")
        )
    reason = request.POST.get("reason", "")
    judge_incidents(pair.record_a.id, pair.record_b.id, Decision(given), viewer=viewer, reason=reason)
    words = _("{a} and {b}: {decision}.").format(
        a=f"I-{pair.record_a.number}", b=f"I-{pair.record_b.number}", decision=DECISIONS[given]
    )
    messages.success(request, words)
    return redirect(f"{reverse('incidents:review')}?skip={pair_id}")


@opens_for(Permission.JUDGE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one judgement, or the member's own last one, and show its pair (or its incident) again."""
    viewer = viewer_of_request(request)
    given = request.POST.get("judgement", "")
    taken: UUID | None
    if given:
        taken = queries.incident_judgement(given, viewer=viewer).id
        undo_incident_judgement(taken, viewer=viewer)
    else:
        taken = undo_last_of_incidents(viewer=viewer)
    if taken is None:
        messages.info(request, _("There is no decision of yours to take back."))
        return redirect("incidents:review")
    judged = queries.incident_judgement(taken, viewer=viewer)
    messages.success(request, _("The decision is taken back. It stays visible and no longer counts."))
    if request.POST.get("incident"):
        return redirect("incidents:list")
    pair_id = queries.pair_of_incident_records(judged.record_a, judged.record_b, viewer=viewer)
    return redirect("incidents:review") if pair_id is None else redirect("incidents:pair", pair_id=pair_id)


@opens_for(Permission.LINK)
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Ask how sure the linker must be, then start it as a job."""
    viewer = viewer_of_request(request)
    policy = read_mission(mission_folder()).policies.accept_links_from
    threshold = max(policy, LEAST_THRESHOLD)
    form = LinkForm(request.POST or None, initial={"threshold": threshold, "accept": "propose"})
    if request.method == "POST" and form.is_valid():
        params = {"threshold": form.cleaned_data["threshold"], "accept": form.cleaned_data["accept"] == "accept"}
        return redirect("jobs:job", ask_for_job("link_incidents", params, viewer=viewer))
    return render(request, "web/incidents/ask_link.html", {"form": form, "crumbs": _crumbs()})
