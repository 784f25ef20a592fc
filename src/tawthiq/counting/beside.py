"""What stands beside the headline: each assumption's own answer, and the quick methods with one thing changed.

None of it moves the headline. Graph averaging takes up to six lists; with more, its row says that it was not run.
"""

from collections.abc import Callable

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators import bounds, dga, loglinear, nhoi
from tawthiq.counting.estimators.draws import Answer
from tawthiq.counting.refusing import reasons_before
from tawthiq.counting.runs import Run, nhoi_answer
from tawthiq.terms.estimates import AssumptionRow, SensitivityRow


def panel_of(run: Run, by_classes: Answer, by_interaction: Answer) -> tuple[AssumptionRow, ...]:
    """Every method's own answer under its own assumption; a method that gives none says why."""
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


def without_each_list(run: Run) -> list[SensitivityRow]:
    """The quick methods with each list left out in turn; with three lists none can be spared."""
    if len(run.table.lists) <= nhoi.FEWEST_LISTS:
        return []
    quick: list[tuple[str, Callable[[CaptureTable], Answer]]] = [("nhoi", lambda table: nhoi_answer(table, run))]
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


def over_xi(run: Run, reference: Answer) -> list[SensitivityRow]:
    """No highest-order interaction where the highest-order interaction is not nought but known, over its grid."""
    return [
        _changed("xi", f"{xi:.3g}", "nhoi", nhoi_answer(run.table, run, xi=xi), reference.median)
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
