"""From a capture table to an estimate with its range, or to a refusal with its reasons.

How the headline is made:

- Latent classes (``lcm``) and no highest-order interaction (``nhoi``) rest on different assumptions that the
  lists cannot decide between. Their draws are pooled in equal parts. The middle is that of the pool; the range
  is the central 95 % of the pool in which, with three lists, the second assumption may fail by a factor of up to
  two (``nhoi_failing``): three lists, unlike more, do not show by themselves how far it might.
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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from tawthiq import __version__
from tawthiq.counting import checking, linkage_error
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.cautioning import COMPARING, cautions_on
from tawthiq.counting.estimators import bounds, dga, lcm, loglinear, nhoi
from tawthiq.counting.estimators.draws import Answer, Floats, answer_from_draws, evenly_chosen
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.refusing import reasons_after, reasons_before
from tawthiq.terms.estimates import AssumptionRow, Estimate, Provenance, Refusal, SensitivityRow

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much may be computed. Counted in draws and turns, not in seconds, so that a run can be repeated.

    Args:
        lcm: settings of the sampler for latent classes.
        nhoi_draws: draws of no highest-order interaction.
        checks: whether to run what `checking` tries beside the estimate.
        level: level of all ranges.
    """

    lcm: LcmSettings = field(default_factory=LcmSettings)
    nhoi_draws: int = 4_000
    checks: bool = True
    level: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One table on its way to an answer."""

    table: CaptureTable
    seed: int
    budget: Budget
    progress: Progress | None

    def rng(self, stream: str) -> np.random.Generator:
        """A generator of its own for each method."""
        return np.random.default_rng([self.seed, zlib.crc32(stream.encode())])

    def tell(self, share: float, step: str) -> None:
        if self.progress:
            self.progress(share, step)


def estimate(
    table: CaptureTable,
    *,
    seed: int,
    budget: Budget | None = None,
    unlinkable: int = 0,
    linkage: Sequence[CaptureTable] = (),
    progress: Progress | None = None,
) -> Estimate | Refusal:
    """Estimate how many people there were, or refuse with reasons.

    Args:
        table: who is on which list.
        seed: not negative; the same seed and table give the same bytes.
        budget: how much may be computed.
        unlinkable: documented records that lack the fields linking needs; they bring a caution.
        linkage: tables of the same lists drawn from the linking; the range then holds its error too.
        progress: called with the share done and a stable step code; what it raises ends the run.
    """
    return work(table, seed=seed, budget=budget, unlinkable=unlinkable, linkage=linkage, progress=progress).result


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
    linkage: Sequence[CaptureTable] = (),
    progress: Progress | None = None,
) -> Worked:
    """As `estimate`, keeping the draws, so that strata can be added."""
    run = _Run(table=table.canonical(), seed=seed, budget=budget or Budget(), progress=progress)
    drawn = linkage_error.check_tables(run.table, linkage)
    made = _with_linkage(provenance(run.table, seed=seed, budget=run.budget), drawn)
    reasons = reasons_before(run.table)
    if reasons:
        return Worked(result=Refusal(reasons=reasons, made=made))
    answers: tuple[Answer, ...] = _default_answers(run)
    by_classes, by_interaction, _ = answers
    mixed = _over_linkage(run, drawn) if drawn else None
    if mixed and mixed.reasons:
        return Worked(result=Refusal(reasons=mixed.reasons, made=made, diagnostics={"linkage": mixed.diagnostics}))
    if mixed:
        answers = mixed.answers
    pooled = pool(*answers, level=run.budget.level)
    run.tell(0.78, "panel")
    panel = _panel(run, by_classes, by_interaction)
    run.tell(0.8, "sensitivity")
    sensitivity = (*_without_each_list(run), *_over_xi(run, by_interaction))
    parts: dict[str, Any] = {
        "made": made,
        "panel": panel,
        "sensitivity": sensitivity,
        "diagnostics": _diagnostics(run.table, panel, pooled) | ({"linkage": mixed.diagnostics} if mixed else {}),
        "cautions": cautions_on(run.table, panel=panel, sensitivity=sensitivity, lcm=by_classes, unlinkable=unlinkable),
    }
    late = reasons_after(
        median=pooled.median, interval=pooled.interval, n_observed=run.table.n_observed, lcm=by_classes
    )
    if late:
        # A refusal quotes no method's answer: what only compares answers is left to the panel.
        parts["cautions"] = tuple(c for c in parts["cautions"] if c.code not in COMPARING)
        run.tell(1.0, "done")
        return Worked(result=Refusal(reasons=late, **parts), answers=answers)
    if run.budget.checks:
        run.tell(0.85, "checks")
        parts["diagnostics"]["checks"] = _checks(run, by_classes, pooled).to_dict()
    run.tell(1.0, "done")
    result = Estimate(
        median=pooled.median,
        interval=pooled.interval,
        method=pooled.method,
        assumption=pooled.assumption,
        **parts,
    )
    return Worked(result=result, answers=answers)


def _over_linkage(run: _Run, tables: Sequence[CaptureTable]) -> linkage_error.Mixed:
    """The default answers mixed over tables drawn from the linking, each with a stream of its own."""
    short = replace(run.budget, lcm=linkage_error.shorter(run.budget.lcm))

    def answer(table: CaptureTable, number: int) -> tuple[Answer, ...]:
        run.tell(0.78, "linkage")
        own = zlib.crc32(f"{run.seed}/linkage/{number}".encode())
        return _default_answers(_Run(table=table, seed=own, budget=short, progress=None))

    return linkage_error.mix(tables, answer=answer, level=run.budget.level, kept=run.budget.lcm.kept)


def _with_linkage(made: Provenance, tables: Sequence[CaptureTable]) -> Provenance:
    if not tables:
        return made
    drawn = {"tables": len(tables), "digest": linkage_error.digest(tables)}
    return replace(made, settings={**made.settings, "linkage": drawn})


def pool(by_classes: Answer, by_interaction: Answer, by_failing: Answer, *, level: float = 0.95) -> Answer:
    """Pool the draws of the two assumptions, each with the same say.

    The middle is that of both as they stand; the range lets the second fail where three lists cannot show it.
    """
    middle = float(np.median(_evenly(by_classes, by_interaction)))
    found = answer_from_draws(
        _evenly(by_classes, by_failing), method="pool_of_lcm_and_nhoi", assumption="either_of_several", level=level
    )
    return replace(found, median=min(max(middle, found.interval.lower), found.interval.upper))


def _evenly(*answers: Answer) -> Floats:
    size = min(a.draws.size for a in answers)
    return np.concatenate([evenly_chosen(a.draws, size) for a in answers])


def _default_answers(run: _Run) -> tuple[Answer, Answer, Answer]:
    """Latent classes, no highest-order interaction, and the latter where it may fail."""
    run.tell(0.0, "lcm")
    by_classes = lcm.estimate_lcm(
        run.table.histories,
        run.table.counts,
        rng=run.rng("lcm"),
        settings=run.budget.lcm,
        progress=lambda share: run.tell(0.75 * share, "lcm"),
    )
    run.tell(0.75, "nhoi")
    by_interaction = _nhoi(run.table, run)
    if len(run.table.lists) > nhoi.FEWEST_LISTS:
        return by_classes, by_interaction, by_interaction
    failing = nhoi.where_it_fails(by_interaction, people=run.table.n_observed, level=run.budget.level)
    return by_classes, by_interaction, failing


def _nhoi(table: CaptureTable, run: _Run, *, xi: float = 1.0) -> Answer:
    return nhoi.estimate_nhoi(table.histories, table.counts, rng=run.rng("nhoi"), draws=run.budget.nhoi_draws, xi=xi)


def _panel(run: _Run, by_classes: Answer, by_interaction: Answer) -> tuple[AssumptionRow, ...]:
    lists, dense, level = len(run.table.lists), run.table.dense(), run.budget.level
    rows = [_row(a, "default") for a in (by_classes, by_interaction)]
    if lists <= dga.MOST_LISTS:
        rows.append(_row(dga.estimate_dga(dense, cap=run.budget.lcm.cap, level=level), "beside"))
    else:
        rows.append(_no_row("dga", dga.ASSUMPTION, "beside", "too_many_lists"))
    if lists <= loglinear.MOST_LISTS:
        weighted = loglinear.estimate_loglinear(dense, rng=run.rng("loglinear"), level=level)
        rows.append(
            _row(weighted, "beside") if weighted else _no_row("loglinear", loglinear.ASSUMPTION, "beside", "no_fit")
        )
    else:
        rows.append(_no_row("loglinear", loglinear.ASSUMPTION, "beside", "too_many_lists"))
    for method, assumption, made in (
        ("chao", bounds.CHAO_ASSUMPTION, bounds.estimate_chao(dense, level=level)),
        ("independence", bounds.INDEPENDENCE_ASSUMPTION, bounds.estimate_independence(dense, level=level)),
    ):
        rows.append(_row(made, "bound") if made else _no_row(method, assumption, "bound", "no_fit"))
    return tuple(rows)


def _checks(run: _Run, by_classes: Answer, pooled: Answer) -> checking.Checks:
    """What else is tried; the default method on other tables runs with a stream of its own."""

    def default(table: CaptureTable, settings: LcmSettings, stream: str) -> Answer:
        own = zlib.crc32(f"{run.seed}/{stream}".encode())
        budget = replace(run.budget, lcm=settings)
        made = _default_answers(_Run(table=table.canonical(), seed=own, budget=budget, progress=None))
        return pool(*made, level=run.budget.level)

    return checking.run_checks(
        run.table,
        settings=run.budget.lcm,
        rng=run.rng,
        default=default,
        by_classes=by_classes,
        pooled=pooled,
    )


def _row(answer: Answer, role: str) -> AssumptionRow:
    return AssumptionRow(
        method=answer.method,
        assumption=answer.assumption,
        role=role,
        median=answer.median,
        interval=answer.interval,
        diagnostics=answer.diagnostics,
    )


def _no_row(method: str, assumption: str, role: str, note: str) -> AssumptionRow:
    return AssumptionRow(method=method, assumption=assumption, role=role, median=None, interval=None, note=note)


def _without_each_list(run: _Run) -> list[SensitivityRow]:
    """The quick methods with each list left out in turn; with three lists none can be spared."""
    if len(run.table.lists) <= nhoi.FEWEST_LISTS:
        return []
    quick: list[tuple[str, Callable[[CaptureTable], Answer]]] = [("nhoi", lambda table: _nhoi(table, run))]
    if len(run.table.lists) <= dga.MOST_LISTS:
        quick.append(("dga", lambda table: dga.estimate_dga(table.dense(), cap=run.budget.lcm.cap)))
    rows = []
    for method, answer in quick:
        reference = answer(run.table).median
        for name in run.table.lists:
            fewer = run.table.without(name)
            again = None if reasons_before(fewer) else answer(fewer)
            rows.append(_changed("without_list", name, method, again, reference))
    return rows


def _over_xi(run: _Run, reference: Answer) -> list[SensitivityRow]:
    return [
        _changed("xi", f"{xi:.3g}", "nhoi", _nhoi(run.table, run, xi=xi), reference.median)
        for xi in nhoi.XI_GRID
        if xi != 1
    ]


def _changed(kind: str, changed: str, method: str, again: Answer | None, reference: float) -> SensitivityRow:
    return SensitivityRow(
        kind=kind,
        changed=changed,
        method=method,
        median=again.median if again else None,
        interval=again.interval if again else None,
        reference=reference,
    )


def _diagnostics(table: CaptureTable, panel: tuple[AssumptionRow, ...], pooled: Answer) -> dict[str, Any]:
    classes = panel[0].diagnostics
    return {
        "overlap": table.overlap_matrix().tolist(),
        "on_several": table.on_several,
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
