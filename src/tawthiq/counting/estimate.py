"""From a capture table to an estimate with its range, or to a refusal with its reasons.

How the headline is made:

- Latent classes (``lcm``) and no highest-order interaction (``nhoi``) rest on different assumptions that the
  lists cannot decide between. Their draws are pooled in equal parts for the range, the central 95 % of the pool
  in which, with three lists, the second assumption may fail by a factor of up to two (``nhoi_failing``): three
  lists, unlike more, do not show by themselves how far it might. In the middle the surer one has more say
  (`runs.middle_of`).
  Where the two disagree the range is wide, and that is the message.
- Graph averaging, log-linear models and the two bounds stand beside it and never move it.
- Where the linking that made the table says how else it could have gone (tables drawn from it), the draws of
  both methods are mixed over these tables first, so that the range holds the error of the linking too (see
  `linkage_error`).
- The rules of `refusing` are asked before and after. A refusal after the methods have run keeps their answers
  for diagnosis, never for publication.
- Random draws come from one seed and the canonical form of the table, each method from a stream of its own,
  so the order of lists, of rows and of methods changes nothing.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from tawthiq import __version__
from tawthiq.counting import checking, linkage_error
from tawthiq.counting.beside import over_xi, panel_of, without_each_list
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.cautioning import COMPARING, cautions_on, cautions_on_checks
from tawthiq.counting.estimators import nhoi
from tawthiq.counting.estimators.draws import Answer
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.refusing import reasons_after, reasons_before
from tawthiq.counting.runs import Budget, Progress, Run, default_answers, pool
from tawthiq.terms.estimate_checks import Checks
from tawthiq.terms.estimates import AssumptionRow, Estimate, Provenance, Refusal


def estimate(
    table: CaptureTable,
    *,
    seed: int,
    budget: Budget | None = None,
    unlinkable: int = 0,
    linkable: CaptureTable | None = None,
    linkage: Sequence[CaptureTable] = (),
    progress: Progress | None = None,
) -> Estimate | Refusal:
    """Estimate how many people there were, or refuse with reasons.

    Args:
        table: who is on which list.
        seed: not negative; the same seed and table give the same bytes.
        budget: how much may be computed.
        unlinkable: documented people whose records lack the fields linking needs; they bring a caution.
        linkable: the table without them; the answer it gives is then shown beside.
        linkage: tables of the same lists drawn from the linking; the range then holds its error too.
        progress: called with the share done and a stable step code; what it raises ends the run.
    """
    return work(
        table,
        seed=seed,
        budget=budget,
        unlinkable=unlinkable,
        linkable=linkable,
        drawn=linkage,
        progress=progress,
    ).result


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A result, and the answers whose draws were pooled for it.

    None where it was refused before they were run.
    """

    result: Estimate | Refusal
    answers: tuple[Answer, ...] = ()


def work(
    table: CaptureTable,
    *,
    seed: int,
    budget: Budget | None = None,
    unlinkable: int = 0,
    linkable: CaptureTable | None = None,
    drawn: Sequence[CaptureTable] = (),
    drawn_from: str = "linkage",
    progress: Progress | None = None,
) -> Worked:
    """As `estimate`, keeping the draws, so that strata can be added.

    Tables may be drawn from the linking, or from strata that are not known; ``drawn_from`` says which.
    """
    run = Run(table=table.canonical(), seed=seed, budget=budget or Budget(), progress=progress)
    tables = linkage_error.check_tables(run.table, drawn)
    made = _with_drawn(provenance(run.table, seed=seed, budget=run.budget), tables, drawn_from)
    seen = {"overlap": run.table.overlap_matrix().tolist(), "on_several": run.table.on_several}
    reasons = reasons_before(run.table)
    if reasons:
        return Worked(result=Refusal(reasons=reasons, made=made, diagnostics=seen))
    stated = default_answers(run)
    answers: tuple[Answer, ...] = stated
    if tables:
        mixed = _over_drawn(run, tables, stated)
        seen[drawn_from] = mixed.diagnostics
        if mixed.reasons:
            return Worked(result=Refusal(reasons=mixed.reasons, made=made, diagnostics=seen))
        answers = mixed.answers
    return _told(run, stated, answers, made=made, seen=seen, unlinkable=unlinkable, linkable=linkable)


