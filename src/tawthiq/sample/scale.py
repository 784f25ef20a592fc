"""Lists of any length for measuring: rows like the committee's, drawn in columns at once.

Relatives stand together as they do in the sample: about a third of the rows belong to households whose members share
father, grandfather, family, place and day. No truth is kept: this is for speed, not for accuracy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tawthiq.sample.conflict import load_conflict
from tawthiq.sample.geography import places, towns_of
from tawthiq.sample.naming import NamePart, load_names
from tawthiq.sample.spelling import eastern

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tawthiq.sample.chance import Weighted

COLUMNS = ("external_id", "name", "name_other", "sex", "age", "birth", "death", "governorate", "town")
_HOUSEHOLD_SIZES = (1, 2, 3, 4, 5)
_HOUSEHOLD_SHARES = (0.82, 0.07, 0.05, 0.04, 0.02)


def lists_at_scale(n: int, *, seed: int) -> pl.DataFrame:
    """Return `n` rows like the committee's list, all columns text.

    Columns: external_id, name, name_other, sex, age, birth, death, governorate, town.
    Ages are in Arabic-Indic digits, dates of death day first, dates of birth ISO and half of them empty, Latin names
    in a quarter of the rows. The same `n` and `seed` give the same frame. Refuses a negative `n` (ValueError).
    """
    import numpy as np
    import polars as pl

    if n < 0:
        msg = "a list has no negative number of rows"
        raise ValueError(msg)
    rng = np.random.default_rng(seed)
    house = np.repeat(np.arange(n), rng.choice(_HOUSEHOLD_SIZES, size=n, p=_HOUSEHOLD_SHARES))[:n]
    female = rng.random(n) < 0.3
    names = load_names()
    given = np.where(female, _draw(rng, names.female, n), _draw(rng, names.male, n) + len(names.female.items))
    every_given = (*names.female.items, *names.male.items)
    shared = [_draw(rng, stock, n)[house] for stock in (names.male, names.male, names.family)]
    parts = [(every_given, given), *zip((names.male.items, names.male.items, names.family.items), shared, strict=True)]
    ages = rng.integers(0, 80, size=n)
    death = np.datetime64("2012-02-01") + rng.integers(0, 540, size=n)[house]
    birth = death - (ages * 365 + rng.integers(1, 365, size=n)).astype("timedelta64[D]")
    place_names = _place_names()
    place = rng.integers(0, len(place_names), size=n)[house]
    return pl.DataFrame(
        {
            "external_id": [f"{number:07d}" for number in range(1, n + 1)],
            "name": _join(parts, arabic=True),
            "name_other": np.where(rng.random(n) < 0.25, _join(parts, arabic=False), ""),
            "sex": np.where(female, "أنثى", "ذكر"),
            "age": [eastern(age) for age in ages.tolist()],
            "birth": np.where(rng.random(n) < 0.5, birth.astype(str), ""),
            "death": [day.strftime("%d/%m/%Y") for day in death.astype(object).tolist()],
            "governorate": [place_names[number][0] for number in place.tolist()],
            "town": [place_names[number][1] for number in place.tolist()],
        },
        schema=dict.fromkeys(COLUMNS, pl.String),
    )


def _draw(rng: np.random.Generator, stock: Weighted[NamePart], n: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Draw `n` positions in a stock of names, by weight."""
    import numpy as np

    weights = np.asarray(stock.cumulative, dtype=np.float64)
    drawn: np.ndarray[Any, np.dtype[np.int64]] = np.searchsorted(weights, rng.random(n) * weights[-1], side="right")
    return drawn


def _join(parts: list[tuple[tuple[NamePart, ...], Any]], *, arabic: bool) -> list[str]:
    written = [
        [(items[number].ar if arabic else items[number].latin[0]) for number in drawn.tolist()]
        for items, drawn in parts
    ]
    return [" ".join(words) for words in zip(*written, strict=True)]


def _place_names() -> list[tuple[str, str]]:
    """The Arabic names of each town's governorate and of the town."""
    return [
        (places()[governorate].name_ar, town.name_ar)
        for governorate in load_conflict().governorates
        for town in towns_of(governorate)
    ]
