"""Score every estimator, and the default with its refusals, on populations whose size is known.

    python3 run.py benchmark coverage [--seed 7] [--each 6] [--tables FOLDER]

Populations are drawn here: people who differ (classes, a continuous trait), lists that depend on each other
(referral, lists for different communities), sparse lists, and lists linked with errors. With --tables, the lists
of every table in a folder are asked for each other too: the people on one list are a population of known size to
the other lists (internal consistency). The people documented in a table are themselves taken for a
whole population, as visible as their number of real lists says, and new lists are drawn of them, on which the
visible come more easily (visibility). And tables of a population that somebody has counted are asked for it (known).

Keeping every mark of a real table with a chance of its list, and asking for the documented, would not do: a list
thinned at random says as much about the people who were on none as the whole list did, so the documented would
not be the right answer.

Printed for each: share of ranges that hold the truth, middle relative error, middle ratio of the ends, and the
interval score on log N (log of the ratio, plus 40 times the overshoot of the truth beyond either end).
"""

import argparse
import csv
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tawthiq.counting.capture_files import read_capture_csv
from tawthiq.counting.captures import MOST_LISTS, CaptureTable
from tawthiq.counting.estimate import estimate
from tawthiq.counting.refusing import reasons_before
from tawthiq.counting.runs import Budget
from tawthiq.terms.estimates import Estimate

if __name__ != "__main__":
    # numba asks for the package of this name when a script beside this one runs, and does without it.
    raise ImportError("benchmarks/coverage.py is a script")

Marks = np.ndarray
LEAST_SHARED = 5
MOST_PEOPLE = 12_000
REDRAWN = 3


@dataclass(frozen=True)
class Said:
    method: str
    truth: int
    median: float
    lower: float
    upper: float


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--each", type=int, default=6)
    asked.add_argument("--tables", type=Path)
    given = asked.parse_args()
    started = time.process_time()
    print(f"simulated, seed {given.seed}, {given.each} of each kind")
    tell(list(simulated(given.seed, given.each)), seed=given.seed)
    if given.tables:
        print("\ninternal consistency")
        tell(list(asked_for_each_other(given.tables)), seed=given.seed)
        print("\nvisibility")
        tell(list(visibility(given.tables, given.seed)), seed=given.seed)
        print("\nknown")
        tell(list(known(given.tables)), seed=given.seed)
    print(f"\n{time.process_time() - started:.0f} CPU s")


def tell(populations: list[tuple[str, int, CaptureTable]], *, seed: int) -> None:
    said: list[Said] = []
    refused: dict[str, int] = {}
    worst = 0.0
    for kind, truth, table in populations:
        found = estimate(table, seed=seed, budget=Budget(checks=False))
        rows = [(row.method, row.median, row.interval) for row in found.panel]
        if isinstance(found, Estimate):
            rows += [("DEFAULT", found.median, found.interval), (f"DEFAULT {kind}", found.median, found.interval)]
            worst = max(worst, found.diagnostics["r_hat"])
        else:
            refused[kind] = refused.get(kind, 0) + 1
        said += [Said(m, truth, mid, iv.lower, iv.upper) for m, mid, iv in rows if mid is not None and iv]
    print(f"{'':24}{'tables':>7}{'holds':>8}{'error':>8}{'ratio':>8}{'score':>8}")
    for method in dict.fromkeys(s.method for s in said):
        show(method, [s for s in said if s.method == method])
    print(f"{len(populations)} tables, refused: {refused or 'none'}; largest R-hat of an estimate {worst:.3f}")


def show(method: str, said: list[Said]) -> None:
    truth, middle, lower, upper = (
        np.array([getattr(s, f) for s in said]) for f in ("truth", "median", "lower", "upper")
    )
    beyond = np.maximum(np.log(lower / truth), 0) + np.maximum(np.log(truth / upper), 0)
    score = np.log(upper / lower) + 40 * beyond
    holds = (beyond == 0).mean()
    error = np.median(np.abs(middle / truth - 1))
    print(f"{method:24}{len(said):7}{holds:8.3f}{error:8.3f}{np.median(upper / lower):8.2f}{score.mean():8.3f}")


def simulated(seed: int, each: int) -> Iterator[tuple[str, int, CaptureTable]]:
    for place, (kind, draw) in enumerate(KINDS.items()):
        for number in range(each):
            rng = np.random.default_rng([seed, place, number])
            while True:
                marks = draw(rng, int(rng.choice([3, 4, 5])), int(np.exp(rng.uniform(np.log(600), np.log(10_000)))))
                on = marks.sum(axis=1)
                if marks.sum(axis=0).min() >= LEAST_SHARED and (on > 1).sum() >= LEAST_SHARED:
                    break
            truth = len(marks)
            yield kind, truth, table_of(mislinked(marks, rng) if kind == "linked with errors" else marks)


def table_of(marks: Marks) -> CaptureTable:
    seen, counts = np.unique(marks[marks.any(axis=1)], axis=0, return_counts=True)
    names = [f"list {i}" for i in range(marks.shape[1])]
    return CaptureTable.from_cells(names, {tuple(map(int, h)): int(c) for h, c in zip(seen, counts, strict=True)})


