"""Jobs in words: kinds, states and stages by their codes, and where the result of a job is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext, pgettext_lazy

from tawthiq.keeping.queries.work import JobView
from tawthiq.web.addresses import address_of
from tawthiq.web.formats import write_number
from tawthiq.web.problems import WordedProblem, word_problem
from tawthiq.web.wording import Words, fill, word_code

KINDS: dict[str, Words] = {
    "import_list": gettext_lazy("Importing a list"),
    "link": gettext_lazy("Linking records"),
    "link_incidents": gettext_lazy("Linking incidents"),
    "estimate": gettext_lazy("Estimating"),
    "read_again": gettext_lazy("Reading all reports again"),
    "ask_model": gettext_lazy("Asking the model who says what"),
    "recount": gettext_lazy("Making a count again"),
}
STATES: dict[str, Words] = {
    "waiting": pgettext_lazy("state of a job", "waiting"),
    "running": pgettext_lazy("state of a job", "running"),
    "done": pgettext_lazy("state of a job", "done"),
    "failed": pgettext_lazy("state of a job", "failed"),
    "cancelled": pgettext_lazy("state of a job", "cancelled"),
}
STAGES: dict[str, Words] = {
    "": gettext_lazy("Waiting for a worker"),
    "begun": gettext_lazy("Beginning"),
    "read": gettext_lazy("Reading the file"),
    "write": gettext_lazy("Writing"),
    "persons": gettext_lazy("Putting records together to persons"),
    "encode": gettext_lazy("Preparing names, dates and places"),
    "block": gettext_lazy("Finding pairs worth comparing"),
    "compare": gettext_lazy("Comparing pairs"),
    "weigh": gettext_lazy("Weighing the evidence"),
    "cluster": gettext_lazy("Grouping records"),
    "report": gettext_lazy("Checking the links"),
    "lcm": gettext_lazy("Drawing from latent classes"),
    "nhoi": gettext_lazy("Drawing without the highest interaction"),
    "linkage": gettext_lazy("Estimating as the linking could have gone otherwise"),
    "panel": gettext_lazy("Asking the other methods"),
    "sensitivity": gettext_lazy("Leaving out one list after another"),
    "checks": gettext_lazy("Trying other settings and errors of the linking"),
    "tables": gettext_lazy("Counting"),
    "strata": gettext_lazy("Estimating each part by itself"),
    "done": gettext_lazy("Finishing"),
}
#: What a run of a linker came to.
COMPARED: dict[str, str] = {
    "link": gettext_noop("{records} records were compared; {persons} persons now."),
    "link_incidents": gettext_noop("{records} records were compared; {incidents} incidents now."),
}
#: What a run over all reports came to.
OVER_REPORTS: dict[str, str] = {
    "read_again": gettext_noop(
        "{reports} reports were read again. New: {figures} figures, {quotations} quotations, {events} events."
    ),
    "ask_model": gettext_noop("{reports} reports were asked about: {proposed} speakers proposed."),
}
#: States in which a job still moves.
OPEN = ("waiting", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJob:
    """A job with its words; `links` are address and words of what it made, `problem` says why it failed."""

    job: JobView
    kind: str
    state: str
    stage: str
    percent: int
    is_open: bool
    outcome: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    problem: WordedProblem | None


def show(job: JobView, *, language: str) -> ShownJob:
    """A job as its page writes it."""
    return ShownJob(
        job=job,
        kind=word_code(KINDS, job.kind),
        state=word_code(STATES, job.state),
        stage=word_code(STAGES, (job.stage or "begun") if job.state == "running" else ""),
        percent=round(100 * job.share_done),
        is_open=job.state in OPEN,
        outcome=tuple(_outcome(job, language)) if job.state == "done" else (),
        links=tuple((url, words) for url, words in _links(job) if url) if job.state == "done" else (),
        problem=_failure(job.problem, language) if job.state == "failed" else None,
    )


def _outcome(job: JobView, language: str) -> list[str]:
    """What the work came to, in sentences."""

    def number(name: str) -> str:
        return write_number(job.result.get(name, 0), language=language)

    if job.kind in OVER_REPORTS:
        names = ("reports", "figures", "quotations", "events", "proposed")
        said = [fill(_(OVER_REPORTS[job.kind]), **{name: number(name) for name in names})]
        failed = job.result.get("failed") or []
        return said + ([_("Not done: {sources}").format(sources=", ".join(failed))] if failed else [])
    if job.kind in COMPARED:
        return [
            fill(_(COMPARED[job.kind]), **{name: number(name) for name in ("records", "persons", "incidents")}),
            fill(
                _("{accepted} links accepted, {back} taken back, {review} pairs wait for a review."),
                accepted=number("links_accepted"),
                back=number("links_taken_back"),
                review=number("pairs_to_review"),
            ),
        ]
    if job.kind == "import_list":
        return [
            fill(
                _("{rows} rows: {records} records, {aside} rows set aside."),
                rows=number("rows"),
                records=number("records"),
                aside=number("set_aside"),
            ),
            _problems(int(job.result.get("problems", 0)), language),
        ]
    if job.kind == "recount":
        is_same = job.result.get("same_persons") and job.result.get("same_numbers")
        return [
            _("Made again from claims and decisions as they stood: the same persons and numbers.")
            if is_same
            else _("Made again, it does not come out the same. Something was changed that the ledger does not tell of.")
        ]
    is_refusal = job.result.get("outcome") == "refusal"
    return [_("No estimate can be given; the reasons are kept.") if is_refusal else _("The estimate is kept.")]


def _failure(kept: dict[str, str], language: str) -> WordedProblem:
    """Why a job failed."""
    words = kept.get("code", ""), kept.get("problem", ""), kept.get("next_step", "")
    return word_problem(*words, language=language)


def _problems(count: int, language: str) -> str:
    words = ngettext("{number} problem was found.", "{number} problems were found.", count)
    return fill(words, number=write_number(count, language=language))


def _links(job: JobView) -> list[tuple[str, str]]:
    result: dict[str, Any] = job.result
    if job.kind == "link":
        return [(address_of("review:next"), _("Review pairs")), (address_of("results:home"), _("Counts and estimates"))]
    if job.kind == "link_incidents":
        return [
            (address_of("incidents:review"), _("Review pairs of incidents")),
            (address_of("incidents:list"), _("Incidents")),
        ]
    if job.kind in ("read_again", "ask_model"):
        return [(f"{address_of('figures:list')}?status=pending", _("Figures that wait"))]
    if job.kind == "import_list" and result.get("source_id"):
        return [(address_of("sources:source", result["source_id"]), _("The list with its rows"))]
    if job.kind in {"estimate", "recount"} and result.get("result_id"):
        words = _("The result") if job.kind == "estimate" else _("The count")
        return [(address_of("results:result", result["result_id"]), words)]
    return []
