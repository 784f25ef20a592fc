"""The first page: a sentence, the pictures that open it, and what waits for a decision.

Every number is a link that opens the persons it counts. The estimate is never one number: it is an interval, or a
refusal with its reasons.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tawthiq.guarding.roles import Permission, may
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import overview as queries
from tawthiq.keeping.queries.overview import OutcomeCount, Waiting
from tawthiq.keeping.queries.results import ResultView, latest_result
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.estimates import Estimate, Refusal, result_from_dict
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.addresses import address_of
from tawthiq.web.formats import write_day, write_number
from tawthiq.web.navigation import find_links
from tawthiq.web.overview import lists, months, places, totals
from tawthiq.web.persons.filters import persons_address
from tawthiq.web.viewing import opens_for, viewer_of_request
from tawthiq.web.wording import fill_with_links, word_caution, word_reason

OUTCOME = "killed"
#: Outcomes counted beside the killed, in this order.
BESIDE = ("injured", "missing", "detained", "abducted", "recruited", "sexual_violence", "displaced", "other", "unknown")


@opens_for(None)
@require_GET
def show_overview(request: HttpRequest) -> HttpResponse:
    """What the mission knows; a member whose role sees no numbers is led to the first page they may open."""
    viewer = viewer_of_request(request)
    if not may(viewer, Permission.READ_NUMBERS):
        return _lead_on(viewer)
    language = viewer.language
    outcomes = queries.outcome_counts(viewer=viewer)
    counted = next(
        (row for row in outcomes if row.outcome == OUTCOME), OutcomeCount(outcome=OUTCOME, verified=0, documented=0)
    )
    kept = latest_result("estimate", viewer=viewer, outcome_asked=OUTCOME)
    answer = result_from_dict(kept.data) if kept else None
    is_by_governorate = request.GET.get("map") == "governorates"
    count_places = queries.place_counts if is_by_governorate else queries.town_counts
    waiting = queries.waiting(viewer=viewer)
    context = {
        "is_empty": not outcomes,
        "import_url": address_of("sources:import_list") if may(viewer, Permission.ADD_SOURCES) else "",
        "sentence": _say_documented(counted, language=language),
        "answer": _say_answer(answer, kept, language=language),
        "totals": totals.draw(counted, answer, language=language) if outcomes else None,
        "months": months.draw(queries.month_counts(viewer=viewer, outcome=OUTCOME), language=language, outcome=OUTCOME),
        "places": places.draw(
            count_places(viewer=viewer, outcome=OUTCOME),
            language=language,
            outcome=OUTCOME,
            is_by_governorate=is_by_governorate,
        ),
        "lists": lists.draw(kept, language=language, outcome=OUTCOME) if kept else None,
        "waiting": _waiting(waiting, viewer),
        "beside": _beside(outcomes, language=language),
        "is_by_governorate": is_by_governorate,
        "one_head": (_("People"),),
        "people_heads": (_("People on exactly these lists"),),
        "two_heads": (_("Documented"), _("Verified")),
        "month_heads": (_("Documented"), _("3 or more origins"), _("2 origins"), _("1 origin")),
        "standard": vocabulary("standard_of_proof").label(
            read_mission(mission_folder()).policies.standard_of_proof, language
        ),
    }
    return render(request, "web/overview/home.html", context)


def _lead_on(viewer: Viewer) -> HttpResponseRedirect:
    links = [link for link in find_links(viewer, path="/") if link.url != reverse("overview:home")]
    if not links:
        raise NotFoundError(
            "guarding.not_found", "There is no such page or thing in this mission.", "Check the address."
        )
    return HttpResponseRedirect(links[0].url)


def _say_documented(counted: OutcomeCount, *, language: str) -> SafeString:
    """The first sentence, whose numbers open."""
    documented = (
        write_number(counted.documented, language=language),
        persons_address(outcome=OUTCOME, counted="documented"),
    )
    verified = (write_number(counted.verified, language=language), persons_address(outcome=OUTCOME, counted="verified"))
    return fill_with_links(
        _("At least {documented} people are documented as killed, {verified} of them verified."),
        documented=documented,
        verified=verified,
    )


def _say_answer(answer: Estimate | Refusal | None, kept: ResultView | None, *, language: str) -> dict[str, Any]:
    """The estimate or the refusal in words, with what it rests on."""
    if answer is None or kept is None:
        return {"kind": "none", "counts": address_of("results:home")}
    people = write_number(answer.n_observed, language=language)
    on_lists = (people, persons_address(outcome=OUTCOME, counted="documented", source_kind="list"))
    said: dict[str, Any] = {
        "address": address_of("results:result", kept.id),
        "made": write_day(kept.at.date(), language=language),
        "cautions": [word_caution(caution, language=language) for caution in answer.cautions],
        "basis": fill_with_links(
            _(
                "The estimate rests on {people} people on {lists} lists; "
                "persons named only in interviews or reports take no part in it."
            ),
            people=on_lists,
            lists=write_number(len(answer.made.lists), language=language),
        ),
    }
    if isinstance(answer, Refusal):
        reasons = [word_reason(reason, language=language) for reason in answer.reasons]
        return said | {"kind": "refusal", "reasons": reasons}
    lower, upper = (
        write_number(round(end), language=language) for end in (answer.interval.lower, answer.interval.upper)
    )
    address = said["address"]
    return said | {
        "kind": "estimate",
        "sentence": fill_with_links(
            _("We estimate that between {lower} and {upper} were killed in all."),
            lower=(lower, address),
            upper=(upper, address),
        ),
    }


def _waiting(waiting: Waiting, viewer: Viewer) -> list[dict[str, Any]]:
    """What waits, most first; a page that this member may not open has no link."""
    counted = "documented"
    pairs = address_of("review:next") if may(viewer, Permission.JUDGE) else ""
    conflicts = persons_address(with_conflicts=True, counted=counted)
    undated, unplaced = (persons_address(lacking=what, counted=counted) for what in ("date", "place"))
    entries = (
        (waiting.pairs, _("pairs of records to review"), pairs),
        (waiting.figures, _("figures to confirm or reject"), address_of("figures:list")),
        (waiting.persons_with_conflicts, _("persons whose records contradict each other"), conflicts),
        (waiting.persons_without_date, _("persons without a date"), undated),
        (waiting.persons_without_place, _("persons without a place"), unplaced),
        (waiting.rows_set_aside, _("rows of lists set aside"), address_of("sources:list")),
    )
    shown = [{"number": number, "words": words, "address": address} for number, words, address in entries if number]
    return sorted(shown, key=lambda entry: -entry["number"])


def _beside(outcomes: list[OutcomeCount], *, language: str) -> list[dict[str, Any]]:
    """The other outcomes with their counts, each of which opens."""
    words = vocabulary("outcome")
    by_code = {row.outcome: row for row in outcomes}
    return [
        {
            "words": words.label(code, language),
            "documented": by_code[code].documented,
            "documented_address": persons_address(outcome=code, counted="documented"),
            "verified": by_code[code].verified,
            "verified_address": persons_address(outcome=code, counted="verified"),
        }
        for code in BESIDE
        if code in by_code
    ]
