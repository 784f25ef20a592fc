"""Any small frame cut anywhere: what is linked later is compared with everyone it would be compared with at once."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq import matching
from tawthiq.matching.blocking import find_candidates
from tawthiq.matching.comparing import compare
from tawthiq.matching.encoding import encode
from tawthiq.matching.schema import SCHEMA, check
from tawthiq.matching.scoring import weigh_with

WORDS = st.sampled_from(
    ["محمد", "Mohammed", "خالد", "Khalid", "ناجي", "ابو عمر", "(أبو علي)", "عبد", "123", "بن", "Naji"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
DAYS = st.dates(date(2011, 1, 1), date(2012, 1, 1))
ROW = st.fixed_dictionaries({
    "list": st.sampled_from(["A", "B", "C"]),
    "name": NAMES,
    "name_other": st.none() | NAMES,
    "sex": st.sampled_from(["m", "f", None]),
    "age": st.none() | st.integers(0, 100).map(float),
    "birth": st.sampled_from(["1980-02-03", "1980", "1980-03-02", "1980-02", None]),
    "death_from": DAYS,
    "death_to": DAYS,
    "governorate": st.sampled_from(["حلب", "Aleppo", "Homs", None]),
    "town": st.sampled_from(["منبج", "Manbij", None]),
    "number": st.sampled_from(["12", "1-2", "13", None]),
})  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, max_size=10), st.lists(ROW, max_size=6), st.sampled_from([(), ("A",)]))
def test_what_is_linked_later_is_weighed_as_if_it_were_linked_at_once(
    old: list[dict[str, object]], new: list[dict[str, object]], clean: tuple[str, ...]
) -> None:
    rows = [{"record_id": f"r{n:02}", **row} for n, row in enumerate([*old, *new])]
    clean = clean if any(row["list"] == "A" for row in old) else ()
    frame = check(pl.DataFrame(rows, schema=SCHEMA))
    first, second = frame.head(len(old)), frame.tail(len(new))
    kept = matching.keep(first, matching.link(first, one_per_list=clean, draws=0))
    added = matching.link_new(kept, second)
    assert added.all_clusters["record_id"].equals(frame["record_id"])
    assert added.all_clusters["probability"].is_between(0, 1).all()
    data = encode(frame)
    left, right, _ = find_candidates(data, one_per_list=clean)
    levels = compare(data, left, right)
    scores = weigh_with(kept.settings.model, data, left, right, levels)
    mine = right >= len(old)
    at = np.searchsorted(frame["record_id"].to_numpy(), added.compared.ids.to_numpy())
    found = {
        (at[a], at[b]): (weight, held)
        for a, b, weight, held in zip(
            added.compared.left, added.compared.right, added.compared.weight, ~added.compared.across, strict=True
        )
    }
    assert {pair for pair in found if pair[1] >= len(old)} == set(zip(left[mine], right[mine], strict=True))
    for a, b, number in zip(left, right, scores.number, strict=True):
        weight, held = found.get((a, b), (None, False))
        if held:
            assert weight == pytest.approx(scores.weight[number], abs=1e-3)
    assert added.kept().size == frame.height
