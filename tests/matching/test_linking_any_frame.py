"""Frames as they come: columns missing or empty, one record, one list, all the same, other order, more threads."""

import json

import numpy as np
import polars as pl
import pytest

from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching import compiling
from tawthiq.matching.blocking import find_candidates
from tawthiq.matching.comparing import compare
from tawthiq.matching.encoding import encode
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.linkage import Linkage
from tawthiq.matching.schema import SCHEMA, conform
from tawthiq.terms.errors import BadInputError


def link(*, size: int = 3, **columns: object) -> Linkage:
    base: dict[str, object] = {"record_id": [f"r{n}" for n in range(size)], "name": ["سعيد خالد ناجي"] * size}
    return matching.link(conform(pl.DataFrame(base | columns, strict=False)))


@pytest.mark.parametrize("column", sorted(set(SCHEMA) - {"record_id", "name", "list"}))
def test_a_column_of_nothing_changes_nothing(column: str) -> None:
    frame = conform(make_lists(30)[0])
    frame = frame.with_columns(pl.lit(None, dtype=SCHEMA[column]).alias(column))
    result = matching.link(frame)
    assert result.clusters.equals(matching.link(frame.drop(column)).clusters)
    assert result.report["records"] == frame.height


def test_names_that_say_nothing_are_linked_with_nobody() -> None:
    result = link(name=["-", "123", "Said Naji"])
    assert result.clusters["cluster_id"].to_list() == ["r0", "r1", "r2"]
    assert result.report["uncompared_records"] == 3


@pytest.mark.parametrize("size", [1, 2, 8])
def test_records_that_are_all_the_same_are_linked_and_settle(size: int) -> None:
    same = {
        "name": ["سعيد خالد عمر ناجي"] * size,
        "age": [31] * size,
        "dod": ["2014-05-06"] * size,
        "town": ["نوى"] * size,
    }
    result = link(size=size, list=[f"L{n}" for n in range(size)], **same)
    assert result.clusters.height == size
    assert np.isfinite(result.pairs["weight"].to_numpy()).all()
    assert result.report["candidate_pairs"] == size * (size - 1) // 2
    assert json.dumps(result.report)


def test_one_list_and_none() -> None:
    frame, _ = make_lists(60)
    one = matching.link(conform(frame.with_columns(list=pl.lit("A"))))
    none = matching.link(conform(frame.drop("list")))
    assert one.report["lists"] == none.report["lists"] == 1
    assert one.clusters.equals(none.clusters)
    assert set(one.pairs["lists"].to_list()) == set(one.pairs["rival"].to_list()) == {"missing"}


@pytest.mark.parametrize("given", [{}, {"age": [30, 31, 50]}])
def test_ages_without_any_day_of_death_or_birth(given: dict[str, object]) -> None:
    result = link(**given)
    words = {(a, b): level for a, b, level in result.pairs.select("record_id_l", "record_id_r", "birth").iter_rows()}
    expected = {("r0", "r1"): "one_year", ("r0", "r2"): "over_ten_years", ("r1", "r2"): "over_ten_years"}
    assert all(level == (expected[pair] if given else "missing") for pair, level in words.items())


def test_births_without_ages_and_ages_without_births_cannot_be_compared() -> None:
    levels = link(dob=["1980-02-03", None, "1980-03-02"], age=[None, 34, None]).compared.frame(least=-np.inf)
    found = {(a, b): level for a, b, level in levels.select("record_id_l", "record_id_r", "birth").iter_rows()}
    assert found.get(("r0", "r1"), "missing") == "missing"
    assert found[("r0", "r2")] == "day_month_swapped"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (pl.DataFrame({"record_id": ["a"]}), "matching.column"),
        (pl.DataFrame({"name": ["Ali"]}), "matching.column"),
        (pl.DataFrame({"record_id": ["a", "a"], "name": ["Ali", "Ali"]}), "matching.id_twice"),
        (pl.DataFrame({"record_id": ["a", None], "name": ["Ali", "Ali"]}), "matching.id_missing"),
        (pl.DataFrame({"record_id": ["a"], "name": [" "]}), "matching.no_names"),
    ],
)
def test_what_cannot_be_linked_is_refused_with_what_to_do(frame: pl.DataFrame, code: str) -> None:
    with pytest.raises(BadInputError) as refused:
        conform(frame)
    assert (refused.value.code, bool(refused.value.next_step)) == (code, True)


def test_a_frame_in_shape_with_blank_names_is_refused_too() -> None:
    frame = pl.DataFrame({"record_id": ["a"], "list": ["A"], "name": [""]})
    with pytest.raises(BadInputError) as refused:
        matching.link(frame)
    assert refused.value.code == "matching.no_names"


def test_pairs_are_those_compared_strongest_first_above_a_weight() -> None:
    result = matching.link(conform(make_lists(60)[0]))
    compared = result.compared
    every = compared.frame(least=-np.inf)
    assert every.height == len(compared.left) == result.report["candidate_pairs"]
    assert result.pairs.equals(every.filter(pl.col("weight") > -10))
    assert compared.frame(least=3.0).equals(every.filter(pl.col("weight") > 3))
    keys = list(every.select(-pl.col("weight"), "record_id_l", "record_id_r").iter_rows())
    assert keys == sorted(keys), "ties stand in the order of their records"
    assert every.columns[5:] == list(FIELDS)
    assert all(every.schema[field] == pl.Enum(levels) for field, levels in FIELDS.items())
    at = {record: n for n, record in enumerate(compared.ids)}
    places = {(int(a), int(b)): n for n, (a, b) in enumerate(zip(compared.left, compared.right, strict=True))}
    for row in every.head(20).iter_rows(named=True):
        place = places[at[row["record_id_l"]], at[row["record_id_r"]]]
        assert row["weight"] == float(compared.weight[place])
        assert {f: row[f] for f in FIELDS} == {f: FIELDS[f][compared.levels[f][place]] for f in FIELDS}


def test_one_thread_and_many_slices_give_the_same_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encode(conform(make_lists(80)[0]))
    left, right, _ = find_candidates(data)
    whole = compare(data, left, right)
    usual = compiling.slices
    monkeypatch.setattr(compiling, "slices", lambda size: usual(size, least=50))
    monkeypatch.setattr(compiling, "THREADS", 5)
    assert len(list(compiling.slices(len(left)))) > 5
    again = compare(data, left, right)
    assert all((whole[field] == again[field]).all() for field in whole)


def test_the_order_of_rows_and_other_columns_change_nothing() -> None:
    frame, _ = make_lists(60)
    result = matching.link(conform(frame))
    turned = matching.link(conform(frame.reverse().with_columns(remarks=pl.lit("x"))))
    assert turned.clusters.equals(result.clusters)
    assert turned.pairs.equals(result.pairs)
    assert turned.report == result.report


def test_among_a_few_records_what_pairs_share_is_not_taken_for_chance() -> None:
    """Two of three records say one date with day and month changed: that speaks for one person, not against."""
    found = link(dob=["1980-02-03", None, "1980-03-02"]).compared.frame(least=-np.inf)
    weight = {(a, b): w for a, b, w in found.select("record_id_l", "record_id_r", "weight").iter_rows()}
    assert weight["r0", "r2"] > weight["r0", "r1"] == weight["r1", "r2"]
