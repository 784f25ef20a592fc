"""When nothing honest can be said: the rules, before and after the methods have run.

Before: fewer than three lists; a list of fewer than five people; a list that shares nobody, or lists in
groups that share nobody with each other; fewer than ten people on two lists or more; one list that holds
everybody.

After: pooled range more than ten times from end to end; R-hat above 1.05; more than one draw in a hundred at
the cap; a middle answer of more than ten times the documented.

A list is never dropped silently to get past a rule: the refusal names it, and a person decides.
"""

from tawthiq.counting.captures import CaptureTable, groups_that_share, shared_with_others
from tawthiq.counting.estimators.bounds import independence_has_fit
from tawthiq.counting.estimators.draws import Answer
from tawthiq.counting.wording import give_reason
from tawthiq.terms.estimates import Interval, Reason

FEWEST_LISTS = 3
SMALLEST_LIST = 5
FEWEST_SHARED = 10
WIDEST_RATIO = 10.0
LARGEST_R_HAT = 1.05
LARGEST_CAPPED = 0.01
LARGEST_MULTIPLE = 10.0


def reasons_before(table: CaptureTable) -> tuple[Reason, ...]:
    """Reasons in the lists themselves, the most basic first; empty where an estimate may be tried."""
    if table.n_observed == 0:
        return (give_reason("nobody_documented"),)
    reasons: list[Reason] = []
    if len(table.lists) < FEWEST_LISTS:
        reasons.append(give_reason("too_few_lists", lists=len(table.lists), needed=FEWEST_LISTS))
    reasons += [
        give_reason("list_too_small", list=name, people=size, needed=SMALLEST_LIST)
        for name, size in table.list_sizes.items()
        if size < SMALLEST_LIST
    ]
    alone = [name for name, shared in shared_with_others(table).items() if shared == 0]
    reasons += [give_reason("list_shares_nobody", list=name) for name in alone]
    groups = groups_that_share(table)
    if not alone and len(groups) > 1:
        reasons.append(give_reason("lists_fall_apart", groups=len(groups)))
    if table.on_several < FEWEST_SHARED:
        reasons.append(give_reason("too_few_shared", people=table.on_several, needed=FEWEST_SHARED))
    if not reasons and not independence_has_fit(table.dense()):
        reasons.append(give_reason("one_list_holds_everybody"))
    return tuple(reasons)


def reasons_after(*, median: float, interval: Interval, n_observed: int, lcm: Answer) -> tuple[Reason, ...]:
    """Reasons in the answers; empty where the pooled answer may stand."""
    reasons: list[Reason] = []
    r_hat = lcm.diagnostics["r_hat"]
    if r_hat is None or r_hat > LARGEST_R_HAT:
        shown = "∞" if r_hat is None else round(float(r_hat), 3)
        reasons.append(give_reason("not_converged", r_hat=shown, limit=LARGEST_R_HAT))
    capped = float(lcm.diagnostics["capped_share"])
    if capped > LARGEST_CAPPED:
        reasons.append(give_reason("answer_set_by_limit", share=round(100 * capped, 1)))
    if interval.ratio > WIDEST_RATIO:
        reasons.append(
            give_reason(
                "answers_too_far_apart",
                lower=round(interval.lower),
                upper=round(interval.upper),
                limit=WIDEST_RATIO,
            )
        )
    if median - n_observed > LARGEST_MULTIPLE * n_observed:
        reasons.append(give_reason("mostly_unseen", median=round(median), people=n_observed, limit=LARGEST_MULTIPLE))
    return tuple(reasons)
