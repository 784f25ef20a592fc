"""Candidates: what the rules bring together, how large blocks are cut up, and that nothing is left out silently."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching.blocking import RuleReport, find_candidates, usual_cap
from tawthiq.matching.encoding import encode
from tawthiq.matching.schema import conform


def candidates(
    *, cap: int | None = None, one_per_list: tuple[str, ...] = (), **columns: list[object]
) -> tuple[set[tuple[int, int]], dict[str, RuleReport]]:
    size = len(next(iter(columns.values())))
    base = {"record_id": [f"r{n:05d}" for n in range(size)], "list": ["A"] * size}
    data = encode(conform(pl.DataFrame(base | columns, strict=False)))
    left, right, rules = find_candidates(data, cap=cap, one_per_list=one_per_list)
    pairs = list(zip(left.tolist(), right.tolist(), strict=True))
    assert pairs == sorted(set(pairs)), "pairs come once, in order"
    assert all(a < b for a, b in pairs)
    assert sum(rule.new_pairs for rule in rules) == len(pairs)
    assert all(rule.new_pairs <= rule.pairs for rule in rules)
    return set(pairs), {rule.rule: rule for rule in rules}


def test_names_meet_in_any_order_and_script() -> None:
    pairs, rules = candidates(name=["سعيد خالد ناجي", "Khaled Said Naji", "رامي عمر حداد", "Naji Khaled"])
    assert pairs == {(0, 1), (0, 3), (1, 3)}
    assert rules["three name parts"].pairs == 1
    assert rules["two name parts"].pairs == 3


def test_both_readings_of_a_name_are_keys() -> None:
    pairs, _ = candidates(name=["H. G.", "هيثم منير الغندور"], name_other=["Haitham Munir Ghandour", None])
    assert pairs == {(0, 1)}


@pytest.mark.parametrize(
    ("rule", "columns"),
    [
        ("identity number", {"number": ["1-23", "123"]}),
        ("contact", {"contact": ["Ali@x.org", "ali@X.org"]}),
        ("date of birth", {"dob": ["1980-02-03", "03.02.1980"]}),
        ("rare family", {"name": ["سعيد ناجي", "Rami Naji"]}),
    ],
)
def test_what_is_not_the_name_brings_records_together_too(rule: str, columns: dict[str, list[object]]) -> None:
    pairs, rules = candidates(**({"name": ["سعيد ناجي", "رامي حداد"]} | columns))
    assert pairs == {(0, 1)}
    assert rules[rule].pairs == 1


def test_large_blocks_are_cut_up_by_year_of_birth_with_its_neighbours() -> None:
    years = [1980, 1981, 1982, 1990, None]
    pairs, rules = candidates(cap=4, name=["سعيد ناجي"] * 5, dob=[None if y is None else str(y) for y in years])
    assert rules["two name parts"].refined_blocks == 1
    assert rules["two name parts"].capped_blocks == 0
    assert {(0, 1), (1, 2)} <= pairs
    assert not {(0, 2), (0, 3), (2, 3)} & pairs


def test_blocks_that_stay_too_large_are_reported_each_record_once() -> None:
    size = 30
    pairs, rules = candidates(cap=10, name=["سعيد ناجي"] * size, age=[30 + n % 2 for n in range(size)])
    assert not pairs
    rule = rules["two name parts"]
    assert rule.capped_blocks == 3, "a year, its neighbour, and what both share"
    assert (rule.capped_records, rule.capped_pairs) == (size, size * (size - 1) // 2)


def test_pairs_inside_a_list_that_holds_nobody_twice_are_no_candidates() -> None:
    columns: dict[str, list[object]] = {"name": ["سعيد ناجي"] * 4, "list": ["A", "A", "B", "B"]}
    free, _ = candidates(**columns)
    held, _ = candidates(**columns, one_per_list=("A",))
    assert free == set(combinations(range(4), 2))
    assert held == free - {(0, 1)}


def test_three_thousand_records_that_say_one_common_name_and_nothing_else() -> None:
    size = 3_000
    frame = pl.DataFrame({
        "record_id": [f"r{n:05d}" for n in range(size)],
        "list": ["A" if n % 2 else "B" for n in range(size)],
        "name": ["محمد أحمد"] * size,
    })  # fmt: skip
    others, truth = make_lists(60)
    whole = pl.concat([frame, others.select(pl.col("record_id").str.replace("r", "x"), "list", "name")])
    result = matching.link(matching.conform(whole))
    rule = next(r for r in result.report["blocking"] if r["rule"] == "two name parts")
    assert rule["capped_records"] >= size
    assert rule["capped_pairs"] >= size * (size - 1) // 2
    assert result.report["uncompared_records"] >= size
    assert result.report["candidate_pairs"] < 40 * truth.height, "the giant block costs the others nothing"
    assert "too large" in result.explain()
    assert "compared with no other record" in result.explain()


def test_the_cap_falls_slowly_as_records_grow() -> None:
    caps = [usual_cap(size) for size in (0, 1, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 10**9)]
    assert caps == sorted(caps, reverse=True)
    assert (caps[0], caps[4], caps[-1]) == (40, 25, 10)


def test_the_reported_rules_are_those_that_found_the_pairs() -> None:
    frame, _ = make_lists(80)
    data = encode(conform(frame))
    left, right, rules = find_candidates(data)
    again_left, again_right, again = find_candidates(data)
    assert (left == again_left).all()
    assert (right == again_right).all()
    assert rules == again
    assert max(rule.pairs for rule in rules) <= len(left)
    assert int(np.max(right)) < data.size
