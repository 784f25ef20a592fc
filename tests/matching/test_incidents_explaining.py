"""Why two incident records are taken for the same: weights by field that sum to the weight of the pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.matching.incidents import link_incidents
from tawthiq.matching.incidents.explaining import explain_incident_pair, state_of
from tawthiq.matching.incidents.levels import FIELDS
from tawthiq.matching.incidents.portrait import portray_incident
from tawthiq.sample.incident_lists import incident_lists


def test_weights_sum_to_the_weight_of_the_pair() -> None:
    result = link_incidents(incident_lists(200, seed=8)[0])
    model = result.report["model"]
    for row in result.pairs.head(40).iter_rows(named=True):
        evidence = explain_incident_pair(row, model=model)
        assert [e.field for e in evidence] == [*FIELDS, "together"]
        assert sum(e.weight for e in evidence) == pytest.approx(row["weight"], abs=0.02)


@given(st.fixed_dictionaries({field: st.sampled_from(levels) for field, levels in FIELDS.items()}))
def test_missing_weighs_nothing_and_every_level_has_a_state(levels: dict[str, str]) -> None:
    for evidence in explain_incident_pair(levels)[:-1]:
        assert evidence.state in {"same", "close", "different", "missing"}
        assert (evidence.state == "missing") == (levels[evidence.field] == "missing")
        if evidence.state == "missing":
            assert evidence.weight == 0.0


def test_before_any_data_agreement_speaks_for_and_contradiction_against() -> None:
    agree = {e.field: e.weight for e in explain_incident_pair({"killed": "equal_large", "victims": "several_shared"})}
    differ = {e.field: e.weight for e in explain_incident_pair({"killed": "contradict", "words": "other_words"})}
    assert agree["killed"] > 2
    assert agree["victims"] > 4
    assert differ["killed"] < -1
    assert differ["words"] < -1
    assert state_of("near_small") == "close"


def row(number: int, **said: object) -> dict[str, object]:
    empty = {"title": "", "kind": "unknown", "event_start": None, "event_end": None, "event_precision": "unknown"}
    return {**empty, "place_id": None, "source_id": f"s{number}", "origin_id": f"o{number}", **said}


def test_the_value_of_most_origins_is_reported_and_the_more_precise_place() -> None:
    wide, town = 1, 2
    rows = [
        row(1, title="", kind="shelling", place_id=wide),
        row(2, title="Market hit", kind="air_strike", place_id=town),
        row(3, title="Strike", kind="air_strike", origin_id="o2"),
        row(4, kind="shelling"),
    ]
    portrait = portray_incident(rows, ancestors={town: (wide,), wide: ()})
    assert (portrait.title, portrait.kind, portrait.place_id) == ("Market hit", "shelling", town)
    assert (portrait.source_count, portrait.origin_count) == (4, 3)
    nothing = portray_incident([row(1)], ancestors={})
    assert (nothing.kind, nothing.event_start, nothing.place_id) == ("unknown", None, None)
