"""Linking incidents: found across lists, strikes of one day kept apart, judgements obeyed, order changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache

import polars as pl
import pytest

from tawthiq.matching.evaluate import evaluate
from tawthiq.matching.incidents import IncidentLinkage, conform_incidents, link_incidents
from tawthiq.matching.incidents.levels import FIELDS
from tawthiq.matching.persons import accepted_links
from tawthiq.sample.incident_lists import incident_lists
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def linked() -> tuple[pl.DataFrame, pl.DataFrame, IncidentLinkage]:
    frame, truth = incident_lists(800, seed=21)
    return frame, truth, link_incidents(frame)


def judge(a: str, b: str, decision: Decision) -> Judgement:
    return Judgement(
        record_a=a, record_b=b, decision=decision, basis=Basis.REVIEWED, probability=None, at=NOW, member_id="m"
    )


def roots(result: IncidentLinkage) -> dict[str, str]:
    return dict(result.clusters.select("record_id", "cluster_id").iter_rows())


def test_incidents_are_found_across_lists_and_strikes_of_one_day_stay_apart() -> None:
    frame, truth, result = linked()
    found = evaluate(result.clusters, truth, frame.select("record_id", "list"))
    assert found.pair_f1 > 0.75
    assert found.pair_precision > 0.72
    assert found.b3_f1 > 0.86
    assert abs(found.found_people / found.true_people - 1) < 0.06


def test_the_result_has_the_shape_of_a_linkage_of_persons() -> None:
    frame, _, result = linked()
    assert result.pairs.columns == [
        "record_id_l",
        "record_id_r",
        "weight",
        "probability",
        "across_clusters",
        *FIELDS,
    ]
    assert result.clusters.columns == ["record_id", "cluster_id", "probability"]
    assert sorted(result.clusters["record_id"]) == sorted(frame["record_id"])
    assert result.pairs["probability"].is_between(0, 1).all()
    assert result.pairs["weight"].is_sorted(descending=True)
    json.dumps(result.report)
    assert "incidents, " in result.explain()
    links = accepted_links(result, threshold=0.9)
    assert links
    assert all(roots(result)[a] == roots(result)[b] and p >= 0.9 for a, b, p in links)


def test_the_order_of_rows_changes_nothing() -> None:
    frame, _, result = linked()
    again = link_incidents(frame.sample(fraction=1.0, shuffle=True, seed=3))
    assert again.clusters.equals(result.clusters)
    assert again.pairs.equals(result.pairs)


def test_judgements_are_obeyed() -> None:
    frame, _, result = linked()
    strongest = result.pairs.row(0, named=True)
    weak = result.pairs.filter(pl.col("across_clusters")).row(-1, named=True)
    judgements = [
        judge(strongest["record_id_l"], strongest["record_id_r"], Decision.DIFFERENT),
        judge(weak["record_id_l"], weak["record_id_r"], Decision.SAME),
    ]
    again = roots(link_incidents(frame, judgements=judgements))
    assert again[strongest["record_id_l"]] != again[strongest["record_id_r"]]
    assert again[weak["record_id_l"]] == again[weak["record_id_r"]]


def test_a_list_that_holds_no_incident_twice_gives_each_cluster_one_record() -> None:
    frame, _, _ = linked()
    result = link_incidents(frame, one_per_list=["desk"])
    listed = result.clusters.join(frame.select("record_id", "list"), on="record_id").filter(pl.col("list") == "desk")
    assert listed["cluster_id"].is_unique().all()
    with pytest.raises(BadInputError) as refused:
        link_incidents(frame, one_per_list=["nowhere"])
    assert refused.value.code == "matching.unknown_list"


STRIKE = {
    "governorate": "Homs",
    "town": "Rastan",
    "kind": "air_strike",
    "day_from": date(2014, 5, 5),
    "day_to": date(2014, 5, 5),
}


def test_three_strikes_of_one_day_in_one_town_find_their_own() -> None:
    frame, _, _ = linked()
    rows = [
        {"record_id": "z1", "list": "desk", "title": "غارة جوية على المشفى", "killed_low": 14, **STRIKE},
        {"record_id": "z2", "list": "desk", "title": "غارة جوية على السوق", "killed_low": 3, **STRIKE},
        {"record_id": "z3", "list": "wire", "title": "Air strike on the hospital", "killed_low": 15, **STRIKE},
        {"record_id": "z4", "list": "wire", "title": "Air strike on the market", "killed_low": 3, **STRIKE},
    ]
    extra = pl.DataFrame(rows).with_columns(pl.col("killed_low").alias("killed_high"))
    result = roots(link_incidents(pl.concat([frame, extra], how="diagonal")))
    assert result["z1"] == result["z3"]
    assert result["z2"] == result["z4"]
    assert result["z1"] != result["z2"]


@pytest.mark.parametrize("size", [0, 1])
def test_a_frame_of_nothing_or_one_record_is_no_trouble(size: int) -> None:
    frame = linked()[0].head(size)
    result = link_incidents(frame)
    assert result.clusters.height == size
    assert result.pairs.height == 0
    assert result.report["uncompared_records"] == size


def test_a_giant_block_is_cut_up_and_what_is_left_out_is_reported() -> None:
    rows = [{"record_id": f"r{n:04d}", "list": "A", **STRIKE} for n in range(120)]
    result = link_incidents(pl.DataFrame(rows))
    capped = {rule["rule"]: rule for rule in result.report["blocking"] if rule["capped_blocks"]}
    assert capped["two days, town"]["capped_records"] == 240
    assert capped["two days, town"]["capped_pairs"] == 2 * 120 * 119 // 2
    assert "were too large and left out" in result.explain()


def test_unfit_frames_are_refused() -> None:
    frame = linked()[0].head(3)
    for unfit, code in (
        (frame.drop("list"), "matching.column"),
        (pl.concat([frame, frame]), "matching.id_twice"),
        (frame.with_columns(pl.lit(None, dtype=pl.String).alias("record_id")), "matching.id_missing"),
        (frame.with_columns(pl.lit("many").alias("killed_low")), "matching.type"),
    ):
        with pytest.raises(BadInputError) as refused:
            link_incidents(unfit)
        assert refused.value.code == code


def test_common_headings_are_understood() -> None:
    frame = conform_incidents(
        pl.DataFrame(
            {
                "ID": ["1", "2"],
                "Date": ["2014-03", "٥/٤/٢٠١٤"],
                "Location": ["Nawa", None],
                "Fatalities": ["10-15", "dozens"],
                "Actor": ["state_forces; police", ""],
                "lat": ["32.9", "north"],
            }
        )
    )
    first, second = frame.iter_rows(named=True)
    assert (first["day_from"], first["day_to"]) == (date(2014, 3, 1), date(2014, 3, 31))
    assert (first["killed_low"], first["killed_high"], first["latitude"]) == (10, 15, 32.9)
    assert first["list"] == "list"
    assert (second["day_from"], second["killed_low"], second["latitude"]) == (date(2014, 4, 5), None, None)
    assert second["perpetrators"] is None
    with pytest.raises(BadInputError, match="record_id"):
        conform_incidents(pl.DataFrame({"date": ["2014"]}))
