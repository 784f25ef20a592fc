"""What a reader must know beside a number: the warnings, each with its threshold.

Saturated graph above 10 % of the weight; assumptions more than 1.5 times apart; more than 3 % of records that
cannot be linked; one list with more than 80 % of the people seen once; a list whose leaving out moves the
answer by more than a quarter; a highest-order interaction of a half or of two that moves it by more than a
half; a sampler short of draws; other settings of the sampler that move its answer by more than a quarter; records
that cannot be linked whose leaving out moves the answer by more than a tenth; a list that the others mispredict.
"""

from collections.abc import Sequence

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators.draws import Answer
from tawthiq.counting.wording import give_caution
from tawthiq.terms.estimate_checks import Checks
from tawthiq.terms.estimates import AssumptionRow, Caution, SensitivityRow

SATURATED_WEIGHT = 0.10
APART = 1.5
UNLINKABLE = 0.03
DOMINANT = 0.80
LIST_MOVES = 0.25
XI_MOVES = 0.50
SETTINGS_MOVE = 0.25
UNLINKABLE_MOVE = 0.10
SMALLEST_DOMINATED = 10
COMPARING = frozenset({"assumptions_disagree", "list_matters", "xi_matters"})


def cautions_on(
    table: CaptureTable,
    *,
    panel: Sequence[AssumptionRow],
    sensitivity: Sequence[SensitivityRow],
    lcm: Answer,
    unlinkable: int,
) -> tuple[Caution, ...]:
    """All cautions that hold for a table and its answers."""
    found = [
        *_saturated(panel),
        *_apart(panel),
        *_unlinkable(table, unlinkable),
        *_dominated(table),
        *_lists_that_matter(sensitivity),
        *_xi(sensitivity),
    ]
    if not lcm.diagnostics["converged"]:
        draws, r_hat = lcm.diagnostics["effective_draws"], lcm.diagnostics["r_hat"]
        found.append(give_caution("few_effective_draws", draws=round(draws), r_hat=r_hat or "∞"))
    return tuple(found)


def cautions_on_checks(checks: Checks) -> tuple[Caution, ...]:
    """Cautions that follow from what was tried beside an estimate."""
    found: list[Caution] = []
    settings = [row for row in checks.rows if row.kind in {"prior", "classes", "cap"} and row.median is not None]
    if any((row.moved or 0) > SETTINGS_MOVE for row in settings):
        medians = [row.median for row in settings if row.median is not None]
        reference = round(settings[0].reference)
        found.append(
            give_caution("settings_matter", lower=round(min(medians)), upper=round(max(medians)), with_all=reference)
        )
    found += [
        give_caution(
            "unlinkable_matter",
            records=int(row.changed),
            without=round(row.median),
            with_all=round(row.reference),
        )
        for row in checks.rows
        if row.kind == "without_unlinkable" and row.median is not None and (row.moved or 0) > UNLINKABLE_MOVE
    ]
    tried = [each for each in checks.predicted if each.held is not None]
    missed = sum(not each.held for each in tried)
    if missed:
        found.append(give_caution("lists_not_predicted", missed=missed, tried=len(tried)))
    return tuple(found)


def _saturated(panel: Sequence[AssumptionRow]) -> list[Caution]:
    weights = [row.diagnostics["saturated_weight"] for row in panel if "saturated_weight" in row.diagnostics]
    return [give_caution("saturated_graph", percent=round(100 * w)) for w in weights if w > SATURATED_WEIGHT]


def _apart(panel: Sequence[AssumptionRow]) -> list[Caution]:
    own = sorted((row.median, row.method) for row in panel if row.role != "bound" and row.median is not None)
    if not own or own[-1][0] <= APART * own[0][0]:
        return []
    (low, low_method), (high, high_method) = own[0], own[-1]
    return [
        give_caution(
            "assumptions_disagree",
            low=round(low),
            high=round(high),
            low_method=low_method,
            high_method=high_method,
            ratio=round(high / low, 1),
        )
    ]


def _unlinkable(table: CaptureTable, unlinkable: int) -> list[Caution]:
    share = unlinkable / max(1, table.n_observed)
    if share <= UNLINKABLE:
        return []
    return [give_caution("records_cannot_link", percent=round(100 * share, 1), records=unlinkable)]


def _dominated(table: CaptureTable) -> list[Caution]:
    once = {
        name: sum(count for history, count in table.cells if history[i] and sum(history) == 1)
        for i, name in enumerate(table.lists)
    }
    total = sum(once.values())
    return [
        give_caution("one_list_dominates", list=name, percent=round(100 * count / total))
        for name, count in once.items()
        if total >= SMALLEST_DOMINATED and count > DOMINANT * total
    ]


def _lists_that_matter(sensitivity: Sequence[SensitivityRow]) -> list[Caution]:
    return [
        give_caution(
            "list_matters",
            list=row.changed,
            method=row.method,
            without=round(row.median),
            with_all=round(row.reference),
        )
        for row in sensitivity
        if row.kind == "without_list" and row.median is not None and (row.moved or 0) > LIST_MOVES
    ]


def _xi(sensitivity: Sequence[SensitivityRow]) -> list[Caution]:
    rows = [row for row in sensitivity if row.kind == "xi" and row.median is not None]
    if not any((row.moved or 0) > XI_MOVES for row in rows):
        return []
    medians = [row.median for row in rows if row.median is not None]
    return [
        give_caution(
            "xi_matters",
            lower=round(min(medians)),
            upper=round(max(medians)),
            median=round(rows[0].reference),
        )
    ]
