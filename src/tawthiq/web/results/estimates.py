"""A kept estimate or refusal as its page shows it: the answer, what it rests on, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tawthiq.keeping.queries.overview import OutcomeCount
from tawthiq.keeping.queries.results import ResultView
from tawthiq.publishing.wording import say
from tawthiq.terms.estimates import AssumptionRow, Estimate, Refusal, result_from_dict
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.formats import write_number, write_share
from tawthiq.web.overview import lists, totals
from tawthiq.web.overview.drawing import Picture
from tawthiq.web.results import comparing, tried
from tawthiq.web.results.comparing import ShownStrata
from tawthiq.web.results.tried import Asked, Group, Line, ends_of
from tawthiq.web.wording import Worded, fill, word_caution, word_reason


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
    agreement: Picture | None
    tried: tuple[Group, ...]
    asked: tuple[Asked, ...]
    strata: ShownStrata | None
    diagnostics: tuple[str, ...]
    runs: Picture | None
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    lists: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    overlap: Picture | None
    totals: Picture | None


def show_estimate(
    kept: ResultView, *, count: ResultView | None, language: str, places: Mapping[str, str] | None = None
) -> ShownEstimate:
    """An estimate in words and pictures, beside the documented count where one was kept.

    ``places`` gives names of places in the language of the page by their English names.
    """
    answer = result_from_dict(kept.data)
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
        agreement=comparing.draw_agreement(answer, language=language),
        tried=tried.show_groups(answer, language=language),
        asked=tried.show_asked(answer, language=language),
        strata=comparing.show_strata(kept.data["strata"], places=places or {}, language=language)
        if "strata" in kept.data
        else None,
        diagnostics=tuple(_diagnostics(answer, language)),
        runs=comparing.draw_runs(answer, language=language),
        shared=_shared(answer, language),
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
    return Line(names=names, note=note, **ends_of(row, language))


def _shared(answer: Estimate | Refusal, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How many people each two lists share; the diagonal holds the lists themselves."""
    matrix = answer.diagnostics.get("overlap", [])
    names = list(answer.made.lists)
    if len(matrix) != len(names):
        return ()
    return tuple(
        (name, tuple(write_number(n, language=language) for n in row)) for name, row in zip(names, matrix, strict=True)
    )


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
    said += [_drawn(found[name], language) for name in ("linkage", "linkage_and_strata") if name in found]
    return said


def _drawn(found: Mapping[str, Any], language: str) -> str:
    """How much of the width comes from the linking."""
    if "between" not in found:
        return fill(
            _("{number} tables were drawn from the linking; {left_out} of them could not be estimated."),
            number=write_number(found["tables"], language=language),
            left_out=write_number(found["left_out"], language=language),
        )
    return fill(
        _(
            "{number} tables were drawn from the linking, with {lower} to {upper} people documented; {share} of what "
            "the range leaves open comes from the linking."
        ),
        number=write_number(found["tables"], language=language),
        lower=write_number(round(found["documented_lower"]), language=language),
        upper=write_number(round(found["documented_upper"]), language=language),
        share=write_share(found["between"], language=language),
    )


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
