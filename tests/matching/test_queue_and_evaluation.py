"""What is asked next, and how agreement with a known truth is counted."""

import numpy as np
import polars as pl
import pytest

from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching.evaluate import evaluate
from tawthiq.matching.queue import review_outlook, review_queue
from tawthiq.terms.errors import BadInputError

CLUSTERS = pl.DataFrame(
    {
        "record_id": ["a", "b", "c", "d", "e", "f", "g"],
        "cluster_id": ["a", "a", "a", "d", "e", "f", "f"],
    }
)
PAIRS = pl.DataFrame({
    "record_id_l": ["a", "b", "c", "d", "f", "a"],
    "record_id_r": ["b", "c", "d", "e", "g", "g"],
    "probability": [0.999, 0.99, 0.3, 0.25, 0.55, 0.001],
    "across_clusters": [False, False, True, True, False, True],
})  # fmt: skip


def asked(pairs: pl.DataFrame, **options: object) -> list[str]:
    queue = review_queue(pairs, **{"limit": 10, **options})  # type: ignore[arg-type]
    return (queue["record_id_l"] + queue["record_id_r"]).to_list()


def test_what_may_go_against_the_clusters_comes_first_and_the_certain_never() -> None:
    assert asked(PAIRS) == asked(PAIRS, clusters=CLUSTERS) == ["cd", "de", "fg"]


def test_without_clusters_pairs_more_likely_than_not_count_as_held() -> None:
    assert asked(PAIRS.drop("across_clusters")) == ["cd", "de", "fg"]


def test_the_gain_is_how_often_the_answer_goes_against_the_clusters() -> None:
    queue = review_queue(PAIRS, limit=10)
    gain = dict(zip(asked(PAIRS), queue["gain"], strict=True))
    assert gain["cd"] == pytest.approx(0.3)
    assert gain["fg"] == pytest.approx(0.2)  # held, so at least 4 to 1 for it
    change = dict(zip(asked(PAIRS), queue["persons_change"], strict=True))
    assert change["fg"] > 0 > change["cd"]


def test_the_pairs_beside_a_pair_speak_for_it() -> None:
    beside = PAIRS.with_columns(probability=pl.Series([0.999, 0.999, 0.3, 0.25, 0.999, 0.001]))
    third = pl.DataFrame({"record_id_l": ["a"], "record_id_r": ["c"], "probability": [0.4], "across_clusters": [False]})
    pairs = pl.concat([beside, third])
    held = dict(zip(asked(pairs), review_queue(pairs, limit=10)["gain"], strict=True))
    assert held.get("ac", 0.0) < 0.2


def test_a_second_question_about_the_same_two_clusters_is_worth_half() -> None:
    pairs = pl.DataFrame({
        "record_id_l": ["a", "b", "a"],
        "record_id_r": ["c", "c", "b"],
        "probability": [0.3, 0.3, 0.9999],
        "across_clusters": [True, True, False],
    })  # fmt: skip
    queue = review_queue(pairs, limit=10)
    assert queue["gain"].to_list() == pytest.approx([0.3, 0.15])
    assert asked(pairs, judged=[("a", "c")]) == []  # they are apart: nothing more to ask


def alike_and_not() -> pl.DataFrame:
    """Forty pairs in doubt that look alike, two that look like nothing else and are a little more in doubt."""
    kinds = ["equal_common"] * 40 + ["different", "sound_common"]
    return pl.DataFrame({
        "record_id_l": [f"l{n:02d}" for n in range(42)],
        "record_id_r": [f"r{n:02d}" for n in range(42)],
        "probability": [0.30] * 40 + [0.31, 0.31],
        "across_clusters": [True] * 42,
        "given": kinds,
    })  # fmt: skip


def test_a_pair_that_teaches_about_many_comes_before_one_that_teaches_about_itself() -> None:
    queue = review_queue(alike_and_not(), limit=42)
    assert queue["given"][0] == "equal_common"
    first = queue["given"].to_list().index("different")
    assert 0 < first < 20  # but not after all of them
    assert queue["gain"].is_sorted(descending=True)


def test_what_was_answered_alike_teaches_less() -> None:
    pairs = alike_and_not()
    judged = [(f"l{n:02d}", f"r{n:02d}") for n in range(20)]
    before, after = review_queue(pairs, limit=1), review_queue(pairs, limit=1, judged=judged)
    assert after["gain"][0] < before["gain"][0]


