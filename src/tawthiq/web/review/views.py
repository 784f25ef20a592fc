"""The review: one pair after another, each decision in one key, each of them undoable.

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
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.explain_pair import explain_pair
from tawthiq.actions.judge_pair import judge_pair, undo_judgement, undo_last
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import review as queries
from tawthiq.keeping.queries.records import RecordView
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Decision
from tawthiq.web.review.evidence import describe, lay_out, list_weights
from tawthiq.web.review.words import DECISIONS
from tawthiq.web.viewing import opens_for, viewer_of_request

RECENT = 8


@opens_for(Permission.JUDGE)
@require_GET
def go_to_next(request: HttpRequest) -> HttpResponse:
    """Lead to the pair to ask about next (``?skip=`` passes one over), or say that none waits."""
    viewer = viewer_of_request(request)
    given = request.GET.get("skip", "")
    skip = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    pair_id = queries.next_pair_id(viewer=viewer, skip=skip)
    if pair_id is not None:
        return redirect("review:pair", pair_id=pair_id)
    context = {
        "queue": queries.queue(viewer=viewer),
        "recent": _recent(viewer),
        "may_link": may(viewer, Permission.LINK),
    }
    return render(request, "web/review/done.html", context)


@opens_for(Permission.JUDGE)
@require_GET
def show_pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Two records side by side, and the question whether they are the same person."""
    viewer = viewer_of_request(request)
    pair = queries.pair(pair_id, viewer=viewer)
    evidence = explain_pair(pair.record_a.id, pair.record_b.id, viewer=viewer)
    state = queries.queue(viewer=viewer)
    standing = next((j for j in pair.judgements if not j.undone and not j.is_undo and j.basis == "reviewed"), None)
    language = viewer.language
    context = {
        "pair": pair,
        "numbers": (f"R-{pair.record_a.number}", f"R-{pair.record_b.number}"),
        "rows": lay_out(pair.record_a, pair.record_b, evidence, language=language),
        "queue": state,
        "total": state.open + state.judged,
        "standing": standing,
        "standing_words": DECISIONS[standing.decision] if standing else "",
        "weights": list_weights(evidence) if standing else [],
        "candidates": [(i, record, describe(record, language=language)) for i, record in pair.candidates_a],
        "others": [
            ("A", [_other(r, language) for r in pair.others_a]),
            ("B", [_other(r, language) for r in pair.others_b]),
        ],
        "are_independent": pair.record_a.origin_id != pair.record_b.origin_id,
        "recent": _recent(viewer),
        "crumbs": [(reverse("review:next"), _("Review"))],
    }
    return render(request, "web/review/pair.html", context)


def _other(record: RecordView, language: str) -> tuple[RecordView, str]:
    return record, describe(record, language=language)


def _recent(viewer: Any) -> list[tuple[Any, str]]:
    found = queries.recent_judgements(viewer=viewer, limit=RECENT, mine=True)
    return [(judged, str(DECISIONS[judged.decision])) for judged in found]


@opens_for(Permission.JUDGE)
@require_POST
def judge(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Keep the judgement and go on to the next pair."""
    viewer = viewer_of_request(request)
    pair = queries.pair(pair_id, viewer=viewer)
    given = request.POST.get("decision", "")
    if given not in set(Decision):
        raise BadInputError(
            "judgement.decision", _("This is no decision."), _("Say whether they are the same person or not.")
        )
    judge_pair(
        pair.record_a.id, pair.record_b.id, Decision(given), viewer=viewer, reason=request.POST.get("reason", "")
    )
    words = _("{a} and {b}: {decision}.").format(
        a=f"R-{pair.record_a.number}", b=f"R-{pair.record_b.number}", decision=DECISIONS[given]
    )
    messages.success(request, words)
    return redirect(f"{reverse('review:next')}?skip={pair_id}")


@opens_for(Permission.JUDGE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one judgement, or the member's own last one, and show its pair again."""
    viewer = viewer_of_request(request)
    given = request.POST.get("judgement", "")
    taken: UUID | None
    if given:
        taken = queries.judgement(given, viewer=viewer).id
        undo_judgement(taken, viewer=viewer)
    else:
        taken = undo_last(viewer=viewer)
    if taken is None:
        messages.info(request, _("There is no decision of yours to take back."))
        return redirect("review:next")
    judged = queries.judgement(taken, viewer=viewer)
    messages.success(request, _("The decision is taken back. It stays visible and no longer counts."))
    pair_id = queries.pair_of_records(judged.record_a, judged.record_b, viewer=viewer)
    return redirect("review:next") if pair_id is None else redirect("review:pair", pair_id=pair_id)
