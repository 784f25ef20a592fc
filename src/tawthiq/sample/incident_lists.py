"""Lists of invented incidents with known truth: what several sources say of the same shellings, strikes and raids.

The rules: places are hit again and again, so an incident often has others beside it on the same day in the same
town, and more on the days around; these are told apart by where in the town, by their numbers and their victims.
Each list has a hand of its own (``incident_sites.yaml``): which incidents it hears of (the larger, the sooner), what it
leaves out, how its day, place and numbers go wrong.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tawthiq.sample.chance import Weighted, happens, open_stream, squash
from tawthiq.sample.conflict import load_conflict, load_yaml
from tawthiq.sample.geography import Place, places, towns_of
from tawthiq.sample.naming import FullName, load_names

if TYPE_CHECKING:
    import polars as pl

_FIRST_DAY = dt.date(2012, 2, 1)
_DAYS = 540
_NUMBERS = ("killed", "injured", "detained", "displaced")
_LONE = 0.6
"""Share of incidents that begin no series on the same day in the same town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One invented incident as it truly was."""

    incident_id: str
    day: dt.date
    town: Place
    site: dict[str, str]
    point: tuple[float, float]
    kind: str
    perpetrator: str
    numbers: dict[str, int]
    victims: tuple[FullName, ...]


def incident_lists(n: int, *, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the records of four lists about `n` incidents, and the truth (record_id, entity_id).

    The records have the columns that linking incidents works on. The same `n` and `seed` give the same frames.
    Refuses a negative `n` (ValueError).
    """
    import polars as pl

    if n < 0:
        msg = "there is no negative number of incidents"
        raise ValueError(msg)
    world = load_yaml("incident_sites.yaml")
    happenings = _let_happen(open_stream(seed, "incident lists: truth"), world, n)
    rows: list[dict[str, Any]] = []
    truth: list[dict[str, str]] = []
    for name, hand in world["lists"].items():
        stream = open_stream(seed, f"incident lists: {name}")
        for one in happenings:
            size = one.numbers["killed"] + 0.2 * one.numbers["injured"]
            if not happens(stream, squash(_logit(hand["coverage"]) + 0.25 * (min(size, 20) - 3))):
                continue
            for _ in range(2 if happens(stream, hand["again"]) else 1):
                record_id = f"{name}-{len(rows):06d}"
                rows.append({"record_id": record_id, "list": name, **_Writer(stream, world, hand).write(one)})
                truth.append({"record_id": record_id, "entity_id": one.incident_id})
    kinds: dict[str, Any] = dict.fromkeys(_COLUMNS, pl.String)
    kinds |= {"day_from": pl.Date, "day_to": pl.Date, "latitude": pl.Float64, "longitude": pl.Float64}
    kinds |= {f"{number}_{end}": pl.Int64 for number in _NUMBERS for end in ("low", "high")}
    return pl.DataFrame(rows, schema=kinds), pl.DataFrame(
        truth, schema={"record_id": pl.String, "entity_id": pl.String}
    )


_COLUMNS = (
    "record_id", "list", "day_from", "day_to", "governorate", "town", "governorate_id", "town_id", "latitude",
    "longitude", "kind", "weapon", "perpetrators", "killed_low", "killed_high", "injured_low", "injured_high",
    "detained_low", "detained_high", "displaced_low", "displaced_high", "title", "victims",
)  # fmt: skip


def _logit(share: float) -> float:
    import math

    return math.log(share / (1 - share))


def _let_happen(stream: random.Random, world: dict[str, Any], n: int) -> list[Happening]:
    """Draw incidents in series: some towns far oftener, several on one day, the next days again."""
    governorates = load_conflict().governorates
    towns = [town for governorate in governorates for town in towns_of(governorate)]
    where = Weighted(towns, [1 / (1 + place % 25) for place in stream.sample(range(len(towns)), len(towns))])
    kinds = Weighted(list(world["kinds"]), [kind["weight"] for kind in world["kinds"].values()])
    who = Weighted(list(world["perpetrators"]), list(world["perpetrators"].values()))
    found: list[Happening] = []
    while len(found) < n:
        town, kind, perpetrator = where.draw(stream), kinds.draw(stream), who.draw(stream)
        day = _FIRST_DAY + dt.timedelta(days=stream.randrange(_DAYS))
        series = 1 if happens(stream, _LONE) else stream.randint(2, 5)
        sites = stream.sample(world["named"] + world["buildings"], series)
        for site in sites[: n - len(found)]:
            again = dt.timedelta(days=0 if happens(stream, 0.7) else stream.randint(1, 3))
            changed = happens(stream, 0.2)
            found.append(
                _happening(
                    stream,
                    number=len(found),
                    day=day + again,
                    town=town,
                    site=site,
                    kind=kinds.draw(stream) if changed else kind,
                    perpetrator=who.draw(stream) if happens(stream, 0.1) else perpetrator,
                )
            )
    return found


