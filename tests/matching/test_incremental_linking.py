"""A new list linked to kept records: as linking all again with the same model would link it, and nothing else moves."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from matching.kept_lists import cut, keep, partition, relink
from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching.evaluate import evaluate
from tawthiq.matching.kept.holding import Kept
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement

FRAME = matching.conform(make_lists(400)[0])
OLD, NEW = cut(FRAME, share=0.12)


@pytest.fixture(scope="module")
def kept() -> Kept:
    return keep(OLD)


def judged(a: str, b: str, decision: Decision, *, minute: int = 0) -> Judgement:
    return Judgement(
        record_a=a,
        record_b=b,
        decision=decision,
        basis=Basis.REVIEWED,
        probability=None,
        at=datetime(2026, 1, 1, 0, minute, tzinfo=UTC),
        member_id="m",
    )


def cluster_of(added: matching.Added) -> dict[str, str]:
    return dict(added.all_clusters.select("record_id", "cluster_id").iter_rows())


@pytest.mark.parametrize("own_list", [False, True])
@pytest.mark.parametrize("clean", [(), ("A", "C")])
def test_touched_records_are_linked_as_linking_all_with_this_model_links_them(
    *, own_list: bool, clean: tuple[str, ...]
) -> None:
    old, new = cut(FRAME, share=0.12, own_list=own_list)
    kept = keep(old, one_per_list=clean)
    added = matching.link_new(kept, new)
    whole = relink(kept, pl.concat([old, new]), one_per_list=clean)
    compared = added.compared
    ids = compared.ids.to_list()
    touched = set(added.changes["cluster_id"]) | set(new["record_id"])
    again = 0
    for a, b, weight in zip(compared.left.tolist(), compared.right.tolist(), compared.weight.tolist(), strict=True):
        one, two = sorted((ids[a], ids[b]))
        if weight > -0.5:
            assert weight == pytest.approx(whole.weights[one, two], abs=1e-4)
        again += not two.startswith("z")
    assert again > 0
    found = {pair for pair in whole.weights if pair[1].startswith("z")}
    shown = {tuple(sorted((ids[a], ids[b]))) for a, b in zip(compared.left, compared.right, strict=True)}
    assert {pair for pair in shown if pair[1].startswith("z")} == found
    here = cluster_of(added)
    for record in touched:
        mine = {other for other, root in here.items() if root == here[record]}
        assert mine == {other for other, root in whole.clusters.items() if root == whole.clusters[record]}


def test_accuracy_is_that_of_linking_all(kept: Kept) -> None:
    truth = make_lists(400)[1].with_columns(
        pl.when(pl.col("record_id").is_in(OLD["record_id"].implode()))
        .then(pl.col("record_id"))
        .otherwise("z" + pl.col("record_id"))
        .alias("record_id")
    )
    frame = pl.concat([OLD, NEW])
    lists = frame.select("record_id", "list")
    added = evaluate(matching.link_new(kept, NEW).all_clusters, truth, lists)
    full = evaluate(matching.link(frame, draws=0).clusters, truth, lists)
    assert added.pair_f1 > full.pair_f1 - 0.01


def test_the_order_of_rows_changes_nothing(kept: Kept) -> None:
    one = matching.link_new(kept, NEW)
    two = matching.link_new(keep(OLD.sample(fraction=1, shuffle=True, seed=2)), NEW.reverse())
    assert one.all_clusters.equals(two.all_clusters)
    assert one.pairs.equals(two.pairs)
    assert one.changes.equals(two.changes)


def test_kept_clusters_keep_their_ids_though_new_ids_are_smaller(kept: Kept) -> None:
    early = NEW.with_columns(pl.col("record_id").str.replace("z", "0"))
    added = matching.link_new(kept, early)
    before = dict(kept.clusters.select("record_id", "cluster_id").iter_rows())
    joined = added.changes.filter(pl.col("change") == "joined")
    assert joined.height > 20
    assert joined["kept_cluster_ids"].list.first().equals(joined["cluster_id"], check_names=False)
    here = cluster_of(added)
    for cluster in joined["cluster_id"]:
        assert {record for record, root in before.items() if root == cluster} <= {
            record for record, root in here.items() if root == cluster
        }


def test_what_no_new_record_touches_stays(kept: Kept) -> None:
    added = matching.link_new(kept, NEW)
    touched = {c for row in added.changes["kept_cluster_ids"].to_list() for c in row}
    before, after = kept.clusters, added.all_clusters.head(kept.size)
    aside = ~before["cluster_id"].is_in(touched)
    assert aside.sum() > 100
    assert before.filter(aside)["cluster_id"].equals(after.filter(aside)["cluster_id"])
    assert added.all_clusters["record_id"].equals(pl.concat([OLD["record_id"], NEW["record_id"]]))


def test_list_after_list_comes_to_the_same_people(kept: Kept) -> None:
    half = NEW.height // 2
    first = matching.link_new(kept, NEW.head(half))
    second = matching.link_new(first.kept(), NEW.tail(NEW.height - half))
    at_once = matching.link_new(kept, NEW)
    one, two = partition(second.all_clusters), partition(at_once.all_clusters)
    assert len(one ^ two) <= 0.02 * len(two)
    assert second.report["records"] == FRAME.height
    assert second.before.size == OLD.height + half


def test_judgements_are_obeyed_and_stay_with_what_is_kept(kept: Kept) -> None:
    plain = matching.link_new(kept, NEW)
    here = cluster_of(plain)
    inside = plain.pairs.filter(~pl.col("across_clusters") & pl.col("record_id_r").str.starts_with("z"))
    a, b = inside.select("record_id_l", "record_id_r").row(0)
    alone = [record for record in NEW["record_id"] if list(here.values()).count(here[record]) == 1][:1]
    far = OLD["record_id"][0]
    judgements = [judged(a, b, Decision.DIFFERENT), judged(alone[0], far, Decision.SAME)]
    added = matching.link_new(kept, NEW, judgements=judgements)
    after = cluster_of(added)
    assert after[a] != after[b]
    assert after[alone[0]] == after[far]
    more = matching.link_new(added.kept(), _renamed(NEW.head(5)))
    later = cluster_of(more)
    assert later[a] != later[b]
    assert later[alone[0]] == later[far]


def test_a_judgement_on_kept_records_alone_is_obeyed(kept: Kept) -> None:
    many = kept.clusters.filter(pl.len().over("cluster_id") == 2).sort("cluster_id")
    a, b = many["record_id"].to_list()[:2]
    added = matching.link_new(kept, NEW.head(0), judgements=[judged(a, b, Decision.DIFFERENT)])
    here = cluster_of(added)
    assert here[a] != here[b]
    assert added.changes.filter(pl.col("change") == "split").height == 2
    again = matching.link_new(added.kept(), NEW.head(0), judgements=[judged(a, b, Decision.SAME, minute=1)])
    assert cluster_of(again)[a] == cluster_of(again)[b]
    assert again.changes["change"].to_list() == ["merged"]


def _renamed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(("y" + pl.col("record_id")).alias("record_id"))


def test_a_merge_of_kept_clusters_is_reported_and_one_that_was_ruled_out_is_refused() -> None:
    rows = [
        {"record_id": "m0", "list": "A", "name": "زياد قاسم المصري", "dod": "2014-03-02", "town": "نوى"},
        {"record_id": "m1", "list": "B", "name": "رامي شموط", "dod": "2014-05-09", "town": "دوما"},
        {"record_id": "n0", "list": "N", "name": "زياد قاسم المصري", "dod": "2014-03-02", "town": "نوى"},
    ]
    first, second, new = (matching.conform(pl.DataFrame([row])) for row in rows)
    base = pl.concat([OLD, first, second])
    bridge = [judged("m0", "n0", Decision.SAME), judged("n0", "m1", Decision.SAME)]
    added = matching.link_new(keep(base), new, judgements=bridge)
    merged = added.changes.filter(pl.col("change") == "merged")
    assert merged.select("cluster_id", "kept_cluster_ids").rows() == [("m0", ["m0", "m1"])]
    assert "1 clusters were made of two kept ones" in added.explain()
    apart = keep(base, judgements=[judged("m0", "m1", Decision.DIFFERENT)])
    refused = matching.link_new(apart, new, judgements=bridge)
    assert refused.report["judgement_conflicts"] == 1
    assert refused.changes.filter(pl.col("change") == "merged").is_empty()


def test_an_empty_list_changes_nothing(kept: Kept) -> None:
    added = matching.link_new(kept, NEW.head(0))
    assert added.all_clusters.equals(kept.clusters)
    assert added.changes.is_empty()
    assert added.pairs.is_empty()
    assert added.report["new_records"] == 0
    assert added.kept().size == kept.size


def test_ids_that_are_kept_already_are_refused(kept: Kept) -> None:
    with pytest.raises(BadInputError) as error:
        matching.link_new(kept, OLD.head(3))
    assert error.value.code == "matching.id_kept"
    assert "3 of 3" in error.value.problem


def test_a_list_declared_clean_must_be_known(kept: Kept) -> None:
    with pytest.raises(BadInputError) as error:
        matching.link_new(kept, NEW, one_per_list=["none such"])
    assert error.value.code == "matching.unknown_list"


def test_a_new_list_that_holds_nobody_twice_puts_nobody_twice(kept: Kept) -> None:
    twice = pl.concat([NEW.head(30), _renamed(NEW.head(30))]).with_columns(pl.lit("N").alias("list"))
    free, clean = (matching.link_new(kept, twice, one_per_list=names) for names in ((), ("N",)))

    def most(added: matching.Added) -> int:
        new = added.all_clusters.tail(60)
        return int(new.group_by("cluster_id").len()["len"].max())  # type: ignore[arg-type]

    assert most(free) >= 2
    assert most(clean) == 1
    assert clean.kept().settings.one_per_list == ("N",)


def test_names_scripts_and_places_never_seen_find_each_other_and_are_said(kept: Kept) -> None:
    rows = [
        {
            "record_id": f"u{n:02}",
            "list": "uk",
            "name": name,
            "dod": f"2015-02-{1 + n // 2:02}",
            "town": f"Місто{n // 2}",
            "age": 20 + n // 2,
        }
        for n, name in enumerate(
            name
            for given in ("Шевченко", "Коваленко", "Бондаренко", "Ткаченко", "Кравченко", "Олійник")
            for own in ("Остап Гнатович", "Юстим Жданович")
            for name in (f"{own} {given}",) * 2
        )
    ]
    frame = matching.conform(pl.DataFrame(rows))
    added = matching.link_new(kept, frame)
    here = cluster_of(added)
    assert all(here[f"u{n:02}"] == here[f"u{n + 1:02}"] for n in range(0, len(rows), 2))
    assert not any(here[f"u{n:02}"].startswith("r") for n in range(len(rows)))
    codes = {one["code"]: one for one in added.report["unlike"]}
    assert {"names", "script"} <= set(codes)
    assert codes["script"]["what"] == "cyrillic"
    assert "link all again" in added.explain()


def test_a_list_like_the_kept_ones_is_not_called_unlike(kept: Kept) -> None:
    assert matching.link_new(kept, NEW).report["unlike"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda frame: frame.with_columns(pl.col("record_id").alias("number")), "field"),
        (lambda frame: pl.concat([frame, *(_many(frame, n) for n in "abc")]), "grown"),
        (
            lambda frame: frame.with_columns(
                name=pl.lit("X") + pl.col("record_id"), age=None, death_from=None, town=None
            ),
            "uncompared",
        ),
    ],
)
def test_each_way_of_being_unlike_is_said(
    kept: Kept, change: Callable[[pl.DataFrame], pl.DataFrame], code: str
) -> None:
    assert code in {one["code"] for one in matching.link_new(kept, change(NEW)).report["unlike"]}


def _many(frame: pl.DataFrame, letter: str) -> pl.DataFrame:
    return frame.with_columns((letter + pl.col("record_id")).alias("record_id"))


def test_what_judgements_taught_stays(kept: Kept) -> None:
    linkage = matching.link(OLD, draws=0)
    truth = dict(make_lists(400)[1].iter_rows())
    asked = linkage.compared.frame(least=-6).sample(400, seed=4, shuffle=True)
    judgements = [
        judged(a, b, Decision.SAME if truth[a] == truth[b] else Decision.DIFFERENT)
        for a, b in asked.select("record_id_l", "record_id_r").iter_rows()
    ]
    taught = matching.link(OLD, draws=0, judgements=judgements)
    held = matching.keep(OLD, taught)
    added = matching.link_new(held, NEW)
    assert added.report["judgement_conflicts"] == taught.report["judgement_conflicts"]
    assert (added.report["learned"] is not None) == bool(taught.report["learned"]["used"])
    without = matching.link_new(kept, NEW)
    differs = not np.allclose(added.compared.weight[:50], without.compared.weight[:50])
    assert differs == bool(taught.report["learned"]["used"])


def test_only_the_linkage_of_these_records_can_be_kept(kept: Kept) -> None:
    linkage = matching.link(OLD, draws=0)
    with pytest.raises(BadInputError) as other:
        matching.keep(NEW, linkage)
    assert other.value.code == "matching.other_records"
    with pytest.raises(BadInputError) as added:
        matching.keep(OLD, matching.link_new(kept, NEW))
    assert added.value.code == "matching.not_keepable"
