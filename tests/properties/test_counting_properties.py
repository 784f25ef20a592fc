"""What holds for every table: order means nothing, nobody is estimated away, rows add up to totals."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.documented import DATE_RULES, DateRule, count_persons
from tawthiq.counting.estimate import estimate
from tawthiq.counting.estimators.dga import estimate_dga
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.estimators.nhoi import estimate_nhoi
from tawthiq.counting.persons_frame import REQUIRED, VERIFICATION
from tawthiq.counting.runs import Budget
from tawthiq.terms.estimates import Estimate, result_from_dict

TINY = Budget(
    lcm=LcmSettings(islands=4, particles=4, moves=1, block=4, most_turns=4, kept=200, most_steps=8),
    nhoi_draws=200,
    checks=False,
)


@st.composite
def tables(draw: st.DrawFn, *, most: int = 60) -> CaptureTable:
    lists = draw(st.integers(3, 4))
    histories = [h for h in product((0, 1), repeat=lists) if any(h)]
    counts = draw(st.lists(st.integers(0, most), min_size=len(histories), max_size=len(histories)))
    names = draw(st.permutations(["almond", "birch", "cedar", "date"]))[:lists]
    return CaptureTable.from_cells(names, dict(zip(histories, counts, strict=True)))


@settings(max_examples=25, deadline=None)
@given(table=tables(), data=st.data())
def test_the_order_of_lists_changes_nothing(table: CaptureTable, data: st.DataObject) -> None:
    order = data.draw(st.permutations(table.lists))
    turned = table.merge([[name] for name in order])
    assert estimate(turned, seed=3, budget=TINY).to_dict() == estimate(table, seed=3, budget=TINY).to_dict()


@settings(max_examples=25, deadline=None)
@given(table=tables())
def test_nobody_documented_is_estimated_away(table: CaptureTable) -> None:
    found = estimate(table, seed=3, budget=TINY)
    assert result_from_dict(found.to_dict()) == found
    answers = [row.interval for row in found.panel if row.interval]
    if isinstance(found, Estimate):
        answers.append(found.interval)
        assert found.interval.lower <= found.median <= found.interval.upper
    assert all(interval.lower >= table.n_observed for interval in answers)


@settings(max_examples=25, deadline=None)
@given(table=tables())
def test_joining_all_but_three_lists_is_the_table_of_the_joined(table: CaptureTable) -> None:
    groups = [[table.lists[0]], [table.lists[1]], list(table.lists[2:])]
    merged = table.merge(groups)
    assert merged.n_observed == table.n_observed
    if merged.n_observed:
        shared = sum(c for h, c in table.cells if h[0] and any(h[2:]))
        assert merged.overlap_matrix()[0, 2] == shared
        direct = estimate_nhoi(merged.histories, merged.counts, rng=np.random.default_rng(1), draws=300)
        assert direct.draws.min() >= merged.n_observed
        assert estimate_dga(merged.dense()).interval.lower >= merged.n_observed


DAYS = st.dates(date(2011, 1, 1), date(2013, 12, 31))


@st.composite
def persons(draw: st.DrawFn) -> pl.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        first = draw(st.none() | DAYS)
        last = draw(st.none() | st.integers(0, 400).map(lambda d, f=first: f + timedelta(days=d) if f else None))
        low = draw(st.none() | st.integers(0, 40))
        rows.append(
            {
                "person_id": str(number),
                "outcome": draw(st.sampled_from(["killed", "injured"])),
                "verification": draw(st.sampled_from(VERIFICATION)),
                "sex": draw(st.sampled_from(["man", "woman", "", None])),
                "age_min": low,
                "age_max": draw(st.none() | st.integers(low or 0, 60)),
                "date_from": first,
                "date_to": last,
                "civilian_status": None,
                "cause": draw(st.sampled_from(["shelling", None])),
                "n_origins": draw(st.none() | st.integers(0, 5)),
                "place_2": draw(st.sampled_from(["homs", "hama", None])),
            }
        )
    return pl.DataFrame(rows, schema={**REQUIRED, "place_2": pl.String})


@settings(max_examples=80, deadline=None)
@given(
    frame=persons(),
    by=st.lists(
        st.sampled_from(["month", "sex", "age", "outcome", "cause", "corroboration", "verification", "place_2"]),
        unique=True,
        max_size=3,
    ),
    rule=st.sampled_from(DATE_RULES),
    widest=st.integers(1, 500),
)
def test_rows_add_up_to_the_totals(frame: pl.DataFrame, by: list[str], rule: str, widest: int) -> None:
    table = count_persons(frame, by=by, dates=DateRule(name=rule, widest_days=widest))
    assert sum(row.verified for row in table.rows) == table.verified
    assert sum(row.reported for row in table.rows) == table.reported
    assert all(0 <= row.verified <= row.reported for row in table.rows)
    assert len({row.keys for row in table.rows}) == len(table.rows)
