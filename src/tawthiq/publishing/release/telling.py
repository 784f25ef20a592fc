"""What a release says in words, in one language: its facts, its first paragraphs, its cautions.

The rules: no names. Lists are numbered, places are those of the gazetteer, numbers are those that `cells` lets out,
and a number of people inside a sentence obeys the same threshold as one in a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tawthiq.publishing.bidi import format_date, format_number, month_names
from tawthiq.publishing.release.cells import SafeCounts
from tawthiq.publishing.release.ready import SafeReady
from tawthiq.publishing.tables import SUPPRESSED, Suppression
from tawthiq.publishing.wording import say, say_coded
from tawthiq.terms.estimates import Estimate, Refusal
from tawthiq.terms.vocabularies import vocabulary

#: Dimensions whose values are codes of a vocabulary.
CODED = ("outcome", "sex", "civilian_status", "cause", "perpetrator_kind", "standard")
#: Dimensions whose vocabulary has another name.
_VOCABULARIES = {"standard": "standard_of_proof", "verification": "verification_status"}
#: Values that stand for none.
NO_VALUE = ("ambiguous", "held", "unknown", "remainder")
_GROUPS: dict[tuple[str, ...], str] = {("sex", "age"): "sex_age"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a release is told from, the same for every language.

    Args:
        counts: the safe tables.
        counted_on: day of the count.
        ledger_seq: position of the ledger that the count holds for.
        standard: code of the mission's standard of proof.
        purpose: code of the consent purpose.
        outcome: of the estimate.
        answer: the estimate or the refusal, None where there is none.
        overlap: (lists, people) of each combination of lists, as kept with the estimate.
        places: English and Arabic name of a place by its id.
        ready: the ready tables that were asked for.
    """

    counts: SafeCounts
    counted_on: date
    ledger_seq: int
    standard: str
    purpose: str
    outcome: str = "killed"
    answer: Estimate | Refusal | None = None
    overlap: tuple[tuple[tuple[str, ...], int], ...] = ()
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    ready: SafeReady = field(default_factory=SafeReady)


def word_cautions(facts: Facts, *, language: str) -> tuple[str, ...]:
    """What a reader of the release must know: the estimate's cautions, and what no release can say."""
    answer = facts.answer
    own = [word_coded("cautions", c.code, c.params, facts, language) for c in answer.cautions] if answer else []
    return (
        *own,
        say("told", "unreachable", language=language),
        say("sentences", "differences", language=language),
    )


def title_of(by: Sequence[str], outcome: str, *, language: str) -> str:
    """The heading of a table of counts."""
    code = _GROUPS.get(tuple(by), "_".join(by))
    words = vocabulary("outcome").label(outcome, language) if outcome else ""
    return say("titles", code, language=language, outcome=words)


def word_value(dimension: str, value: str, *, language: str, places: Mapping[str, tuple[str, str]]) -> str:
    """A value of a dimension as a reader writes it: a code's label, a month in words, a place by its name."""
    if value in NO_VALUE:
        return say("values", value, language=language)
    if dimension in CODED or dimension in _VOCABULARIES:
        return vocabulary(_VOCABULARIES.get(dimension, dimension)).label(value, language)
    if dimension.startswith("place_"):
        english, arabic = places.get(value, (value, ""))
        return (arabic if language == "ar" else "") or english
    if dimension in ("day", "week", "quarter", "year", "age_band", "period"):
        return say("values", value, language=language)
    if dimension == "month":
        year, month = value.split("-")
        return f"{month_names(locale=language)[int(month) - 1]} {year}"
    return say("values", value, language=language)


def tell(facts: Facts, language: str) -> tuple[str, ...]:
    """The first paragraphs: what is documented, what is estimated or why not, at which position, on which consent."""
    table = facts.counts.by_outcome
    lines = list(zip(table.keys, table.counts.cells, table.counts.row_totals, strict=True))
    lines.sort(key=lambda line: line[0][0] != facts.outcome)
    said = [_say_outcome(keys[0], cells[0], total, facts, language) for keys, cells, total in lines]
    said += _say_answer(facts, language)
    purpose = vocabulary("consent_purpose").label(facts.purpose, language)
    said.append(
        say(
            "sentences",
            "position",
            language=language,
            seq=format_number(facts.ledger_seq, locale=language),
            day=format_date(facts.counted_on, locale=language),
        )
    )
    return (*said, say("sentences", "consent", language=language, purpose=purpose))


