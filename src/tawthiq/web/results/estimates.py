"""A kept estimate or refusal as its page shows it: the answer, what it rests on, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tawthiq.keeping.queries.overview import OutcomeCount
from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.wording import say
from tawthiq.terms.estimates import AssumptionRow, Estimate, Refusal, SensitivityRow, result_from_dict
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.formats import write_number, write_share
from tawthiq.web.overview import lists, totals
from tawthiq.web.overview.drawing import Picture
from tawthiq.web.wording import Worded, fill, word_caution, word_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer: its names, its middle and its range in words; `note` where there is none."""

    names: tuple[str, ...]
    middle: str
    range: str
    note: str = ""
    is_moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEstimate:
    """All of a kept estimate or refusal."""

    kept: ResultView
    outcome: str
    is_refusal: bool
    sentence: str
    observed: str
    reasons: tuple[Worded, ...]
    cautions: tuple[str, ...]
    panel: tuple[Line, ...]
    without_lists: tuple[Line, ...]
    xi: tuple[Line, ...]
    diagnostics: tuple[str, ...]
    lists: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    overlap: Picture | None
    totals: Picture | None


def show_estimate(kept: ResultView, *, count: ResultView | None, language: str) -> ShownEstimate:
    """An estimate in words and pictures, beside the documented count where one was kept."""
    answer = result_from_dict({name: value for name, value in kept.data.items() if name != "overlap"})
    outcome = str(kept.settings.get("outcome", "killed"))
    counted = _counted(count, outcome)
    sizes = sorted(answer.made.lists.items(), key=lambda item: (-item[1], item[0]))
    return ShownEstimate(
        kept=kept,
        outcome=vocabulary("outcome").label(outcome, language),
        is_refusal=isinstance(answer, Refusal),
        sentence=_sentence(answer, language),
        observed=write_number(answer.n_observed, language=language),
        reasons=tuple(word_reason(r, language=language) for r in answer.reasons) if isinstance(answer, Refusal) else (),
        cautions=tuple(word_caution(caution, language=language) for caution in answer.cautions),
        panel=tuple(_panel_line(row, language) for row in answer.panel),
        without_lists=tuple(_moved_line(r, language) for r in answer.sensitivity if r.kind == "without_list"),
        xi=tuple(_moved_line(row, language) for row in answer.sensitivity if row.kind == "xi"),
        diagnostics=tuple(_diagnostics(answer, language)),
        lists=tuple((name, write_number(size, language=language)) for name, size in sizes),
        settings=_settings(answer),
        overlap=lists.draw(kept, language=language, outcome=outcome),
        totals=totals.draw(counted, answer, language=language) if counted else None,
    )


def _counted(count: ResultView | None, outcome: str) -> OutcomeCount | None:
    """The documented numbers of this outcome as the kept count has them."""
    tables = count.data["tables"] if count else []
    rows = [row for table in tables if table["by"] == ["outcome"] for row in table["rows"] if row["keys"] == [outcome]]
    if not rows:
        return None
    return OutcomeCount(outcome=outcome, verified=int(rows[0]["verified"]), documented=int(rows[0]["reported"]))


def _sentence(answer: Estimate | Refusal, language: str) -> str:
    if isinstance(answer, Refusal):
        return _("How many more there were cannot be estimated honestly from these lists.")
    ends = {
        "lower": write_number(round(answer.interval.lower), language=language),
        "upper": write_number(round(answer.interval.upper), language=language),
        "median": write_number(round(answer.median), language=language),
        "level": write_share(answer.interval.level, language=language),
        "more": write_number(round(answer.undocumented), language=language),
    }
    return fill(
        _(
            "Between {lower} and {upper} people in all: {level} of the answers that fit the lists lie there. The "
            "middle answer is {median}, which would mean {more} people on none of the lists."
        ),
        **ends,
    )


def _panel_line(row: AssumptionRow, language: str) -> Line:
    names = (
        say("methods", row.method, language=language),
        say("assumptions", row.assumption, language=language),
        say("roles", row.role, language=language),
    )
    note = say("notes", row.note, language=language) if row.note else ""
    return Line(names=names, note=note, **_ends(row, language))


def _moved_line(row: SensitivityRow, language: str) -> Line:
    changed = (
        row.changed if row.kind == "without_list" else write_number(float(row.changed), language=language, places=2)
    )
    limit = 0.25 if row.kind == "without_list" else 0.5
    return Line(
        names=(changed, say("methods", row.method, language=language)),
        note="" if row.median is not None else _("no answer without it"),
        is_moved=(row.moved or 0) > limit,
        **_ends(row, language),
    )


def _ends(row: AssumptionRow | SensitivityRow, language: str) -> dict[str, Any]:
    interval = row.interval
    ends = (round(interval.lower), round(interval.upper)) if interval else ()
    return {
        "middle": write_number(None if row.median is None else round(row.median), language=language),
        "range": " – ".join(isolate(write_number(end, language=language)) for end in ends),
    }


def _diagnostics(answer: Estimate | Refusal, language: str) -> list[str]:
    """What the figures behind the answer mean to a reader who is no statistician."""
    found = answer.diagnostics
    said = []
    if "on_several" in found:
        share = found["on_several"] / max(1, answer.n_observed)
        said.append(
            fill(
                _(
                    "{several} of the {people} people ({share}) are on two lists or more. The more of them there are, "
                    "the more the lists say about those they all miss."
                ),
                several=write_number(found["on_several"], language=language),
                people=write_number(answer.n_observed, language=language),
                share=write_share(share, language=language),
            )
        )
    if found.get("r_hat"):
        said.append(
            fill(
                _("Independent runs of the computation agree when R-hat is close to 1. Here it is {r_hat}."),
                r_hat=write_number(found["r_hat"], language=language, places=3),
            )
        )
    if found.get("effective_draws"):
        said.append(
            fill(
                _("The ends of the range rest on {draws} draws that count as independent; 400 are aimed for."),
                draws=write_number(round(found["effective_draws"]), language=language),
            )
        )
    if "capped_share" in found:
        said.append(
            fill(
                _("{share} of the draws ran into the largest number that the computation allows."),
                share=write_share(found["capped_share"], language=language, places=1),
            )
        )
    return said


def _settings(answer: Estimate | Refusal) -> tuple[tuple[str, str], ...]:
    """Every setting by its dotted name."""
    flat: list[tuple[str, str]] = []

    def walk(name: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in sorted(value.items()):
                walk(f"{name}.{key}" if name else key, inner)
        else:
            flat.append((name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)))

    walk("", dict(answer.made.settings))
    return tuple(flat)
