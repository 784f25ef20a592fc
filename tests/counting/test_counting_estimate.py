"""The headline: pooled, repeatable, cancellable, refused where it must be."""

import json

import pytest

from counting.capture_samples import BY_CODE, GOOD, QUICK
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimate import estimate
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.runs import Budget
from tawthiq.terms.estimates import UNREACHABLE, Estimate, Refusal, result_from_dict


def test_lists_that_say_enough_give_an_estimate_around_the_truth() -> None:
    found = estimate(GOOD, seed=1, budget=QUICK)
    assert isinstance(found, Estimate)
    assert found.interval.lower < 1_000 < found.interval.upper
    assert found.median == pytest.approx(1_000, rel=0.05)
    assert found.interval.lower >= GOOD.n_observed == found.n_observed == 880
    assert [row.method for row in found.panel] == ["lcm", "nhoi", "dga", "loglinear", "chao", "independence"]
    assert [row.role for row in found.panel] == ["default", "default", "beside", "beside", "bound", "bound"]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    first, again, other = (estimate(GOOD, seed=s, budget=QUICK).to_dict() for s in (7, 7, 8))
    assert json.dumps(first) == json.dumps(again)
    assert first["interval"] != other["interval"]


def test_an_estimate_explains_itself_and_survives_json() -> None:
    found = estimate(GOOD, seed=1, budget=QUICK)
    assert result_from_dict(json.loads(json.dumps(found.to_dict()))) == found
    words = found.explain()
    assert UNREACHABLE in words
    assert "880 people are documented on 3 lists" in words
    assert "run from" in words


@pytest.mark.parametrize(("code", "table"), [(code, table) for code, tables in BY_CODE.items() for table in tables])
def test_tables_nobody_could_estimate_are_refused_with_the_reason(code: str, table: CaptureTable) -> None:
    found = estimate(table, seed=1, budget=QUICK)
    assert isinstance(found, Refusal)
    assert code in {reason.code for reason in found.reasons}
    assert found.panel == ()
    assert all(reason.words and reason.what_would_help for reason in found.reasons)
    assert UNREACHABLE in found.explain()
    assert result_from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_a_small_list_is_named_in_the_refusal() -> None:
    cells = {(*history, 0): count for history, count in GOOD.cells} | {(1, 0, 0, 1): 3}
    found = estimate(CaptureTable.from_cells((*GOOD.lists, "diary"), cells), seed=1, budget=QUICK)
    assert isinstance(found, Refusal)
    assert [dict(r.params) for r in found.reasons] == [{"list": "diary", "people": 3, "needed": 5}]


def test_lists_that_leave_everything_open_are_refused_after_the_methods_have_run() -> None:
    thin = CaptureTable.from_cells(
        "ABC", {(1, 0, 0): 400, (0, 1, 0): 300, (0, 0, 1): 200, (1, 1, 0): 4, (1, 0, 1): 4, (0, 1, 1): 4}
    )
    found = estimate(thin, seed=1, budget=QUICK)
    assert isinstance(found, Refusal)
    codes = {reason.code for reason in found.reasons}
    assert codes & {"answers_too_far_apart", "mostly_unseen"}
    assert found.panel
    assert "lcm" not in found.explain()


def test_a_sampler_that_has_not_settled_leads_to_a_refusal() -> None:
    hard = CaptureTable.from_cells(
        "ABC",
        {
            (1, 1, 1): 1184,
            (1, 1, 0): 627,
            (1, 0, 1): 554,
            (1, 0, 0): 3888,
            (0, 1, 1): 1140,
            (0, 1, 0): 2532,
            (0, 0, 1): 1639,
        },
    )
    budget = Budget(lcm=LcmSettings(islands=6, particles=4, moves=1, block=4, most_turns=4), nhoi_draws=500)
    found = estimate(hard, seed=3, budget=budget)
    assert isinstance(found, Refusal)
    assert "not_converged" in {reason.code for reason in found.reasons}


def test_cautions_name_what_is_fragile() -> None:
    leaning = CaptureTable.from_cells("ABC", {h: c * (20 if h == (1, 0, 0) else 1) for h, c in GOOD.cells})
    found = estimate(leaning, seed=1, budget=QUICK, unlinkable=400)
    codes = {caution.code for caution in found.cautions}
    assert {"one_list_dominates", "records_cannot_link"} <= codes


def test_an_answer_that_hangs_on_the_assumption_says_so() -> None:
    hanging = CaptureTable.from_cells("ABC", {h: c * (5 if h in {(1, 0, 0), (0, 1, 0)} else 1) for h, c in GOOD.cells})
    found = estimate(hanging, seed=1, budget=QUICK)
    assert "xi_matters" in {caution.code for caution in found.cautions}
    assert "xi_matters" not in {c.code for c in estimate(GOOD, seed=1, budget=QUICK).cautions}


def test_each_list_is_left_out_in_turn_where_lists_can_be_spared() -> None:
    cells = {}
    for history, count in GOOD.cells:
        cells[(*history, 1)] = count // 4
        cells[(*history, 0)] = count - count // 4
    cells[(0, 0, 0, 1)] = 30
    found = estimate(CaptureTable.from_cells((*GOOD.lists, "east"), cells), seed=1, budget=QUICK)
    left_out = {(row.method, row.changed) for row in found.sensitivity if row.kind == "without_list"}
    assert left_out == {(m, name) for m in ("nhoi", "dga") for name in (*GOOD.lists, "east")}
    assert [row.changed for row in found.sensitivity if row.kind == "xi"] == ["0.5", "0.667", "1.5", "2"]
    assert not [r for r in estimate(GOOD, seed=1, budget=QUICK).sensitivity if r.kind == "without_list"]


def test_progress_rises_and_what_it_raises_ends_the_run() -> None:
    class Stopped(Exception):  # noqa: N818 - a member's wish, not an error
        pass

    seen: list[float] = []

    def stop_late(share: float, step: str) -> None:
        assert step
        seen.append(share)
        if share > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        estimate(GOOD, seed=1, budget=Budget(lcm=LcmSettings(block=50, most_turns=50)), progress=stop_late)
    assert seen == sorted(seen)
    assert len(seen) > 2
