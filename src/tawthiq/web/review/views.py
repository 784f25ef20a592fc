"""The review: one pair after another, each decision in one key, each of them undoable.

After a decision the next pair follows at once. What the linker thinks of a pair, and what others judged of it, is
shown once the member has judged it. Pairs passed over are remembered for the sitting and come again at its end.
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

from tawthiq.actions.judge_pair import ask_second_opinion, judge_pair, undo_judgement, undo_last
from tawthiq.actions.performing import now
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import opinions as opinion_queries
from tawthiq.keeping.queries import review as queries
from tawthiq.keeping.queries.review import PairView
from tawthiq.keeping.queries.sight import as_uuid
from tawthiq.terms.errors import BadInputError, NotFoundError
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Viewer
from tawthiq.terms.opinions import opinions, weigh
from tawthiq.web.review.evidence import describe, list_weights
from tawthiq.web.review.layout import show_opinions, side_by_side
from tawthiq.web.review.sitting import sitting
from tawthiq.web.review.words import DECISIONS
from tawthiq.web.viewing import opens_for, viewer_of_request

RECENT = 8
SKIPPED = "review_skipped"
MOST_SKIPPED = 300


@opens_for(Permission.JUDGE)
@require_GET
def go_to_next(request: HttpRequest) -> HttpResponse:
    """Lead to the pair to ask about next (``?skip=`` passes one over), or say that none waits."""
    viewer = viewer_of_request(request)
    pair_id = queries.next_pair_id(viewer=viewer, skipped=_skipped(request))
    if pair_id is not None:
        return redirect("review:pair", pair_id=pair_id)
    context = {
        "queue": queries.queue(viewer=viewer),
        "recent": _recent(viewer),
        "may_link": may(viewer, Permission.LINK),
        "tab": "pairs",
    }
    return render(request, "web/review/done.html", context)


def _skipped(request: HttpRequest) -> list[int]:
    """The pairs passed over in this sitting, the one just passed over among them."""
    held: list[int] = request.session.get(SKIPPED, [])
    given = request.GET.get("skip", "")
    if given.isascii() and given.isdigit() and len(given) < 19:
        held = [*(pair for pair in held if pair != int(given)), int(given)][-MOST_SKIPPED:]
        request.session[SKIPPED] = held
    return held


@opens_for(Permission.JUDGE)
@require_GET
def show_pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Two records side by side, and the question whether they are the same person."""
    viewer = viewer_of_request(request)
    pair = queries.pair(pair_id, viewer=viewer)
    state = queries.queue(viewer=viewer)
    laid = side_by_side(pair.record_a, pair.record_b, joined=(pair.others_a, pair.others_b), viewer=viewer)
    context = {
        "pair": pair,
        "laid": laid,
        "queue": state,
        "sitting": sitting(queries.times_of_mine(viewer=viewer), now=now()),
        "newest": opinion_queries.newest_judgement(viewer=viewer),
        "candidates": [(i, record, describe(record, language=viewer.language)) for i, record in pair.candidates],
        "recent": _recent(viewer),
        "tab": "pairs",
    }
    if pair.mine is not None:
        context |= _after(pair, viewer) | {"weights": list_weights(laid.evidence)}
    return render(request, "web/review/pair.html", context)


def _after(pair: PairView, viewer: Viewer) -> dict[str, Any]:
    """What is shown once the member has judged the pair."""
    counted = opinions(pair.opinions)
    return {
        "mine": pair.mine,
        "mine_words": DECISIONS[pair.mine.decision] if pair.mine else "",
        "opinions": show_opinions(counted, viewer=viewer) if len(counted) > 1 else [],
        "is_contested": weigh(counted).is_contested,
        "waits_for_another": pair.is_open,
    }


def _recent(viewer: Viewer) -> list[tuple[Any, str, int | None]]:
    found = queries.recent_judgements(viewer=viewer, limit=RECENT, mine=True)
    pairs = queries.pairs_of_records([(judged.record_a, judged.record_b) for judged in found], viewer=viewer)
    return [
        (judged, str(DECISIONS[judged.decision]), pairs.get((judged.record_a, judged.record_b))) for judged in found
    ]


@opens_for(Permission.JUDGE)
@require_POST
def judge(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Keep the judgement and go on to the next pair."""
    viewer = viewer_of_request(request)
    record_a, record_b = _records_of(request, pair_id, viewer)
    decision = decision_of(request)
    judge_pair(record_a, record_b, decision, viewer=viewer, reason=request.POST.get("reason", ""))
    messages.success(request, _("Kept: {decision}.").format(decision=DECISIONS[decision.value]))
    _say_who_else(request, record_a, record_b, viewer)
    return redirect("review:next")


def decision_of(request: HttpRequest) -> Decision:
    """The decision of a form; refuses (BadInputError) what is none."""
    given = request.POST.get("decision", "")
    if given not in set(Decision):
        raise BadInputError(
            "judgement.decision", _("This is no decision."), _("Say whether they are the same person or not.")
        )
    return Decision(given)


def _records_of(request: HttpRequest, pair_id: int, viewer: Viewer) -> tuple[UUID, UUID]:
    """The two records that were shown: what was judged of them is kept, even if the queue was made anew meanwhile."""
    try:
        pair = queries.pair(pair_id, viewer=viewer)
    except NotFoundError:
        if not (request.POST.get("record_a") and request.POST.get("record_b")):
            raise
        return as_uuid(request.POST["record_a"]), as_uuid(request.POST["record_b"])
    return pair.record_a.id, pair.record_b.id


def _say_who_else(request: HttpRequest, record_a: UUID, record_b: UUID, viewer: Viewer) -> None:
    """Tell of others who judged this pair since it was shown: both judgements stand."""
    counted = opinions(opinion_queries.opinions_on(record_a, record_b, viewer=viewer))
    if weigh(counted).is_contested:
        messages.info(
            request, _("Another member judged this pair differently. It counts as unsure until somebody settles it.")
        )
        return
    seen = request.POST.get("newest", "")
    since = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None
    if since is not None and any(o.number > since and o.member_id != viewer.member_id for o in counted):
        messages.info(request, _("Another member judged this pair at the same time. Both judgements are kept."))


@opens_for(Permission.JUDGE)
@require_POST
def ask_second(request: HttpRequest, pair_id: int) -> HttpResponse:
    """Give a pair the member has judged to another member too."""
    viewer = viewer_of_request(request)
    pair = queries.pair(pair_id, viewer=viewer)
    ask_second_opinion(pair.record_a.id, pair.record_b.id, viewer=viewer)
    messages.success(request, _("Another member will be asked, without seeing your decision."))
    return redirect("review:pair", pair_id=pair_id)


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
    return redirect("review:next") if pair_id is None else redirect(reverse("review:pair", args=[pair_id]))
