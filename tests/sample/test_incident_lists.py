"""Lists of invented incidents: repeatable, with the truth beside them, and with several incidents a day in one town."""

from __future__ import annotations

import polars as pl
import pytest

from tawthiq.sample.incident_lists import incident_lists


def test_the_same_seed_gives_the_same_lists_and_another_seed_others() -> None:
    one, other = incident_lists(120, seed=4), incident_lists(120, seed=4)
    assert one[0].equals(other[0])
    assert one[1].equals(other[1])
    assert not one[0].equals(incident_lists(120, seed=5)[0])


def test_every_record_has_its_truth_and_the_lists_are_dirty() -> None:
    records, truth = incident_lists(600, seed=4)
    assert records["record_id"].to_list() == truth["record_id"].to_list()
    assert records["record_id"].is_unique().all()
    both = records.join(truth, on="record_id").filter(pl.col("day_from").is_not_null())
    days = both.group_by("entity_id").agg(pl.col("day_from").n_unique())
    assert 0.05 < (days["day_from"] > 1).mean() < 0.4  # type: ignore[operator]
    beside = both.group_by("list", "town", "day_from").agg(pl.col("entity_id").n_unique())
    assert (beside["entity_id"] > 1).sum() > 20
    assert (records["killed_low"] <= records["killed_high"]).all()
    assert records.filter(pl.col("town").is_null() & pl.col("governorate").is_null()).is_empty()


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        incident_lists(-1, seed=1)
