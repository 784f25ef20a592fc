"""Linking whole lists: people are found, relatives stay apart, judgements are obeyed, order changes nothing."""

import json
from datetime import UTC, datetime
from functools import cache

import polars as pl
import pytest

from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching.evaluate import evaluate
from tawthiq.matching.levels import FIELDS
from tawthiq.matching.linking import Linkage
from tawthiq.matching.persons import accepted_links, group
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def linked() -> tuple[pl.DataFrame, pl.DataFrame, Linkage]:
    frame, truth = make_lists()
    frame = matching.conform(frame)
    return frame, truth, matching.link(frame)


def roots(result: Linkage) -> dict[str, str]:
    return dict(result.clusters.select("record_id", "cluster_id").iter_rows())


def judge(a: str, b: str, decision: Decision) -> Judgement:
    return Judgement(
        record_a=a, record_b=b, decision=decision, basis=Basis.REVIEWED, probability=None, at=NOW, member_id="m"
    )


def test_people_are_found_across_scripts_and_relatives_stay_apart() -> None:
    frame, truth, result = linked()
    found = evaluate(result.clusters, truth, frame.select("record_id", "list"))
    assert found.pair_f1 > 0.9
    assert found.pair_precision > 0.9
    across = result.clusters.join(frame.select("record_id", "list"), on="record_id")
    assert across.group_by("cluster_id").agg(pl.col("list").n_unique()).filter(pl.col("list") == 3).height > 20


def test_brothers_killed_together_are_not_one_person() -> None:
    frame, _ = make_lists()
    extra = pl.DataFrame({
        "record_id": ["z1", "z2"],
        "list": ["A", "B"],
        "name": ["نزار خالد رامي شموط", "وليد خالد رامي شموط"],
        "sex": ["m", "m"],
        "age": [12, 15],
        "dod": ["2014-05-05", "2014-05-05"],
        "town": ["دوما", "دوما"],
    })  # fmt: skip
    result = matching.link(matching.conform(pl.concat([frame, extra], how="vertical_relaxed")))
    found = roots(result)
    assert found["z1"] != found["z2"]


def test_the_order_of_rows_changes_nothing() -> None:
    frame, _, result = linked()
    again = matching.link(frame.sample(fraction=1.0, shuffle=True, seed=3))
    assert again.clusters.equals(result.clusters)
    assert again.pairs.equals(result.pairs)
    assert again.report == result.report


def test_pairs_hold_weights_levels_and_whether_clusters_keep_them_apart() -> None:
    _, _, result = linked()
    assert set(FIELDS) <= set(result.pairs.columns)
    assert result.pairs["weight"].is_sorted(descending=True)
    assert result.pairs["probability"].is_between(0, 1).all()
    odds = 2.0 ** result.pairs["weight"].clip(-20, 20)
    assert ((odds / (1 + odds)) - result.pairs["probability"]).abs().max() < 1e-5
    found = roots(result)
    apart = [found[a] != found[b] for a, b in result.pairs.select("record_id_l", "record_id_r").iter_rows()]
    assert result.pairs["across_clusters"].to_list() == apart


def test_the_report_can_be_written_as_json() -> None:
    _, _, result = linked()
    report = json.loads(json.dumps(result.report))
    assert report["records"] == result.clusters.height
    assert sum(rule["new_pairs"] for rule in report["blocking"]) == report["candidate_pairs"]
    shares = dict(report["model"]["class_share"])
    every_pair = report["records"] * (report["records"] - 1) / 2
    assert shares.pop("chance") == pytest.approx(every_pair / report["candidate_pairs"], rel=1e-6)
    assert 0 < sum(shares.values()) <= 1


def test_a_cluster_is_named_by_its_smallest_record() -> None:
    _, _, result = linked()
    by_cluster = result.clusters.group_by("cluster_id").agg(pl.col("record_id").min().alias("smallest"))
    assert (by_cluster["cluster_id"] == by_cluster["smallest"]).all()


def test_reviewed_judgements_are_obeyed_exactly() -> None:
    frame, _, result = linked()
    pairs = result.pairs.select("record_id_l", "record_id_r", "across_clusters")
    joined = pairs.filter(~pl.col("across_clusters")).row(0)[:2]
    strangers = (
        result.clusters["record_id"][0],
        next(
            r for r, c in roots(result).items() if c not in (joined[0], roots(result)[result.clusters["record_id"][0]])
        ),
    )
    judgements = [judge(*joined, Decision.DIFFERENT), judge(*strangers, Decision.SAME)]
    found = roots(matching.link(frame, judgements=judgements))
    assert found[joined[0]] != found[joined[1]]
    assert found[strangers[0]] == found[strangers[1]]


