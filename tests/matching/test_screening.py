"""Candidates ruled out at a glance: who is, who never is, and that those which stay stand for the others."""

import numpy as np
import polars as pl
import pytest

from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching import screening
from tawthiq.matching.blocking import find_candidates
from tawthiq.matching.encoding import Encoded, encode
from tawthiq.matching.glance import STANDS_FOR
from tawthiq.matching.schema import conform
from tawthiq.matching.screening import Screened, screen


@pytest.fixture(autouse=True)
def _screen_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "SCREENED_FROM", 1)


def records(*rows: dict[str, object]) -> Encoded:
    return encode(
        conform(pl.DataFrame([{"record_id": f"r{n:04d}", "list": "AB"[n % 2], **row} for n, row in enumerate(rows)]))
    )


def times(data: Encoded, left: int = 0, right: int = 1) -> int:
    found = screen(data, np.array([left], dtype=np.int32), np.array([right], dtype=np.int32))
    return int(found.times[0]) if len(found.times) else 0


SAME = {"name": "سعيد خالد عمر ناجي", "dod": "2014-05-06", "town": "نوى", "governorate": "درعا", "age": 31}


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Said Khaled Omar Naji"},
        {"name": "سعيد خالد ناجي", "dod": None, "town": None, "age": None},
        {"name": "خالد سعيد عمر ناجي"},
        {"name": "سعيد", "age": 32},
        {"name": "سغيد خالد عمر ناجي", "dod": "2014-05-08"},
        {"name": "أبو علي", "name_other": "Said Khaled Naji"},
    ],
)
def test_who_may_be_the_same_person_is_compared(other: dict[str, object]) -> None:
    assert times(records(SAME, SAME | other)) == 1


def test_who_shares_what_is_told_but_not_the_name_is_compared() -> None:
    one = {"name": "Anna Brown", "number": "12-34", "postcode": "4000"}
    assert times(records(one, {**one, "name": "Carla Dumont"})) == 1


def test_strangers_are_hopeless_and_one_in_so_many_stands_for_them() -> None:
    names = [
        f"{a} {b} {c}" for a in ("سعيد", "رامي", "حسن") for b in ("عمر", "وليد") for c in ("حداد", "زيدان", "قاسم")
    ]
    rows = [
        {"name": name, "dod": f"20{10 + n % 7}-0{1 + n % 9}-11", "age": 10 + n % 60}
        for n, name in enumerate(names * 40)
    ]
    data = records(*rows)
    left, right = (side.astype(np.int32) for side in np.triu_indices(data.size, 1))
    whole = screen(data, left, right)
    assert set(np.unique(whole.times)) == {1, STANDS_FOR}
    assert whole.hopeless > 0.5 * len(left)
    stand = int(whole.times.astype(np.int64).sum())
    assert stand == pytest.approx(len(left), rel=0.05)
    assert int((whole.times == 1).sum()) + whole.hopeless == len(left)


def test_neither_order_nor_cut_changes_what_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, _ = make_lists(120)
    data = encode(conform(frame))
    left, right, _ = find_candidates(data)
    found = screen(data, left, right)
    monkeypatch.setattr("tawthiq.matching.compiling.THREADS", 1)
    halves = [screen(data, left[half], right[half]) for half in (slice(0, 50), slice(50, None))]
    assert np.concatenate([half.left for half in halves]).tolist() == found.left.tolist()
    assert np.concatenate([half.times for half in halves]).tolist() == found.times.tolist()


def test_few_candidates_are_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "SCREENED_FROM", 10)
    data = records(SAME, {"name": "رامي حداد"})
    pairs = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    found = screen(data, *pairs)
    assert found == Screened(left=pairs[0], right=pairs[1], times=found.times, hopeless=0)
    assert found.times.tolist() == [1]


def test_what_stays_links_as_all_would(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, _ = make_lists(300)
    screened = matching.link(conform(frame))
    assert screened.report["hopeless_pairs"] > 0
    assert "at a glance only" in screened.explain()
    monkeypatch.setattr(screening, "SCREENED_FROM", 10**9)
    whole = matching.link(conform(frame))
    assert whole.report["hopeless_pairs"] == 0
    assert screened.report["candidate_pairs"] == whole.report["candidate_pairs"]
    same = screened.clusters["cluster_id"] == whole.clusters["cluster_id"]
    assert same.mean() > 0.99
