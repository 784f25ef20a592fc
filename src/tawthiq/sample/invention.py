"""Everything a sample is made of, in memory, before any of it is written to a folder."""

from dataclasses import dataclass

from tawthiq.sample.captures import capture
from tawthiq.sample.conflict import Conflict, load_conflict
from tawthiq.sample.interviews import Interview, hold_interviews
from tawthiq.sample.lists import Row, write_list
from tawthiq.sample.naming import load_names
from tawthiq.sample.population import Person, Population, invent_population
from tawthiq.sample.registers import Register, invent_registered, write_registers
from tawthiq.sample.reports import Report, write_reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Invention:
    """The people, what the lists caught of them, and what witnesses and reports say.

    `registered` are the people of the registers beside the lists; they are not of the population. `captured` and `rows`
    go by the key of the list, in the order of the capture histories.
    """

    seed: int
    size: int
    conflict: Conflict
    population: Population
    captured: dict[str, tuple[Person, ...]]
    rows: dict[str, list[Row]]
    interviews: tuple[Interview, ...]
    reports: tuple[Report, ...]
    registered: tuple[Person, ...]
    registers: tuple[Register, ...]


def invent(*, seed: int, size: int) -> Invention:
    """Invent a sample in which `size` people are killed; the same seed and size give the same."""
    conflict = load_conflict()
    population = invent_population(conflict, load_names(), seed=seed, size=size)
    registered = invent_registered(conflict, load_names(), seed=seed, size=size)
    captured = capture(population, conflict.lists, seed=seed)
    return Invention(
        seed=seed,
        size=size,
        conflict=conflict,
        population=population,
        captured=captured,
        rows={plan.key: write_list(plan, captured[plan.key], conflict, seed=seed) for plan in conflict.lists},
        interviews=tuple(hold_interviews(population, seed=seed)),
        reports=tuple(write_reports(population)),
        registered=registered,
        registers=write_registers(registered, conflict, seed=seed),
    )
