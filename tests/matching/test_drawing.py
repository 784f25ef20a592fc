"""Draws of the clustering: what is certain stays, what is unsure varies as it should, no order matters."""

import numpy as np
import pytest

from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching.believing import Calibration, learn_calibration
from tawthiq.matching.drawing import Constraints, draw_clusterings
from tawthiq.matching.draws import Draws
from tawthiq.matching.linkage_draws import draw_linkage
from tawthiq.terms.errors import BadInputError

SURE = Calibration(intercept_sd=0.0, slope_sd=0.0, list_sd=0.0, two_lists_sd=0.0)


def arrays(pairs: list[tuple[int, int, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    left, right, weight = zip(*pairs, strict=True) if pairs else ((), (), ())
    return np.array(left, np.int32), np.array(right, np.int32), np.array(weight, np.float64)


def many_couples(couples: int, weight: float) -> list[tuple[int, int, float]]:
    return [(2 * n, 2 * n + 1, weight) for n in range(couples)]


def drawn(size: int, pairs: list[tuple[int, int, float]], **settings: object) -> Draws:
    settings.setdefault("roots", np.arange(size, dtype=np.int32))
    return draw_clusterings(size, *arrays(pairs), **settings)  # type: ignore[arg-type]


def test_pairs_hold_as_often_as_their_probability_says() -> None:
    size = 4000
    found = drawn(size, many_couples(2000, np.log2(3.0)), calibration=SURE, draws=20)
    linked = size - (found.persons + np.array(found.missed))
    assert linked.mean() == pytest.approx(0.75 * 2000, rel=0.02)
    assert found.expected_matches == pytest.approx(1500)


def test_certain_pairs_hold_in_every_draw_and_far_ones_in_none() -> None:
    pairs = [*many_couples(30, 14.0), *[(n, n + 60, -14.0) for n in range(20)]]
    roots = np.arange(80, dtype=np.int32)
    roots[1:60:2] = roots[0:60:2]
    found = drawn(80, pairs, roots=roots, draws=10)
    assert all(len(records) == 0 for records, _ in found.moved)
    assert found.stated_persons == 50


def test_records_nobody_compared_are_left_alone() -> None:
    found = drawn(5, [], draws=4)
    assert found.persons.tolist() == [5, 5, 5, 5]
    assert found.expected_matches == 0


def test_no_record_at_all() -> None:
    found = drawn(0, [], draws=2)
    assert found.interval() == (0, 0, 0)


def test_errors_shared_by_all_pairs_widen_the_interval() -> None:
    pairs = many_couples(1000, 0.0)
    narrow = drawn(2000, pairs, calibration=SURE, draws=40)
    wide = drawn(2000, pairs, calibration=Calibration(intercept_sd=0.5), draws=40)
    assert np.ptp(np.array(wide.interval())[[0, 2]]) > 2 * np.ptp(np.array(narrow.interval())[[0, 2]])


def test_draws_depend_neither_on_the_order_of_pairs_nor_of_their_ends() -> None:
    random = np.random.default_rng(4)
    couples = sorted({(min(a, b), max(a, b)) for a, b in random.integers(0, 60, (150, 2)).tolist() if a != b})
    pairs = [(a, b, float(random.normal(0, 3))) for a, b in couples]
    turned = [(b, a, w) for a, b, w in reversed(pairs)]
    one, two = drawn(60, pairs, draws=6, seed=9), drawn(60, turned, draws=6, seed=9)
    assert [one.clustering(d).tolist() for d in range(6)] == [two.clustering(d).tolist() for d in range(6)]
    assert one.missed == two.missed
    other = drawn(60, pairs, draws=6, seed=10)
    assert [one.clustering(d).tolist() for d in range(6)] != [other.clustering(d).tolist() for d in range(6)]


def test_judgements_and_clean_lists_hold_in_every_draw() -> None:
    pairs = [(0, 1, -3.0), (2, 3, 6.0), (4, 5, 8.0), (5, 6, 8.0), (4, 6, 8.0)]
    clean = np.array([-1, -1, -1, -1, 1, 2, 1], np.int32)
    found = drawn(7, pairs, constraints=Constraints(must=((0, 1),), cannot=((2, 3),), clean_list=clean), draws=30)
    for n in range(30):
        roots = found.clustering(n)
        assert roots[0] == roots[1]
        assert roots[2] != roots[3]
        assert roots[4] != roots[6]


def test_a_record_has_one_partner_at_most_on_a_clean_list_in_the_sum_too() -> None:
    pairs = [(0, 1, 9.0), (0, 2, 9.0)]
    free = drawn(3, pairs)
    clean = drawn(3, pairs, constraints=Constraints(clean_list=np.array([0, 1, 1], np.int32)))
    assert free.expected_matches == pytest.approx(2, abs=0.01)
    assert clean.expected_matches == pytest.approx(1, abs=0.01)


def test_a_component_too_large_for_a_table_is_cut_at_its_weakest_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tawthiq.matching.drawing._MOST_TOGETHER", 4)
    pairs = [(n, n + 1, 9.0 if n % 2 == 0 else 4.0) for n in range(19)]
    found = drawn(20, pairs, draws=3, calibration=SURE)
    assert all(np.bincount(found.clustering(d)).max() <= 4 for d in range(3))


def test_pairs_missing_inside_clusters_tell_of_merges_missed() -> None:
    whole = [(3 * n + a, 3 * n + b, 9.0) for n in range(400) for a, b in ((0, 1), (1, 2), (0, 2))]
    roots = np.repeat(np.arange(0, 1200, 3), 3).astype(np.int32)
    holes = [pair for n, pair in enumerate(whole) if n % 10]
    assert drawn(1200, whole, roots=roots, draws=2).missed_share < 0.002
    assert drawn(1200, holes, roots=roots, draws=2).missed_share == pytest.approx(0.1, abs=0.02)


def test_tables_hold_every_person_once_and_join_the_missed() -> None:
    random = np.random.default_rng(1)
    pairs = many_couples(300, 2.0)
    code = random.integers(0, 3, 600).astype(np.int32)
    found = drawn(600, pairs, list_code=code, draws=12)
    histories, counts = found.capture_tables(code, 3)
    assert histories.shape[1] == 3
    assert set(histories.ravel().tolist()) == {0, 1}
    assert counts.sum(axis=1).tolist() == found.persons.tolist()
    sizes = counts @ histories
    assert (sizes <= np.bincount(code)).all()


def test_records_outside_the_table_are_left_out() -> None:
    found = drawn(4, [(0, 1, 14.0), (2, 3, 14.0)], draws=2, calibration=SURE)
    histories, counts = found.capture_tables(np.array([0, 1, -1, -1], np.int32), 2)
    assert histories.tolist() == [[1, 1]]
    assert counts.tolist() == [[1], [1]]


def test_too_many_lists_for_a_table_are_refused() -> None:
    with pytest.raises(BadInputError) as refused:
        drawn(2, [], draws=1).capture_tables(np.array([0, 1], np.int32), 63)
    assert refused.value.code == "matching.too_many_lists"


def test_reviewed_pairs_teach_how_far_the_weights_can_be_believed() -> None:
    random = np.random.default_rng(2)
    weight = random.normal(0, 4, 4000)
    truth = 1 / (1 + np.exp(-(-1.0 + 0.7 * weight * np.log(2))))
    learnt = learn_calibration(weight, random.random(4000) < truth)
    assert learnt.intercept == pytest.approx(-1.0, abs=0.2)
    assert learnt.slope == pytest.approx(0.7, abs=0.06)
    assert learnt.intercept_sd < 0.1 < Calibration().intercept_sd
    nothing = learn_calibration(np.zeros(0), np.zeros(0, dtype=bool))
    assert nothing.intercept_sd == pytest.approx(Calibration().intercept_sd)


def test_the_interval_of_a_linkage_holds_the_number_of_persons() -> None:
    frame, truth = make_lists()
    result = matching.link(frame)
    found = draw_linkage(result, frame.select("record_id", "list"), draws=30, seed=1)
    low, _, high = found.interval()
    assert low <= truth["entity_id"].n_unique() <= high
    assert found.stated_persons == result.report["clusters"]
    assert found.report()["persons"]["lower"] == low
    assert "persons" in found.explain()
