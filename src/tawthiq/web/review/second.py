"""Second opinions: pairs that two members judged differently, who settles them, and how far members agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.judge_pair import settle_pair
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import opinions as queries
from tawthiq.keeping.queries import review
from tawthiq.keeping.queries.opinions import ConflictView, OpinionView
from tawthiq.matching.agreement import Agreement, measure_agreement
from tawthiq.terms.errors import BadInputError, NotFoundError
from tawthiq.terms.members import Viewer
from tawthiq.web.review.evidence import describe
from tawthiq.web.review.layout import show_opinions, side_by_side
from tawthiq.web.review.views import decision_of
from tawthiq.web.review.words import DECISIONS
from tawthiq.web.viewing import opens_for, viewer_of_request


@opens_for(Permission.JUDGE)
@require_GET
def list_conflicts(request: HttpRequest) -> HttpResponse:
    """The pairs judged differently, with both comments, and the agreement between reviewers."""
    viewer = viewer_of_request(request)
    doubled = queries.independent_opinions(viewer=viewer)
    context = {
        "queue": review.queue(viewer=viewer),
        "conflicts": [_shown(conflict, viewer) for conflict in queries.conflicts(viewer=viewer)],
        "agreement": _agreement(doubled),
        "by_members": _by_members(doubled) if may(viewer, Permission.SETTLE) else [],
        "crumbs": [(reverse("review:next"), _("Review"))],
        "tab": "conflicts",
    }
    return render(request, "web/review/conflicts.html", context)


@opens_for(Permission.JUDGE)
@require_GET
def show_conflict(request: HttpRequest, record_a: UUID, record_b: UUID) -> HttpResponse:
    """One pair judged differently: the records, the opinions with their comments, and the form that settles it."""
    viewer = viewer_of_request(request)
    conflict = _conflict(record_a, record_b, viewer)
    others_a, others_b, is_joined = review.joined_to(conflict.record_a.id, conflict.record_b.id, viewer=viewer)
    context = {
        "conflict": conflict,
        "laid": side_by_side(conflict.record_a, conflict.record_b, joined=(others_a, others_b), viewer=viewer),
        "is_joined": is_joined,
        "opinions": show_opinions(conflict.opinions, viewer=viewer),
        "crumbs": [(reverse("review:next"), _("Review")), (reverse("review:conflicts"), _("Second opinions"))],
    }
    return render(request, "web/review/conflict.html", context)


@opens_for(Permission.JUDGE)
@require_POST
def settle(request: HttpRequest, record_a: UUID, record_b: UUID) -> HttpResponse:
    """Decide between the members who differ."""
    viewer = viewer_of_request(request)
    decision = decision_of(request)
    newest = request.POST.get("newest", "")
    if not (newest.isascii() and newest.isdigit() and len(newest) < 19):
        raise BadInputError("judgement.newest", _("The form is not whole."), _("Open the pair again and decide there."))
    reason = request.POST.get("reason", "")
    settle_pair(record_a, record_b, decision, viewer=viewer, reason=reason, newest=int(newest))
    messages.success(request, _("Settled: {decision}.").format(decision=DECISIONS[decision.value]))
    return redirect("review:conflicts")


def _conflict(record_a: UUID, record_b: UUID, viewer: Viewer) -> ConflictView:
    for conflict in queries.conflicts(viewer=viewer):
        if {conflict.record_a.id, conflict.record_b.id} == {record_a, record_b}:
            return conflict
    raise NotFoundError("keeping.not_found", "There is no such thing in this mission.", "Check the address.")


def _shown(conflict: ConflictView, viewer: Viewer) -> dict[str, object]:
    records = (conflict.record_a, conflict.record_b)
    return {
        "conflict": conflict,
        "records": [(record, describe(record, language=viewer.language)) for record in records],
        "opinions": show_opinions(conflict.opinions, viewer=viewer),
    }


def _agreement(doubled: Sequence[tuple[OpinionView, OpinionView]]) -> Agreement:
    """Of all pairs that two members judged: the one who came first against the one who came second."""
    return measure_agreement([(one.decision, other.decision) for one, other in doubled])


def _by_members(doubled: Sequence[tuple[OpinionView, OpinionView]]) -> list[tuple[str, str, Agreement]]:
    """The same for each two members, by name."""
    answers: dict[tuple[tuple[str, str], tuple[str, str]], list[tuple[str, str]]] = defaultdict(list)
    for pair in doubled:
        one, other = sorted(pair, key=lambda o: (o.member, o.member_id))
        key = ((one.member, one.member_id), (other.member, other.member_id))
        answers[key].append((one.decision, other.decision))
    return [(a, b, measure_agreement(given)) for ((a, _a), (b, _b)), given in sorted(answers.items())]
