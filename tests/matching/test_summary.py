"""Where a linkage is least sure: pairs near one half with reasons, weak links, large clusters."""

import polars as pl

from tawthiq import matching
from tawthiq.matching.summary import summarise

NAMES = ["Rashid Nabil Sandouk", "Samar Nabil Sandouk", "Tahir Jamil Qandil", "Huda Walid Najjar"]


def frame() -> pl.DataFrame:
    rows = [
        {"record_id": f"{name}{number}", "list": name, "name": words, "age": str(20 + number + 2 * (name == "b"))}
        for name in ("a", "b", "c")
        for number, words in enumerate([*NAMES, "Tahir Jamil Qandeel" if name == "b" else "Salma Tahir Qandil"])
    ]
    return matching.conform(pl.DataFrame(rows))


def test_uncertain_pairs_come_by_their_distance_from_one_half_with_reasons() -> None:
    records = frame()
    linkage = matching.link(records)
    summary = summarise(linkage, records, most=4)
    near = linkage.pairs.filter((pl.col("probability") - 0.5).abs() < 0.4)
    assert near.height
    assert len(summary.uncertain) == min(4, near.height)
    distances = [abs(pair.probability - 0.5) for pair in summary.uncertain]
    assert distances == sorted(distances)
    assert distances == sorted((near["probability"] - 0.5).abs().to_list())[:4]
    for pair in summary.uncertain:
        weights = [abs(weight) for _, _, weight in pair.reasons]
        assert weights == sorted(weights, reverse=True)
        assert "together" not in {field for field, _, _ in pair.reasons}


def test_words_clusters_and_weak_links() -> None:
    records = frame()
    linkage = matching.link(records)
    summary = summarise(linkage, records)
    assert summary.words == linkage.explain()
    put = linkage.clusters.group_by("cluster_id").len()
    assert summary.largest[0].records == put["len"].max()
    assert all(large.lists <= large.records for large in summary.largest)
    sure = dict(linkage.clusters.select("record_id", "probability").iter_rows())
    assert [weak.probability for weak in summary.weakest] == sorted(weak.probability for weak in summary.weakest)
    assert all(sure[weak.record_id] == weak.probability for weak in summary.weakest)


def test_nothing_is_doubtful_where_nothing_was_compared() -> None:
    records = matching.conform(pl.DataFrame({"record_id": ["a"], "name": ["Rashid Karim"]}))
    summary = summarise(matching.link(records), records)
    assert (summary.uncertain, summary.weakest, summary.largest) == ((), (), ())
