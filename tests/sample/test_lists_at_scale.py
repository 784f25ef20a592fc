import polars as pl
import pytest

from tawthiq.sample import lists_at_scale
from tawthiq.sample.scale import COLUMNS


def test_columns_are_text_and_ids_unique() -> None:
    frame = lists_at_scale(3000, seed=1)
    assert frame.height == 3000
    assert frame.schema == dict.fromkeys(COLUMNS, pl.String)
    assert frame["external_id"].n_unique() == 3000
    required = frame.drop("name_other", "birth")
    assert not required.select(pl.all().eq("").any()).row(0).count(True)
    assert required.null_count().sum_horizontal().item() == 0


def test_same_seed_same_frame() -> None:
    assert lists_at_scale(500, seed=3).equals(lists_at_scale(500, seed=3))
    assert not lists_at_scale(500, seed=3).equals(lists_at_scale(500, seed=4))


def test_some_rows_are_relatives_and_some_have_other_fields() -> None:
    frame = lists_at_scale(3000, seed=1)
    houses = frame.with_columns(pl.col("name").str.split(" ").list.tail(3).list.join(" ").alias("kin"))
    assert houses.group_by("kin", "town", "death").len().filter(pl.col("len") > 1)["len"].sum() > 600
    assert 0.4 < (frame["birth"] != "").mean() < 0.6
    assert frame["age"].str.contains("^[٠-٩]+$").all()
    assert frame["death"].str.contains(r"^\d{2}/\d{2}/\d{4}$").all()


def test_no_rows_and_a_negative_number() -> None:
    assert lists_at_scale(0, seed=1).height == 0
    with pytest.raises(ValueError, match="negative"):
        lists_at_scale(-1, seed=1)
