"""Linking takes any small frame in shape, loses no record and does not mind the order of rows."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq import matching
from tawthiq.matching.schema import SCHEMA

WORDS = st.sampled_from(
    ["محمد", "Mohammed", "خالد", "Khalid", "ناجي", "ابو عمر", "(أبو علي)", "عبد", "123", "بن", "Naji"]
)
NAMES = st.none() | st.lists(WORDS, max_size=6).map(" ".join)
DAYS = st.none() | st.dates(date(2011, 1, 1), date(2020, 1, 1))
ROW = st.fixed_dictionaries({
    "list": st.sampled_from(["A", "B"]),
    "name": NAMES,
    "name_other": NAMES,
    "sex": st.sampled_from(["m", "f", None]),
    "age": st.none() | st.integers(0, 100).map(float),
    "birth": st.sampled_from(["1980-02-03", "1980", "1980-03-02", "1980-02", None]),
    "death_from": DAYS,
    "death_to": DAYS,
    "governorate": st.sampled_from(["حلب", "Aleppo", "Homs", None]),
    "governorate_id": st.sampled_from(["1", None]),
    "town": st.sampled_from(["منبج", "Manbij", None]),
})  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, max_size=12), st.randoms())
def test_any_small_frame_is_linked(rows: list[dict[str, object]], shuffle: object) -> None:
    rows = [{"record_id": f"r{n}", **row} for n, row in enumerate(rows)]
    if rows and not any(str(r[field] or "").strip() for r in rows for field in ("name", "name_other")):
        rows[0]["name"] = "Ali"
    result = matching.link(pl.DataFrame(rows, schema_overrides=SCHEMA, schema=None if rows else SCHEMA))
    assert sorted(result.clusters["record_id"]) == sorted(str(r["record_id"]) for r in rows)
    assert result.clusters["probability"].is_between(0, 1).all()
    shuffle.shuffle(rows)  # type: ignore[attr-defined]
    again = matching.link(pl.DataFrame(rows, schema_overrides=SCHEMA, schema=None if rows else SCHEMA))
    assert again.clusters.equals(result.clusters)
    assert again.pairs.equals(result.pairs)
