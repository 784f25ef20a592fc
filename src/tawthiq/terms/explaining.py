"""An estimate or a refusal in plain words, for readers who are no statisticians, in English or Arabic.

The order is that of importance: the answer with its range, each way of reasoning beside it, what to beware of,
what else was tried, and last the people whom no list could reach. A refusal quotes no answer of any method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tawthiq.terms.estimate_words import has_words, tell

if TYPE_CHECKING:
    from tawthiq.terms.estimates import AssumptionRow, Caution, Estimate, Reason, Refusal


def explain_estimate(found: Estimate, *, language: str = "en") -> str:
    """All of an estimate, a line each."""
    said = [
        tell(
            "told",
            "estimate",
            language=language,
            documented=found.n_observed,
            lists=len(found.made.lists),
            more=round(found.undocumented),
            median=round(found.median),
            lower=round(found.interval.lower),
            upper=round(found.interval.upper),
            level=f"{found.interval.level:.0%}",
        ),
        *_each_way(found.panel, language),
        *_cautions(found.cautions, language),
        *_tried(found, language),
        tell("told", "unreachable", language=language),
    ]
    return "\n".join(said)


def explain_refusal(found: Refusal, *, language: str = "en") -> str:
    """All of a refusal, a line each."""
    said = [
        tell("told", "refusal", language=language, documented=found.n_observed),
        *(_reason(reason, language) for reason in found.reasons),
        *_cautions(found.cautions, language),
        tell("told", "unreachable", language=language),
    ]
    return "\n".join(said)


def say_caution(caution: Caution, *, language: str = "en") -> str:
    """A caution in the language asked for; one of a later version keeps the English it came with."""
    if not has_words("cautions", caution.code):
        return caution.words
    return tell("cautions", caution.code, language=language, **caution.params)


def _reason(reason: Reason, language: str) -> str:
    if has_words("reasons", reason.code):
        words = tell("reasons", reason.code, language=language, **reason.params)
        help_words = tell("helps", reason.code, language=language, **reason.params)
    else:
        words, help_words = reason.words, reason.what_would_help
    return tell("told", "reason", language=language, words=words, help=help_words)


def _cautions(cautions: tuple[Caution, ...], language: str) -> list[str]:
    return [tell("told", "caution", language=language, words=say_caution(c, language=language)) for c in cautions]


def _each_way(panel: tuple[AssumptionRow, ...], language: str) -> list[str]:
    rows = [
        tell(
            "told",
            "each_row",
            language=language,
            method=row.method,
            median=round(row.median),
            lower=round(row.interval.lower),
            upper=round(row.interval.upper),
        )
        for row in panel
        if row.role != "bound" and row.median is not None and row.interval is not None
    ]
    if not rows:
        return []
    return [tell("told", "each", language=language, rows=tell("told", "between", language=language).join(rows))]


def _tried(found: Estimate, language: str) -> list[str]:
    from tawthiq.terms.estimate_checks import Checks, say_changed

    said = [say_changed(row, language=language) for row in found.sensitivity if row.kind == "xi"]
    if "checks" in found.diagnostics:
        said.append(Checks.from_dict(found.diagnostics["checks"]).explain(language))
    said = [words for words in said if words]
    return [tell("told", "tried", language=language), *said] if said else []
