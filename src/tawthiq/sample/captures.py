"""Who is on which list.

Each list reaches a killed person with a probability of its own that rises with the person's visibility (`tilt`) and
in the governorates the list is near to; given these, lists are independent of each other. The base of each list is
solved so that its mean probability is the planned coverage. The dependence left between lists is mild: an estimate
from the overlaps comes near the truth, which is what the sample is to show.
"""

from tawthiq.sample.chance import happens, open_stream, squash
from tawthiq.sample.conflict import ListPlan
from tawthiq.sample.population import Person, Population


def capture(population: Population, plans: tuple[ListPlan, ...], *, seed: int) -> dict[str, tuple[Person, ...]]:
    """Return, for each list by its key, the people who are on it."""
    killed = population.killed()
    return {plan.key: _capture_one(population, killed, plan, seed=seed) for plan in plans}


def _capture_one(
    population: Population, killed: tuple[Person, ...], plan: ListPlan, *, seed: int
) -> tuple[Person, ...]:
    stream = open_stream(seed, f"capture/{plan.key}")
    base = _solve_base([_lean(person, plan) for person in killed], plan.coverage)
    caught = []
    for person in population.persons:
        if person.outcome == "killed":
            probability = squash(base + _lean(person, plan))
        else:
            probability = plan.others.get(person.outcome, 0.0)
        if happens(stream, probability):
            caught.append(person)
    return tuple(caught)


def _lean(person: Person, plan: ListPlan) -> float:
    return plan.tilt * person.visibility + plan.nearer.get(person.event.governorate, 0.0)


def _solve_base(leans: list[float], coverage: float) -> float:
    """Find the base at which the mean probability is the coverage, by halving."""
    low, high = -10.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2
        mean = sum(squash(middle + lean) for lean in leans) / len(leans)
        low, high = (middle, high) if mean < coverage else (low, middle)
    return (low + high) / 2


def count_overlaps(population: Population, captured: dict[str, tuple[Person, ...]]) -> dict[str, int]:
    """Count the killed by capture history, such as ``"1010"``, one digit a list; all zeros are the unlisted."""
    members = [{person.person_id for person in people} for people in captured.values()]
    counts: dict[str, int] = {}
    for person in population.killed():
        history = "".join("1" if person.person_id in on_list else "0" for on_list in members)
        counts[history] = counts.get(history, 0) + 1
    return dict(sorted(counts.items(), reverse=True))