def test_neither_order_of_pairs_nor_of_records_changes_the_queue() -> None:
    pairs = alike_and_not()
    turned = pairs.rename({"record_id_l": "record_id_r", "record_id_r": "record_id_l"}).select(pairs.columns)
    assert asked(pairs) == asked(pairs.sample(fraction=1.0, shuffle=True, seed=3))
    assert review_queue(turned, limit=9)["gain"].to_list() == pytest.approx(
        review_queue(pairs, limit=9)["gain"].to_list()
    )


def test_judged_pairs_are_not_asked_again_in_either_order() -> None:
    assert asked(PAIRS, judged=[("g", "f")]) == ["cd", "de"]


def test_the_limit_holds() -> None:
    assert asked(PAIRS, limit=1) == ["cd"]
    assert asked(PAIRS, limit=0) == []
    assert asked(PAIRS.head(0)) == []
    with pytest.raises(BadInputError, match="negative"):
        asked(PAIRS, limit=-1)
    with pytest.raises(BadInputError, match="probability"):
        asked(PAIRS.drop("probability"))


def test_the_outlook_counts_what_may_still_change() -> None:
    found = review_outlook(PAIRS, CLUSTERS, odds_off=0.0)
    assert found.persons == 4
    assert found.fewer == pytest.approx(0.3 + 0.25 + 0.001, abs=0.001)
    assert 0.2 < found.more < 0.3
    assert found.lower < found.persons + found.more - found.fewer < found.upper
    assert found.open_questions == 3
    wide = review_outlook(PAIRS, CLUSTERS)
    assert wide.lower <= found.lower < found.upper < wide.upper


def test_the_outlook_says_when_more_review_would_not_change_the_count() -> None:
    doubtful = pl.DataFrame({
        "record_id_l": [f"l{n:02d}" for n in range(20)],
        "record_id_r": [f"r{n:02d}" for n in range(20)],
        "probability": [0.3] * 20,
        "across_clusters": [True] * 20,
    })  # fmt: skip
    ids = [*doubtful["record_id_l"], *doubtful["record_id_r"]]
    clusters = pl.DataFrame({"record_id": ids, "cluster_id": ids})
    before = review_outlook(doubtful, clusters)
    assert not before.enough
    assert before.open_change == pytest.approx(6.0)
    assert before.questions_needed == 17  # three of .3 are left: .9 persons
    assert "17 more answers" in before.explain()
    judged = list(zip(doubtful["record_id_l"][:17], doubtful["record_id_r"][:17], strict=True))
    after = review_outlook(doubtful, clusters, judged=judged)
    assert after.enough
    assert "would not change the count" in after.explain()
    nothing = review_outlook(doubtful.head(0), clusters)
    assert (nothing.more, nothing.fewer, nothing.enough) == (0.0, 0.0, True)
    assert nothing.lower == nothing.upper == 40.0


def test_a_judged_link_does_not_break() -> None:
    pairs, clusters = PAIRS.filter(pl.col("record_id_l") == "f"), CLUSTERS.tail(2)
    assert review_outlook(pairs, clusters).more == pytest.approx(0.2)
    assert review_outlook(pairs, clusters, judged=[("g", "f")]).more == 0.0


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


