"""The timeline of events that reports speak of: accepted ones by day, waiting ones to decide on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tawthiq.actions.decide_event import decide_event
from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.queries import events as queries
from tawthiq.keeping.queries.events import EventView
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.vocabularies import DecisionOnProposal
from tawthiq.web.figures.words import EVENTS, STANDINGS, word
from tawthiq.web.viewing import opens_for, viewer_of_request

#: So many waiting events are offered at once.
WAITING_SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """An event as the timeline and its report show it; `repeats` are other reports of the same story."""

    event: EventView
    kind: str
    standing: str
    is_plain: bool
    day: date | None
    day_is_given: bool
    parties: tuple[str, ...]
    url: str
    anchor: str
    repeats: tuple[tuple[str, int], ...] = ()

    @property
    def is_pending(self) -> bool:
        """Whether nobody has decided yet."""
        return self.event.status == DecisionOnProposal.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What falls on one day; None where no day is known."""

    day: date | None
    cards: tuple[EventCard, ...]


@opens_for(Permission.READ_CONTENT)
@require_GET
def show_timeline(request: HttpRequest) -> HttpResponse:
    """Accepted events under the day a member gave, else under their report's day; of one kind with ``?kind=``."""
    viewer = viewer_of_request(request)
    everything = queries.find_events(viewer=viewer)
    chosen = request.GET.get("kind", "")
    kind = chosen if chosen in EVENTS else ""
    accepted = [event for event in everything if event.status == DecisionOnProposal.CONFIRMED]
    waiting = [event for event in everything if event.status == DecisionOnProposal.PENDING]
    counts = Counter(event.kind for event in accepted)
    context = {
        "days": by_day(event for event in accepted if kind in ("", event.kind)),
        "waiting": [show_event(event) for event in waiting if kind in ("", event.kind)][:WAITING_SHOWN],
        "waiting_total": len(waiting),
        "kinds": [(code, words, counts[code]) for code, words in EVENTS.items() if counts[code]],
        "kind": kind,
        "total": len(accepted),
        "crumbs": [(reverse("figures:list"), _("Figures"))],
        "may_decide": may(viewer, Permission.CONFIRM_FIGURES),
        "next": reverse("figures:timeline"),
    }
    return render(request, "web/figures/timeline.html", context)


@opens_for(Permission.CONFIRM_FIGURES)
@require_POST
def decide(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Accept or reject an event, and go on where it was decided."""
    given = request.POST.get("decision", "")
    if given not in {DecisionOnProposal.CONFIRMED.value, DecisionOnProposal.REJECTED.value}:
        raise BadInputError("event.decision", _("This is no decision."), _("Accept or reject the event."))
    decision = DecisionOnProposal(given)
    day = _day(request.POST.get("day", "").strip()) if decision is DecisionOnProposal.CONFIRMED else None
    decide_event(event_id, decision, viewer=viewer_of_request(request), day=day, reason=request.POST.get("reason", ""))
    accepted = decision is DecisionOnProposal.CONFIRMED
    messages.success(request, _("The event is on the timeline.") if accepted else _("The event is rejected."))
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=False)
    return redirect(f"{wanted}#events" if is_ours and wanted else reverse("figures:timeline"))


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError as error:
        raise BadInputError("event.day", _("This is no day."), _("Give it as year, month and day.")) from error


def show_event(event: EventView) -> EventCard:
    """An event with its words."""
    page = reverse("sources:source", args=[event.source_id])
    return EventCard(
        event=event,
        kind=word(EVENTS, event.kind),
        standing=word(STANDINGS, event.standing),
        is_plain=event.standing == "reported",
        day=event.day or event.published_on,
        day_is_given=event.day is not None,
        # Who speaks is told beside them, once.
        parties=tuple(p["words"] for p in event.data.get("parties") or () if p["words"] != event.speaker),
        url=f"{page}#event-{event.id}",
        anchor=f"span-{event.span_start}-{event.span_end}",
    )


def by_day(events: Iterable[EventView]) -> list[Day]:
    """Events by day, the latest first and those without a day last; one story told twice is one entry."""
    days: dict[date | None, dict[tuple[UUID, str, str], list[EventCard]]] = {}
    for event in events:
        card = show_event(event)
        told = (event.origin_id, event.kind, str(event.data.get("words") or "").casefold())
        days.setdefault(card.day, {}).setdefault(told, []).append(card)
    order = sorted(days, key=lambda day: (day is None, -(day.toordinal() if day else 0)))
    return [Day(day=day, cards=tuple(_folded(cards) for cards in days[day].values())) for day in order]


def _folded(cards: list[EventCard]) -> EventCard:
    others = tuple((card.url, card.event.source_number) for card in cards[1:])
    return replace(cards[0], repeats=others)
