"""What holds for every table: order means nothing, nobody is estimated away, rows add up to totals."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.disputes import DECIDED_BY, TREATMENTS, Disputes
from tawthiq.counting.documented import count_persons, persons_in_cell
from tawthiq.counting.estimate import estimate
from tawthiq.counting.estimators.dga import estimate_dga
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.estimators.nhoi import estimate_nhoi
from tawthiq.counting.partitions import DATE_RULES, PARTITIONS, DateRule, Period
from tawthiq.counting.persons_frame import REQUIRED, VERIFICATION
from tawthiq.counting.placing import CountRules
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
SAID = st.none() | st.dictionaries(st.sampled_from(["civilian", "participating"]), st.integers(1, 3), min_size=1).map(
    lambda said: "|".join(f"{value}:{origins}" for value, origins in sorted(said.items()))
)
OWN = (
    Period(name="first", first=date(2011, 3, 1), last=date(2011, 12, 31)),
    Period(name="second", first=date(2012, 1, 1), last=date(2012, 6, 30)),
)
PLAIN = ("sex", "age", "age_band", "outcome", "cause", "corroboration", "verification", "civilian_status", "place_2")


@st.composite
def persons(draw: st.DrawFn) -> pl.DataFrame:
    rows = []
    for number in range(draw(st.integers(0, 12))):
        first = draw(st.none() | DAYS)
        last = draw(st.none() | st.integers(0, 400).map(lambda d, f=first: f + timedelta(days=d) if f else None))
        low = draw(st.none() | st.integers(0, 40))
        said = draw(SAID)
        voices = dict(part.split(":") for part in said.split("|")) if said else {}
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
                "civilian_status": max(voices, key=lambda value: voices[value]) if voices else None,
                "civilian_status_said": said,
                "cause": draw(st.sampled_from(["shelling", None])),
                "n_origins": draw(st.none() | st.integers(0, 5)),
                "place_2": draw(st.sampled_from(["homs", "hama", None])),
            }
        )
    return pl.DataFrame(rows, schema={**REQUIRED, "civilian_status_said": pl.String, "place_2": pl.String})


RULES = st.builds(
    CountRules,
    dates=st.builds(DateRule, name=st.sampled_from(DATE_RULES), widest_days=st.integers(1, 500)),
    disputes=st.builds(Disputes, treatment=st.sampled_from(TREATMENTS), decided_by=st.sampled_from(DECIDED_BY)),
    periods=st.just(OWN),
)
BY = st.tuples(
    st.lists(st.sampled_from(PARTITIONS), max_size=1), st.lists(st.sampled_from(PLAIN), unique=True, max_size=2)
).map(lambda given: tuple(given[0] + given[1]))


@settings(max_examples=150, deadline=None)
@given(frame=persons(), by=BY, rules=RULES)
def test_rows_add_up_to_the_totals_under_every_partition(
    frame: pl.DataFrame, by: tuple[str, ...], rules: CountRules
) -> None:
    table = count_persons(frame, by=by, rules=rules)
    kept = frame.filter(pl.col("verification") != "discounted")
    assert sum(row.verified for row in table.rows) == table.verified == (kept["verification"] == "verified").sum()
    assert sum(row.reported for row in table.rows) == table.reported == kept.height
    assert len({row.keys for row in table.rows}) == len(table.rows)
    for row in table.rows:
        assert 0 <= row.verified <= row.reported
        assert row.verified_range[0] <= row.verified <= row.verified_range[1]
        assert row.reported_range[0] <= row.reported <= row.reported_range[1]


@settings(max_examples=60, deadline=None)
@given(frame=persons(), by=BY, rules=RULES, data=st.data())
def test_the_order_of_persons_changes_nothing(
    frame: pl.DataFrame, by: tuple[str, ...], rules: CountRules, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(frame.height)))
    turned = frame[list(order)] if order else frame
    assert count_persons(turned, by=by, rules=rules) == count_persons(frame, by=by, rules=rules)


@settings(max_examples=60, deadline=None)
@given(frame=persons(), by=BY, rules=RULES)
def test_every_cell_opens_to_exactly_its_persons(frame: pl.DataFrame, by: tuple[str, ...], rules: CountRules) -> None:
    for row in count_persons(frame, by=by, rules=rules).rows:
        keys = dict(zip(by, row.keys, strict=True))
        behind = persons_in_cell(frame, by=by, keys=keys, rules=rules)
        assert abs(behind["share"].sum() - float(row.reported)) < 1e-9
        verified = persons_in_cell(frame, by=by, keys=keys, rules=rules, counted="verified")
        assert abs(verified["share"].sum() - float(row.verified)) < 1e-9
        assert persons_in_cell(frame, by=by, keys=keys, rules=rules, counted="possible").height == row.reported_range[1]