def _told(
    run: Run,
    stated: tuple[Answer, Answer, Answer],
    answers: tuple[Answer, ...],
    *,
    made: Provenance,
    seen: dict[str, Any],
    unlinkable: int,
    linkable: CaptureTable | None,
) -> Worked:
    """The pooled answer with all that stands beside it, or a refusal for reasons in the answers."""
    by_classes, by_interaction, _ = stated
    pooled = pool(*answers, level=run.budget.level)
    run.tell(0.78, "panel")
    panel = panel_of(run, by_classes, by_interaction)
    run.tell(0.8, "sensitivity")
    sensitivity = (*without_each_list(run), *over_xi(run, by_interaction))
    cautions = cautions_on(run.table, panel=panel, sensitivity=sensitivity, lcm=by_classes, unlinkable=unlinkable)
    parts: dict[str, Any] = {
        "made": made,
        "panel": panel,
        "sensitivity": sensitivity,
        "diagnostics": seen | _diagnostics(panel, pooled),
        "cautions": cautions,
    }
    late = reasons_after(
        median=pooled.median, interval=pooled.interval, n_observed=run.table.n_observed, lcm=by_classes
    )
    if late:
        # A refusal quotes no method's answer: what only compares answers is left to the panel.
        parts["cautions"] = tuple(c for c in cautions if c.code not in COMPARING)
        run.tell(1.0, "done")
        return Worked(result=Refusal(reasons=late, **parts), answers=answers)
    if run.budget.checks:
        checks = _checks(run, by_classes, pooled, linkable)
        parts["diagnostics"]["checks"] = checks.to_dict()
        parts["cautions"] = (*cautions, *cautions_on_checks(checks))
    run.tell(1.0, "done")
    result = Estimate(
        median=pooled.median,
        interval=pooled.interval,
        method=pooled.method,
        assumption=pooled.assumption,
        **parts,
    )
    return Worked(result=result, answers=answers)


def _over_drawn(run: Run, tables: Sequence[CaptureTable], stated: Sequence[Answer]) -> linkage_error.Mixed:
    """The default answers mixed over drawn tables, each with a stream of its own."""
    short = replace(run.budget, lcm=linkage_error.shorter(run.budget.lcm))

    def answer(table: CaptureTable, number: int) -> tuple[Answer, ...]:
        run.tell(0.75 + 0.03 * number / len(tables), "linkage")
        own = zlib.crc32(f"{run.seed}/linkage/{number}".encode())
        return default_answers(Run(table=table, seed=own, budget=short, progress=None))

    return linkage_error.mix(
        tables, answer=answer, stated=(run.table, stated), level=run.budget.level, kept=run.budget.lcm.kept
    )


def _with_drawn(made: Provenance, tables: Sequence[CaptureTable], drawn_from: str) -> Provenance:
    if not tables:
        return made
    drawn = {"tables": len(tables), "digest": linkage_error.digest(tables)}
    return replace(made, settings={**made.settings, drawn_from: drawn})


def _checks(run: Run, by_classes: Answer, pooled: Answer, linkable: CaptureTable | None) -> Checks:
    """What else is tried; the default method on other tables runs with a stream of its own."""
    tried = 0

    def tell() -> None:
        nonlocal tried
        tried += 1
        run.tell(min(0.99, 0.84 + 0.01 * tried), "checks")

    def default(table: CaptureTable, settings: LcmSettings, stream: str) -> Answer:
        tell()
        own = zlib.crc32(f"{run.seed}/{stream}".encode())
        budget = replace(run.budget, lcm=settings)
        made = default_answers(Run(table=table.canonical(), seed=own, budget=budget, progress=None))
        return pool(*made, level=run.budget.level)

    def rng(stream: str) -> np.random.Generator:
        tell()
        return run.rng(stream)

    return checking.run_checks(
        run.table,
        linkable=linkable,
        settings=run.budget.lcm,
        rng=rng,
        default=default,
        by_classes=by_classes,
        pooled=pooled,
    )


def _diagnostics(panel: tuple[AssumptionRow, ...], pooled: Answer) -> dict[str, Any]:
    classes = panel[0].diagnostics
    return {
        "r_hat": classes["r_hat"],
        "effective_draws": classes["effective_draws"],
        "capped_share": classes["capped_share"],
        "pooled_lower": pooled.interval.lower,
        "pooled_upper": pooled.interval.upper,
    }


def provenance(table: CaptureTable, *, seed: int, budget: Budget) -> Provenance:
    """What a result on a canonical table is made from and with."""
    settings: Mapping[str, Any] = {
        "pool": ["lcm", "nhoi"],
        "lcm": asdict(budget.lcm),
        "nhoi_draws": budget.nhoi_draws,
        "xi": list(nhoi.XI_GRID) if len(table.lists) == nhoi.FEWEST_LISTS else [1.0],
        "level": budget.level,
        "numpy": np.__version__,
    }
    return Provenance(
        n_observed=table.n_observed,
        seed=seed,
        version=__version__,
        settings=settings,
        inputs_digest=table.digest(),
        lists=table.list_sizes,
    )
