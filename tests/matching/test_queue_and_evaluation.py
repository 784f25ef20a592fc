"""What is asked next, and how agreement with a known truth is counted."""

import polars as pl
import pytest

from tawthiq.matching.evaluate import evaluate
from tawthiq.matching.queue import review_queue
from tawthiq.terms.errors import BadInputError

PAIRS = pl.DataFrame({
    "record_id_l": ["a", "a", "b", "c", "d"],
    "record_id_r": ["b", "c", "c", "d", "e"],
    "probability": [0.999, 0.55, 0.8, 0.3, 0.001],
    "across_clusters": [False, False, True, True, True],
})  # fmt: skip


def asked(pairs: pl.DataFrame, **options: object) -> list[str]:
    queue = review_queue(pairs, **{"limit": 10, **options})  # type: ignore[arg-type]
    return (queue["record_id_l"] + queue["record_id_r"]).to_list()


def test_the_least_certain_pairs_come_first_and_certain_ones_never() -> None:
    assert asked(PAIRS.drop("across_clusters")) == ["ac", "cd", "bc"]


def test_pairs_that_the_clusters_went_against_come_earlier() -> None:
    assert asked(PAIRS) == ["ac", "bc", "cd"]
    assert asked(PAIRS.with_columns(probability=pl.Series([0.999, 0.55, 0.9, 0.2, 0.001]))) == ["ac", "bc", "cd"]


def test_judged_pairs_are_not_asked_again_in_either_order() -> None:
    assert asked(PAIRS, judged=[("c", "a")]) == ["bc", "cd"]


def test_the_limit_holds() -> None:
    assert asked(PAIRS, limit=1) == ["ac"]
    assert asked(PAIRS, limit=0) == []
    with pytest.raises(BadInputError, match="negative"):
        asked(PAIRS, limit=-1)
    with pytest.raises(BadInputError, match="probability"):
        asked(PAIRS.drop("probability"))


TRUTH = pl.DataFrame({"record_id": ["1", "2", "3", "4", "5", "6"], "entity_id": ["x", "x", "x", "y", "y", "z"]})


def test_agreement_counted_by_hand() -> None:
    clusters = pl.DataFrame({"record_id": ["1", "2", "3", "4", "5"], "cluster_id": ["p", "p", "q", "q", "r"]})
    lists = pl.DataFrame({"record_id": ["1", "2", "3", "4", "5", "6"], "list": ["A", "B", "A", "A", "B", "A"]})
    found = evaluate(clusters, TRUTH, lists)
    assert (found.records, found.true_people, found.found_people) == (6, 3, 4)
    assert found.pair_precision == pytest.approx(1 / 2)
    assert found.pair_recall == pytest.approx(1 / 4)
    assert found.pair_f1 == pytest.approx(1 / 3)
    assert found.b3_precision == pytest.approx((1 + 1 + 0.5 + 0.5 + 1 + 1) / 6)
    assert found.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 0.5 + 0.5 + 1) / 6)
    assert found.exact_cluster_share == pytest.approx(1 / 6)
    # true: A+B twice, A once; found: A+B once, A twice, B once
    assert found.capture_history_l1 == pytest.approx((1 + 1 + 1) / 3)


def test_the_truth_agrees_with_itself() -> None:
    found = evaluate(TRUTH.rename({"entity_id": "cluster_id"}), TRUTH)
    assert (found.pair_f1, found.b3_f1, found.exact_cluster_share) == (1.0, 1.0, 1.0)
    assert found.capture_history_l1 is None


def test_what_cannot_be_compared_is_refused() -> None:
    clusters = TRUTH.rename({"entity_id": "cluster_id"})
    with pytest.raises(BadInputError, match="not in the truth"):
        evaluate(clusters, TRUTH.head(3))
    with pytest.raises(BadInputError, match="stands twice"):
        evaluate(pl.concat([clusters, clusters]), TRUTH)
    with pytest.raises(BadInputError, match="cluster_id"):
        evaluate(TRUTH, TRUTH)