def _say_outcome(
    outcome: str, verified: int | Suppression, total: int | Suppression, facts: Facts, language: str
) -> str:
    """The sentence about one outcome, as far as its numbers may be said."""
    name = vocabulary("outcome").label(outcome, language)
    if isinstance(total, Suppression):
        return say("sentences", "withheld", language=language, outcome=name)
    documented = format_number(total, locale=language)
    if isinstance(verified, Suppression):
        return say("sentences", "documented_only", language=language, outcome=name, documented=documented)
    return say(
        "sentences",
        "documented",
        language=language,
        outcome=name,
        standard=vocabulary("standard_of_proof").label(facts.standard, language),
        documented=documented,
        verified=format_number(verified, locale=language),
    )


def _say_answer(facts: Facts, language: str) -> list[str]:
    answer = facts.answer
    outcome = vocabulary("outcome").label(facts.outcome, language)
    if answer is None:
        return [say("sentences", "no_estimate", language=language)]
    if isinstance(answer, Estimate):
        observed = observed_of(facts)
        ends = {
            "lower": format_number(round(answer.interval.lower), locale=language),
            "upper": format_number(round(answer.interval.upper), locale=language),
            "level": word_share(answer.interval.level, language),
            "observed": say("values", "withheld", language=language)
            if isinstance(observed, Suppression)
            else format_number(observed, locale=language),
            "lists": format_number(len(answer.made.lists), locale=language),
        }
        return [say("sentences", "estimate", language=language, outcome=outcome, **ends)]
    reasons = [
        say(
            "sentences",
            "reason",
            language=language,
            reason=word_coded("reasons", reason.code, reason.params, facts, language),
            help=say("helps", reason.code, language=language),
        )
        for reason in answer.reasons
    ]
    return [say("sentences", "refusal", language=language, outcome=outcome), *reasons]


def word_coded(group: str, code: str, params: Mapping[str, object], facts: Facts, language: str) -> str:
    """A reason or caution in which lists are numbered and small numbers of people are withheld."""
    names = list_names(facts, language)

    def write(name: str, value: object) -> object:
        if name == "list":
            return names.get(str(value), "")
        if name == "stratum":
            return ""
        is_small = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < facts.counts.below
        if name in {"people", "records"} and is_small:
            return _few(facts, language)
        return value

    return say_coded(group, code, params, language=language, write=write)


def _few(facts: Facts, language: str) -> str:
    return say("values", "few", language=language, below=facts.counts.below)


def observed_of(facts: Facts) -> int | Suppression:
    """People on the lists of the estimate; withheld where it, or what subtracting it tells, is a small number.

    The documented number beside it holds everybody; what is left are those whom only interviews or reports name.
    """
    observed = facts.answer.n_observed if facts.answer else 0
    table = facts.counts.by_outcome
    totals = {keys[0]: total for keys, total in zip(table.keys, table.counts.row_totals, strict=True)}
    documented = totals.get(facts.outcome, 0)
    told = [observed] if isinstance(documented, Suppression) else [observed, abs(documented - observed)]
    return SUPPRESSED if any(0 < count < facts.counts.below for count in told) else observed


def word_share(share: float, language: str) -> str:
    """A share in per cent."""
    return f"{format_number(round(100 * share, 1), locale=language)}%"


def list_names(facts: Facts, language: str) -> dict[str, str]:
    """A number for each list of the estimate, largest first: titles of lists name those who made them."""
    sizes = dict(facts.answer.made.lists) if facts.answer else {}
    ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
    return {
        name: say("values", "list", language=language, number=format_number(place, locale=language))
        for place, name in enumerate(ordered, 1)
    }
