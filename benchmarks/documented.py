"""CPU seconds for documented counts of a million invented persons, by table: printed, and never asserted.

Run it with ``python3 run.py benchmark documented [PERSONS]``.
"""

from __future__ import annotations

import argparse
import time
from datetime import date

import numpy as np
import polars as pl

from tawthiq.counting.documented import count_persons, persons_in_cell
from tawthiq.counting.partitions import DateRule
from tawthiq.counting.placing import CountRules

TABLES = (
    ("outcome",),
    ("outcome", "month"),
    ("outcome", "place_admin1"),
    ("outcome", "sex", "age"),
    ("outcome", "age_band"),
    ("outcome", "civilian_status"),
    ("outcome", "corroboration"),
    ("outcome", "death_class"),
    ("place_admin1", "week"),
    ("place_town", "month"),
)
SPREAD = (("outcome", "month"), ("day",))


def invent(persons: int, *, seed: int = 20120313) -> pl.DataFrame:
    """A frame of invented persons: a fifth known only to a month or a range, a tenth disputed."""
    rng = np.random.default_rng(seed)

    def pick(values: list[str | None], weights: list[float]) -> pl.Series:
        return pl.Series(values, dtype=pl.String)[rng.choice(len(values), persons, p=weights)]

    first = rng.integers(15000, 15546, persons)
    width = np.where(rng.random(persons) < 0.2, rng.integers(1, 60, persons), 0)
    age = rng.integers(0, 90, persons)
    return pl.DataFrame(
        {
            "person_id": np.arange(persons),
            "outcome": pick(["killed", "injured", "detained", "missing"], [0.8, 0.1, 0.06, 0.04]),
            "verification": pick(["verified", "reported", "discounted"], [0.4, 0.58, 0.02]),
            "sex": pick(["male", "female", "unknown"], [0.75, 0.2, 0.05]),
            "sex_said": pick([None, "female:1|male:1"], [0.98, 0.02]),
            "age_min": age,
            "age_max": age + np.where(rng.random(persons) < 0.3, 5, 0),
            "date_from": first,
            "date_to": first + width,
            "civilian_status": pick(["civilian", "participating", "unknown"], [0.7, 0.2, 0.1]),
            "civilian_status_said": pick([None, "civilian:2|participating:1"], [0.9, 0.1]),
            "cause": pick(["heavy_weapons", "small_arms", "unknown"], [0.6, 0.3, 0.1]),
            "perpetrator_kind": pick(["state_forces", "unknown"], [0.7, 0.3]),
            "n_origins": rng.integers(1, 5, persons),
            "place_admin1": rng.integers(1, 15, persons).astype(str),
            "place_town": rng.integers(100, 500, persons).astype(str),
        }
    ).with_columns(
        pl.col("person_id").cast(pl.String),
        pl.col("date_from", "date_to").cast(pl.Int32).cast(pl.Date),
        pl.col("age_min", "age_max", "n_origins").cast(pl.Int64),
    )


def main() -> None:
    """Print the table of times."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("persons", nargs="?", type=int, default=1_000_000)
    persons = asked.parse_args().persons
    frame = invent(persons)
    spread = CountRules(dates=DateRule(name="spread"))
    print(f"{persons:,} persons\n{'table':<32}{'CPU s':>8}{'rows':>8}")
    for by, rules in [*((by, CountRules()) for by in TABLES), *((by, spread) for by in SPREAD)]:
        begun = time.process_time()
        table = count_persons(frame, by=by, rules=rules)
        name = " x ".join(by) + (" (spread)" if rules is spread else "")
        print(f"{name:<32}{time.process_time() - begun:>8.2f}{len(table.rows):>8,}")
    begun = time.process_time()
    cell = persons_in_cell(frame, by=("outcome", "month"), keys={"outcome": "killed", "month": "2011-03"}, rules=spread)
    print(f"{'the persons of one cell':<32}{time.process_time() - begun:>8.2f}{cell.height:>8,}")
    print(f"days run from {date.fromordinal(719163 + 15000)} on")


if __name__ == "__main__":
    main()