def asked_for_each_other(folder: Path) -> Iterator[tuple[str, int, CaptureTable]]:
    for path in sorted(folder.glob("*_[4-9].csv")) + sorted(folder.glob("kosovo*.csv")):
        whole = read_capture_csv(path)
        for place, name in enumerate(whole.lists if len(whole.lists) <= MOST_LISTS else ()):
            inside = {h[:place] + h[place + 1 :]: c for h, c in whole.cells if h[place] and sum(h) > 1}
            others = CaptureTable.from_cells([other for other in whole.lists if other != name], inside)
            if not reasons_before(others):
                yield path.stem, whole.list_sizes[name], others


def visibility(folder: Path, seed: int) -> Iterator[tuple[str, int, CaptureTable]]:
    """New lists of the people of each real table; their spread of visibility is real, their number known."""
    for place, path in enumerate(sorted(folder.glob("*_[3-9].csv")) + sorted(folder.glob("kosovo*.csv"))):
        whole = read_capture_csv(path)
        if whole.n_observed > MOST_PEOPLE:
            continue
        for number in range(REDRAWN):
            rng = np.random.default_rng([seed, place, number])
            on = np.repeat(whole.histories.sum(axis=1), whole.counts).astype(float)
            lists = int(rng.choice([3, 4, 5]))
            odds = rng.uniform(0.3, 1.2) * np.log(on)[:, None] + np.log(rng.uniform(0.07, 0.35, lists))
            table = table_of(chances(rng, 1 / (1 + np.exp(-odds))))
            if not reasons_before(table):
                yield path.stem, whole.n_observed, table


def known(folder: Path) -> Iterator[tuple[str, int, CaptureTable]]:
    """Tables of populations that were counted otherwise, as the folder's index says."""
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index):
            if row["true_N"] and int(row["J"]) <= MOST_LISTS:
                yield row["table"], int(row["true_N"]), read_capture_csv(folder / f"{row['table']}.csv")


def chances(rng: np.random.Generator, chance: Marks) -> Marks:
    return rng.random(chance.shape) < chance


def alike(rng: np.random.Generator, lists: int, people: int) -> Marks:
    return chances(rng, np.tile(rng.uniform(0.06, 0.4, lists), (people, 1)))


def classes(rng: np.random.Generator, lists: int, people: int) -> Marks:
    kinds = int(rng.integers(2, 4))
    of = rng.choice(kinds, people, p=rng.dirichlet(np.full(kinds, 3.0)))
    ease = np.sort(rng.uniform(0.05, 0.7, kinds))
    return chances(rng, np.clip(ease[:, None] * rng.uniform(0.5, 1.5, (kinds, lists)), 0.02, 0.95)[of])


def trait(rng: np.random.Generator, lists: int, people: int) -> Marks:
    base = np.log(rng.uniform(0.07, 0.35, lists))
    odds = base + rng.normal(0, rng.uniform(0.4, 1.4), people)[:, None]
    return chances(rng, 1 / (1 + np.exp(-odds)))


def communities(rng: np.random.Generator, lists: int, people: int) -> Marks:
    mine = (np.arange(lists) % 2 == 0) == (rng.random(people) < rng.uniform(0.3, 0.7))[:, None]
    near, far = rng.uniform(0.25, 0.6, lists), rng.uniform(0.04, 0.16, lists)
    return chances(rng, np.where(mine, near, far))


def referral(rng: np.random.Generator, lists: int, people: int) -> Marks:
    marks = alike(rng, lists, people)
    teller, told = rng.choice(lists, 2, replace=False)
    marks[:, told] |= marks[:, teller] & (rng.random(people) < rng.uniform(0.1, 0.5))
    return marks


def classes_and_referral(rng: np.random.Generator, lists: int, people: int) -> Marks:
    marks = classes(rng, lists, people)
    marks[:, 1] |= marks[:, 0] & (rng.random(people) < rng.uniform(0.1, 0.4))
    return marks


def sparse(rng: np.random.Generator, lists: int, people: int) -> Marks:
    few = rng.uniform(0.02, 0.12, max(4, lists))
    often = rng.random(people) < rng.uniform(0.05, 0.2)
    return chances(rng, np.where(often[:, None], np.clip(few * rng.uniform(1, 4, few.size), 0, 0.6), few))


def mislinked(marks: Marks, rng: np.random.Generator) -> Marks:
    """One link in fifty missed: one of the lists of a person on several comes away as somebody else."""
    several = np.flatnonzero(marks.sum(axis=1) > 1)
    split = several[rng.random(several.size) < 0.02]
    away = np.zeros((split.size, marks.shape[1]), dtype=bool)
    for row, person in enumerate(split):
        away[row, rng.choice(np.flatnonzero(marks[person]))] = True
    kept = marks.copy()
    kept[split] &= ~away
    return np.concatenate([kept, away])


KINDS: dict[str, Callable[[np.random.Generator, int, int], Marks]] = {
    "alike": alike,
    "classes": classes,
    "trait": trait,
    "communities": communities,
    "referral": referral,
    "classes and referral": classes_and_referral,
    "sparse": sparse,
    "linked with errors": classes,
}


if __name__ == "__main__":
    main()