def _happening(
    stream: random.Random, *, number: int, day: dt.date, town: Place, site: dict[str, str], kind: str, perpetrator: str
) -> Happening:
    killed = int(stream.paretovariate(1.1)) - (1 if happens(stream, 0.4) else 0)
    numbers = {
        "killed": min(killed, 150) if kind not in ("sniper", "displacement") else min(killed, 2),
        "injured": int(killed * stream.uniform(0, 4)) + stream.randrange(3),
        "detained": stream.randint(1, 40) if kind == "raid" else 0,
        "displaced": stream.randint(2, 80) * 25 if kind == "displacement" else 0,
    }
    names = load_names()
    people = [names.draw_name(stream, sex=stream.choice(("male", "male", "female"))) for _ in range(numbers["killed"])]
    return Happening(
        incident_id=f"i{number:06d}",
        day=day,
        town=town,
        site=site,
        point=(town.lat + stream.gauss(0, 0.012), town.lon + stream.gauss(0, 0.012)),
        kind=kind,
        perpetrator=perpetrator,
        numbers=numbers,
        victims=tuple(people[:40]),
    )


class _Writer:
    """Writes one record of an incident in the hand of a list."""

    def __init__(self, stream: random.Random, world: dict[str, Any], hand: dict[str, Any]) -> None:
        self.stream = stream
        self.world = world
        self.hand = hand
        self.language = "ar" if hand["arabic"] else "en"

    def write(self, one: Happening) -> dict[str, Any]:
        day_from, day_to = self._day(one.day)
        kind = self._kind(one.kind)
        row = {
            "day_from": day_from,
            "day_to": day_to,
            **self._place(one),
            "kind": kind,
            "weapon": self.world["kinds"][kind]["weapon"] if kind and happens(self.stream, 0.7) else None,
            "perpetrators": self._perpetrator(one.perpetrator),
            "title": self._title(one),
            "victims": self._victims(one),
        }
        for name in _NUMBERS:
            row[f"{name}_low"], row[f"{name}_high"] = self._number(name, one.numbers[name])
        return row

    def _day(self, day: dt.date) -> tuple[dt.date | None, dt.date | None]:
        if happens(self.stream, 0.01):
            return None, None
        if happens(self.stream, self.hand["month"]):
            first = day.replace(day=1)
            return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        if happens(self.stream, self.hand["swap"]) and day.day <= 12:
            day = day.replace(month=day.day, day=day.month)
        elif happens(self.stream, self.hand["other_day"]):
            day += dt.timedelta(days=self.stream.choice((1, 1, 1, -1, 2)))
        return day, day

    def _place(self, one: Happening) -> dict[str, Any]:
        town: Place | None = one.town
        governorate = places()[one.town.parent]
        if happens(self.stream, self.hand["beside"]):
            around = [t for t in towns_of(governorate.place_id) if t is not one.town]
            town = min(around, key=lambda t: (t.lat - one.town.lat) ** 2 + (t.lon - one.town.lon) ** 2, default=town)
        elif happens(self.stream, self.hand["wide"]):
            town = None
        is_resolved = happens(self.stream, 0.85)
        point: tuple[float | None, float | None] = (None, None)
        if town is not None and self.hand["points"] == "middle":
            point = (town.lat, town.lon)
        elif town is one.town and self.hand["points"] == "near" and happens(self.stream, 0.6):
            point = (one.point[0] + self.stream.gauss(0, 0.004), one.point[1] + self.stream.gauss(0, 0.004))
        spelt = governorate.spellings(arabic=self.hand["arabic"])
        return {
            "governorate": spelt[0],
            "governorate_id": governorate.place_id if is_resolved else None,
            "town": self.stream.choice(town.spellings(arabic=self.hand["arabic"])) if town else None,
            "town_id": town.place_id if town and is_resolved else None,
            "latitude": point[0],
            "longitude": point[1],
        }

    def _kind(self, kind: str) -> str | None:
        if happens(self.stream, 0.08):
            return None
        if happens(self.stream, 0.12):
            return str(self.world["kinds"][kind]["near"])
        return self.stream.choice(list(self.world["kinds"])) if happens(self.stream, 0.02) else kind

    def _perpetrator(self, kind: str) -> str | None:
        if not happens(self.stream, self.hand["actor"]):
            return None
        if happens(self.stream, 0.08):
            return str(self.stream.choice(list(self.world["perpetrators"])))
        other = self.stream.choice(list(self.world["perpetrators"]))
        return f"{kind}; {other}" if happens(self.stream, 0.08) else kind

    def _title(self, one: Happening) -> str | None:
        if not happens(self.stream, self.hand["titles"]):
            return None
        words = [self.world["kinds"][one.kind][self.language]]
        if happens(self.stream, 0.7):
            words.append(one.site[self.language])
        words.append(one.town.spellings(arabic=self.hand["arabic"])[0])
        return " ".join(words)

    def _victims(self, one: Happening) -> str | None:
        if not one.victims or not happens(self.stream, self.hand["names"]):
            return None
        some = self.stream.sample(one.victims, self.stream.randint(1, min(len(one.victims), 6)))
        return "; ".join(name.arabic() if self.hand["arabic"] else name.latin() for name in some)

    def _number(self, name: str, true: int) -> tuple[int | None, int | None]:
        if happens(self.stream, 0.08 if name == "killed" else 0.45 if true else 0.9):
            return None, None
        told = true
        if happens(self.stream, self.hand["early"]):
            told = int(true * self.stream.uniform(0.3, 0.8))
        elif happens(self.stream, self.hand["rough"]) and true:
            told = max(0, true + self.stream.choice((-1, 1)) * max(1, round(true * self.stream.uniform(0, 0.2))))
        if name == "displaced" or (told >= 20 and happens(self.stream, 0.3)):
            told = round(told, -1)
        if happens(self.stream, self.hand["range"]) and told:
            return told, told + max(1, round(told * self.stream.uniform(0.1, 0.5)))
        return told, told