def test_accepted_and_unknown_judgements_constrain_nothing() -> None:
    frame, _, result = linked()
    ids = frame["record_id"]
    accepted = Judgement(
        record_a=ids[0],
        record_b=ids[1],
        decision=Decision.SAME,
        basis=Basis.ACCEPTED,
        probability=0.9,
        at=NOW,
        member_id="m",
    )
    again = matching.link(frame, judgements=[accepted, judge("nobody", ids[0], Decision.SAME)])
    assert again.clusters.equals(result.clusters)


def test_contradicting_judgements_are_counted_and_different_wins() -> None:
    frame, _, _ = linked()
    a, b, c = frame["record_id"][:3]
    judgements = [judge(a, b, Decision.SAME), judge(b, c, Decision.SAME), judge(a, c, Decision.DIFFERENT)]
    result = matching.link(frame, judgements=judgements)
    assert result.report["judgement_conflicts"] == 1
    found = roots(result)
    assert found[a] != found[c]
    assert "contradict" in result.explain()


def test_a_list_declared_clean_holds_nobody_twice() -> None:
    frame, _ = make_lists()
    twice = frame.filter(pl.col("list") == "A").head(20).with_columns(pl.col("record_id") + "x")
    doubled = matching.conform(pl.concat([frame, twice]))
    free = roots(matching.link(doubled))
    held = matching.link(doubled, one_per_list=["A"])
    assert any(free[r] == free[r + "x"] for r in frame["record_id"] if r + "x" in free)
    of_a = held.clusters.join(doubled.filter(pl.col("list") == "A"), on="record_id")
    assert of_a["cluster_id"].n_unique() == of_a.height


def test_an_unknown_list_is_refused() -> None:
    frame, _, _ = linked()
    with pytest.raises(BadInputError) as refused:
        matching.link(frame, one_per_list=["Z"])
    assert refused.value.code == "matching.unknown_list"


@pytest.mark.parametrize("records", [0, 1, 2, 5])
def test_small_frames_are_linked_too(records: int) -> None:
    frame, _, _ = linked()
    result = matching.link(frame.head(records))
    assert result.clusters.height == records
    assert result.report["records"] == records
    assert result.explain()


def test_progress_is_told_from_start_to_end() -> None:
    frame, _, _ = linked()
    told: list[tuple[float, str]] = []
    matching.link(frame.head(50), progress=lambda share, step: told.append((share, step)))
    assert [s for s, _ in told] == sorted(s for s, _ in told)
    assert (told[0], told[-1]) == ((0.0, "encode"), (1.0, "done"))


def test_a_block_too_large_is_reported() -> None:
    rows = 130
    frame = pl.DataFrame({
        "record_id": [f"r{n:03d}" for n in range(rows)],
        "list": ["A"] * rows,
        "name": ["Ali Naji"] * rows,
    })  # fmt: skip
    result = matching.link(frame)
    rule = next(r for r in result.report["blocking"] if r["rule"] == "two name parts")
    assert rule["capped_blocks"] == 1
    assert (rule["capped_records"], rule["capped_pairs"]) == (rows, rows * (rows - 1) // 2)
    assert "too large" in result.explain()
    assert result.report["uncompared_records"] == rows


def test_accepted_links_give_the_clusters_back() -> None:
    frame, _, result = linked()
    links = accepted_links(result, threshold=0.0)
    judgements = [
        Judgement(
            record_a=a, record_b=b, decision=Decision.SAME, basis=Basis.ACCEPTED, probability=p, at=NOW, member_id="m"
        )
        for a, b, p in links
    ]
    persons = group(frame["record_id"].sort().to_list(), judgements)
    assert persons.roots == roots(result)
    assert len(links) == frame.height - result.report["clusters"]
    middle = sorted(p for _, _, p in links)[len(links) // 2]
    strict = accepted_links(result, threshold=middle)
    assert 0 < len(strict) < len(links)
    assert min(p for _, _, p in strict) >= middle


def test_the_second_spelling_of_a_name_is_used() -> None:
    frame, _ = make_lists()
    extra = pl.DataFrame({
        "record_id": ["z1", "z2"],
        "list": ["A", "C"],
        "name": ["هيثم منير شادي الغندور", "H. M. G."],
        "name_alt": [None, "هيثم منير الغندور"],
        "sex": ["m", "m"],
        "age": [41, 41],
        "dod": ["2014-06-07", "2014-06-07"],
        "town": ["نوى", "Nawa"],
    })  # fmt: skip
    found = roots(matching.link(matching.conform(pl.concat([frame, extra], how="diagonal_relaxed"))))
    assert found["z1"] == found["z2"]
