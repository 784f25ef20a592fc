"""Estimates that carry the error of the linking: the same methods on many tables the linking allows.

- A linker that draws its clusterings gives one capture table a draw. Each is estimated by the same methods;
  within a method the draws of all tables are mixed, every table with the same say, and the mixtures are then
  pooled over methods as those of a single table are. Middle and range are those of the mixture: it is as wide
  as the tables are apart, and wider by what each leaves open (multiple imputation by mixing posteriors; Rubin
  1987, chapter 3, has the same two parts as variances).
- The documented number, the panel beside the headline and the sensitivity stay those of the stated table.
- Where more than one table in twenty cannot be estimated at all, neither can the whole: the refusal has the
  reasons of the first such table. Fewer are left out, and their number is in the diagnostics.
- Sampling is shorter for each table than for the stated one: what a single table leaves open is known from
  that one, and many short runs mix to the same.
- Tables with the same people in every cell are estimated once, with the say of all of them; where they are the
  stated table its own answers speak.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators.draws import Answer, answer_from_draws, evenly_chosen
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.refusing import reasons_before
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import Reason

LARGEST_LEFT_OUT = 0.05
_LEAST_DRAWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """Answers over all tables, one a method, or the reasons why there are none.

    Args:
        answers: the mixture of each method, in the order of the methods.
        reasons: why too many tables cannot be estimated; empty where there are answers.
        diagnostics: JSON-safe figures: tables, tables left out, the range of the number documented in them, and
            ``between``, the share of the variance that comes from the linking.
    """

    answers: tuple[Answer, ...] = ()
    reasons: tuple[Reason, ...] = ()
    diagnostics: dict[str, float]


def check_tables(stated: CaptureTable, tables: Sequence[CaptureTable]) -> tuple[CaptureTable, ...]:
    """The drawn tables with their lists in the order of the stated one.

    Raises:
        BadInputError: where a table has other lists than the stated one.
    """
    for table in tables:
        if set(table.lists) != set(stated.lists):
            raise BadInputError(
                "counting.other_lists",
                "A drawn table has other lists than the stated table.",
                "Draw tables of the same lists from the same linking.",
            )
    return tuple(table.merge([[name] for name in stated.lists]) for table in tables)


def digest(tables: Sequence[CaptureTable]) -> str:
    """SHA-256 over the digests of the drawn tables, in their order."""
    return hashlib.sha256("".join(table.digest() for table in tables).encode()).hexdigest()


def shorter(settings: LcmSettings) -> LcmSettings:
    """Settings of the sampler for one drawn table."""
    block = max(30, settings.block // 2)
    return replace(
        settings,
        islands=4,
        particles=min(8, settings.particles),
        moves=min(2, settings.moves),
        block=block,
        most_turns=2 * block,
    )


def mix(
    tables: Sequence[CaptureTable],
    *,
    answer: Callable[[CaptureTable, int], Sequence[Answer]],
    stated: tuple[CaptureTable, Sequence[Answer]],
    level: float,
    kept: int,
) -> Mixed:
    """Mix the answers over the drawn tables.

    Args:
        tables: one a draw of the linking.
        answer: estimates a table (with its number) by all methods.
        stated: the stated table and its answers.
        level: of the ranges.
        kept: draws of each mixture, about.
    """
    reasons = [reasons_before(table) for table in tables]
    refused = [found for found in reasons if found]
    if len(refused) > LARGEST_LEFT_OUT * len(tables):
        return Mixed(reasons=refused[0], diagnostics={"tables": len(tables), "left_out": len(refused)})
    rows = _answer_each([(n, table) for n, table in enumerate(tables) if not reasons[n]], answer, stated)
    share = max(_LEAST_DRAWS, kept // len(rows))
    answers = []
    for each in zip(*rows, strict=True):
        draws = np.concatenate([evenly_chosen(a.draws, min(share, a.draws.size)) for a in each])
        made = answer_from_draws(draws, method=each[0].method, assumption=each[0].assumption, level=level)
        answers.append(made)
    observed = np.array([table.n_observed for table in tables])
    return Mixed(
        answers=tuple(answers),
        diagnostics={
            "tables": len(tables),
            "left_out": len(refused),
            "documented_lower": float(np.quantile(observed, (1 - level) / 2)),
            "documented_median": float(np.median(observed)),
            "documented_upper": float(np.quantile(observed, (1 + level) / 2)),
            "between": _between(rows),
        },
    )


def _answer_each(
    tables: Sequence[tuple[int, CaptureTable]],
    answer: Callable[[CaptureTable, int], Sequence[Answer]],
    stated: tuple[CaptureTable, Sequence[Answer]],
) -> list[Sequence[Answer]]:
    """The answers of each table; one that was met before is not estimated again."""
    known: dict[str, Sequence[Answer]] = {stated[0].digest(): stated[1]}
    for number, table in tables:
        if table.digest() not in known:
            known[table.digest()] = answer(table, number)
    return [known[table.digest()] for _, table in tables]


def _between(rows: Sequence[Sequence[Answer]]) -> float:
    """Share of the variance of log N that lies between tables, of one method each, in the middle over methods."""
    found = []
    for each in zip(*rows, strict=True):
        logs = [np.log(a.draws) for a in each]
        within = float(np.mean([x.var() for x in logs]))
        between = float(np.var([x.mean() for x in logs]))
        found.append(between / (between + within) if between + within else 0.0)
    return round(float(np.median(found)), 4)