def many_families(seed: int = 0) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Two hundred people of three records; a tenth of the clusters are broken, a tenth hold two people."""
    draw = np.random.default_rng(seed)
    rows = [(f"p{n:03d}{k}", f"p{n:03d}", "ABC"[k]) for n in range(200) for k in range(3)]
    broken = {f"p{n:03d}0" for n in range(200) if draw.random() < 0.1}
    merged = {f"p{n:03d}": f"p{n - 1:03d}" for n in range(1, 200, 2) if draw.random() < 0.2}
    truth = pl.DataFrame([{"record_id": r, "entity_id": p} for r, p, _ in rows])
    clusters = [{"record_id": r, "cluster_id": r if r in broken else merged.get(p, p)} for r, p, _ in rows]
    return pl.DataFrame(clusters), truth, pl.DataFrame([{"record_id": r, "list": name} for r, _, name in rows])


def test_intervals_hold_the_measure_and_say_how_sure_it_is() -> None:
    clusters, truth, lists = many_families()
    found = evaluate(clusters, truth, lists, seed=5)
    assert set(found.intervals) == {
        "pair_precision", "pair_recall", "pair_f1", "b3_precision", "b3_recall", "b3_f1", "exact_cluster_share",
        "capture_history_l1",
    }  # fmt: skip
    for name, (low, high) in found.intervals.items():
        assert low <= getattr(found, name) <= high
        assert 0 < high - low < 0.25
    assert found == evaluate(clusters, truth, lists, seed=5)
    assert found.intervals != evaluate(clusters, truth, lists, seed=6).intervals
    assert evaluate(clusters, truth, lists, draws=0).intervals == {}
    assert "95" not in found.explain().splitlines()[0]
    assert "(" in found.explain().splitlines()[1]


def test_families_drawn_whole_make_wider_intervals_than_records_would() -> None:
    clusters, truth, lists = many_families()
    low, high = evaluate(clusters, truth, lists).intervals["exact_cluster_share"]
    share = evaluate(clusters, truth).exact_cluster_share
    assert high - low > 1.3 * 2 * 1.96 * (share * (1 - share) / truth.height) ** 0.5


def test_other_missions_of_the_kind_fall_into_the_interval() -> None:
    held = 0
    low, high = evaluate(*many_families(100)).intervals["pair_f1"]
    middle, around = (low + high) / 2, (high - low) / 2
    for seed in range(20):
        held += abs(evaluate(*many_families(seed), draws=0).pair_f1 - middle) < 2 * around
    assert held >= 16


def test_siblings_put_together_are_counted() -> None:
    clusters, truth, _ = many_families()
    where = clusters.join(truth, on="record_id").filter(pl.col("cluster_id") != pl.col("entity_id"))
    one = where.filter(pl.col("cluster_id").str.len_chars() == 4).row(0)
    pairs = pl.DataFrame({
        "record_id_l": [one[1] + "1", "p0000"],
        "record_id_r": [one[0], "p0001"],
        "given": ["different", "different"],
        "father": ["equal_common", "equal_common"],
        "family": ["equal_rare", "equal_rare"],
    })  # fmt: skip
    found = evaluate(clusters, truth, pairs=pairs)
    assert found.siblings_merged == 1
    assert found.siblings_merged_share == pytest.approx(1 / clusters.group_by("cluster_id").len().select(
        (pl.col("len") * (pl.col("len") - 1) / 2).sum()
    ).item())  # fmt: skip
    assert "Siblings merged falsely: 1" in found.explain()
    named = pairs.with_columns(given=pl.lit("equal_rare"))
    assert evaluate(clusters, truth, pairs=named).siblings_merged == 0
    with pytest.raises(BadInputError, match="given"):
        evaluate(clusters, truth, pairs=pairs.drop("given"))


def test_the_recall_of_the_blocking_rules_is_that_of_counting_pairs() -> None:
    frame, truth = make_lists(80)
    linkage = matching.link(matching.conform(frame), draws=0)
    person = dict(truth.select("record_id", "entity_id").iter_rows())
    ids, compared = linkage.compared.ids.to_list(), linkage.compared
    met = sum(person[ids[a]] == person[ids[b]] for a, b in zip(compared.left, compared.right, strict=True))
    every = sum(n * (n - 1) // 2 for n in truth.group_by("entity_id").len()["len"])
    found = evaluate(linkage.clusters, truth, compared=compared, draws=0)
    assert found.compared_share == pytest.approx(met / every)
    assert found.compared_share > 0.9
    assert "of the pairs of the same person were compared" in found.explain()
    assert evaluate(linkage.clusters, truth, draws=0).compared_share is None


def test_nobody_at_all_is_evaluated_without_failing() -> None:
    empty = pl.DataFrame(schema={"record_id": pl.String, "cluster_id": pl.String})
    found = evaluate(empty, empty.rename({"cluster_id": "entity_id"}))
    assert (found.records, found.true_people, found.intervals) == (0, 0, {})


def test_what_cannot_be_compared_is_refused() -> None:
    clusters = TRUTH.rename({"entity_id": "cluster_id"})
    with pytest.raises(BadInputError, match="not in the truth"):
        evaluate(clusters, TRUTH.head(3))
    with pytest.raises(BadInputError, match="stands twice"):
        evaluate(pl.concat([clusters, clusters]), TRUTH)
    with pytest.raises(BadInputError, match="cluster_id"):
        evaluate(TRUTH, TRUTH)
