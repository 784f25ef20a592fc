"""An estimate or a refusal in plain words, for readers who are no statisticians, in English or Arabic.

The order is that of importance: the answer with its range, each way of reasoning beside it, what to beware of,
what else was tried, and last the people whom no list could reach. A refusal quotes no answer of any method.
"""

from collections.abc import Sequence

from tawthiq.terms.estimate_checks import Checks, say_changed
from tawthiq.terms.estimate_parts import AssumptionRow, Caution, Interval, Reason, SensitivityRow
from tawthiq.terms.estimate_words import has_words, tell


def explain_estimate(
    *,
    documented: int,
    lists: int,
    median: float,
    interval: Interval,
    panel: Sequence[AssumptionRow],
    xi: Sequence[SensitivityRow],
    checks: Checks | None,
    cautions: Sequence[Caution],
    language: str = "en",
) -> str:
    """All of an estimate, a line each. The arguments are its parts; ``xi`` holds its rows of that kind."""
    said = [
        tell(
            "told",
            "estimate",
            language=language,
            documented=documented,
            lists=lists,
            more=round(median - documented),
            median=round(median),
            lower=round(interval.lower),
            upper=round(interval.upper),
            level=f"{interval.level:.0%}",
        ),
        *_each_way(panel, language),
        *_cautions(cautions, language),
        *_tried(xi, checks, language),
        tell("told", "unreachable", language=language),
    ]
    return "\n".join(said)


def explain_refusal(
    *, documented: int, reasons: Sequence[Reason], cautions: Sequence[Caution], language: str = "en"
) -> str:
    """All of a refusal, a line each."""
    said = [
        tell("told", "refusal", language=language, documented=documented),
        *(_reason(reason, language) for reason in reasons),
        *_cautions(cautions, language),
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


def _cautions(cautions: Sequence[Caution], language: str) -> list[str]:
    return [tell("told", "caution", language=language, words=say_caution(c, language=language)) for c in cautions]


def _each_way(panel: Sequence[AssumptionRow], language: str) -> list[str]:
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


def _tried(xi: Sequence[SensitivityRow], checks: Checks | None, language: str) -> list[str]:
    said = [say_changed(row, language=language) for row in xi]
    if checks is not None:
        said.append(checks.explain(language))
    said = [words for words in said if words]
    return [tell("told", "tried", language=language), *said] if said else []
