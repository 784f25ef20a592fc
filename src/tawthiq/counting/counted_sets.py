"""What is counted: persons or violations, all of them or those that a ready table is about; and the ready tables.

Sets, each made from the frame of persons and the frame of incidents alone:

- ``persons`` and ``violations``: everybody, by victim or by violation.
- ``deaths``: the killed, for indicator 16.1.2.
- ``displaced``: persons known by name as displaced, as `tawthiq.counting.displaced` places them.
- ``children`` and ``grave_violations``: for the monitoring and reporting mechanism, by victim and by violation.

The ready tables of **indicator 16.1.2** divide documented deaths into direct, indirect and other ones, by year, sex,
age, status and cause. Its numerator are verified direct deaths and, apart from them, indirect ones; what the documented
numbers miss is estimated elsewhere and added on top, never mixed in. The rate is per 100,000 of a stated population.

The ready tables of the **monitoring and reporting mechanism** divide grave violations by quarter and by whether they
were verified in that quarter, late, or not yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from tawthiq.counting.displaced import displaced_of
from tawthiq.counting.documented import CountTable, count_persons, persons_in_cell
from tawthiq.counting.placing import CountRules
from tawthiq.counting.violations import children_of, grave_violations_of, refuse_of_victims, violations_of
from tawthiq.terms.errors import BadInputError

SETS: Final = ("persons", "violations", "deaths", "displaced", "children", "grave_violations")
UNITS: Final = {"violations": "violations", "grave_violations": "violations"}
SDG_TABLES: Final = (
    ("deaths", ("death_class",)),
    ("deaths", ("year", "death_class")),
    ("deaths", ("sex", "death_class")),
    ("deaths", ("age", "death_class")),
    ("deaths", ("civilian_status", "death_class")),
    ("deaths", ("cause", "death_class")),
)
MRM_TABLES: Final = (
    ("children", ("grave_violation", "quarter", "timeliness")),
    ("grave_violations", ("grave_violation", "quarter", "timeliness")),
)
_PER: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Deaths of one year and class per 100,000 of the stated population; `deaths` are the verified ones."""

    year: str
    death_class: str
    deaths: float
    population: int
    per_100_000: float


def set_of(name: str, persons: pl.DataFrame, incidents: pl.DataFrame) -> pl.DataFrame:
    """The frame that a set of this name counts; refuses (BadInputError) a name that is not one."""
    makers = {
        "persons": lambda: persons,
        "violations": lambda: violations_of(persons, incidents),
        "deaths": lambda: persons.filter(pl.col("outcome") == "killed"),
        "displaced": lambda: displaced_of(persons, incidents),
        "children": lambda: children_of(persons),
        "grave_violations": lambda: grave_violations_of(persons, incidents),
    }
    if name not in makers:
        raise BadInputError("counting.no_set", f"Nothing called {name} is counted.", f"Use one of {', '.join(SETS)}.")
    return makers[name]()


def count_set(
    name: str, persons: pl.DataFrame, incidents: pl.DataFrame, *, by: Sequence[str], rules: CountRules
) -> CountTable:
    """Count a set by some dimensions; refuses to count violations by what only a victim has."""
    if name in UNITS:
        refuse_of_victims(tuple(by))
    return count_persons(set_of(name, persons, incidents), by=by, rules=rules)


def cell_of_set(
    name: str,
    persons: pl.DataFrame,
    incidents: pl.DataFrame,
    *,
    by: Sequence[str],
    keys: dict[str, str],
    rules: CountRules,
    counted: str = "reported",
) -> pl.DataFrame:
    """The persons behind a cell; of a violation, its victims, each with the share of the violation.

    Returns ``person_id``, ``outcome`` and ``share``, and ``violation_id`` where violations are counted. An attack
    without named victims has a line with no person.
    """
    found = persons_in_cell(set_of(name, persons, incidents), by=by, keys=keys, rules=rules, counted=counted)
    if name not in UNITS:
        return found
    victims = set_of("children", persons, incidents) if name == "grave_violations" else persons
    named = victims.filter(pl.col("verification") != "discounted").select(
        pl.coalesce("incident_id", "person_id").alias("violation_id")
        if "incident_id" in victims.columns
        else pl.col("person_id").alias("violation_id"),
        "outcome",
        pl.col("person_id").alias("victim_id"),
    )
    return (
        found.rename({"person_id": "violation_id"})
        .join(named, on=["violation_id", "outcome"], how="left", maintain_order="left")
        .select(pl.col("victim_id").alias("person_id"), "outcome", "share", "violation_id")
    )


def rates_of(table: CountTable, *, population: int) -> tuple[Rate, ...]:
    """Rates of the verified deaths of a table by year and class; years that are not known have none.

    Refuses (BadInputError) a population below 1 and another table.
    """
    if population < 1 or table.by != ("year", "death_class"):
        raise BadInputError(
            "counting.population", "A rate needs a population of 1 or more.", "State the population and its source."
        )
    return tuple(
        Rate(
            year=row.keys[0],
            death_class=row.keys[1],
            deaths=float(row.verified),
            population=population,
            per_100_000=float(row.verified) * _PER / population,
        )
        for row in table.rows
        if row.keys[0].isdigit()
    )
