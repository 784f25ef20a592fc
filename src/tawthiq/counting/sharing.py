"""People whose stratum nobody knows, shared out over the strata.

- A person on certain lists, of unknown stratum, is taken to be like the people on the same lists whose stratum is
  known (missing at random given the lists). Where nobody else is on just these lists, all known people speak.
- Each replicate first draws how people on the same lists divide (a Dirichlet of the known ones, and one person in
  all spread as everybody is), then shares the unknown ones out by it: proper imputation (Rubin 1987, chapter 4).
  Estimates are made on every replicate and their draws pooled.
- The stated table, which the documented numbers and the panel are of, shares them out in proportion, whole people
  by largest remainder.
- The alternative, to leave them out, takes real people away from every stratum and is never done in silence.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from tawthiq.counting.captures import CaptureTable

UNKNOWN = "unknown"
Shares = Callable[[npt.NDArray[np.float64], int], npt.NDArray[np.int64]]


def add_tables(tables: Sequence[CaptureTable]) -> CaptureTable:
    """People of several tables of the same lists in one."""
    cells: dict[tuple[int, ...], int] = {}
    for table in tables:
        for history, count in table.cells:
            cells[history] = cells.get(history, 0) + count
    return CaptureTable.from_cells(tables[0].lists, cells)


def split_unknown(table: CaptureTable) -> tuple[dict[str, CaptureTable], CaptureTable | None]:
    """The strata that are known, by name, and the table of people of none."""
    known = {name: part for name, part in table.strata if name != UNKNOWN}
    unknown = dict(table.strata).get(UNKNOWN)
    return known, unknown if unknown is not None and unknown.n_observed else None


def share_out(table: CaptureTable) -> dict[str, CaptureTable]:
    """Strata with the unknown ones shared out in proportion, whole people by largest remainder."""

    def by_remainder(weights: npt.NDArray[np.float64], people: int) -> npt.NDArray[np.int64]:
        exact = people * weights / weights.sum()
        whole: npt.NDArray[np.int64] = np.floor(exact).astype(np.int64)
        rest = np.argsort(-(exact - whole), kind="stable")[: people - int(whole.sum())]
        whole[rest] += 1
        return whole

    return _shared(table, by_remainder)


def draw_shares(table: CaptureTable, rng: np.random.Generator) -> dict[str, CaptureTable]:
    """Strata with the unknown ones shared out at random, as one replicate."""

    def drawn(weights: npt.NDArray[np.float64], people: int) -> npt.NDArray[np.int64]:
        return np.asarray(rng.multinomial(people, rng.dirichlet(weights)), dtype=np.int64)

    return _shared(table, drawn)


def _shared(table: CaptureTable, share: Shares) -> dict[str, CaptureTable]:
    known, unknown = split_unknown(table)
    names = sorted(name for name, part in known.items() if part.n_observed)
    if unknown is None or not names:
        return known
    parts = [dict(known[name].cells) for name in names]
    everybody = np.array([known[name].n_observed for name in names], dtype=np.float64)
    everybody /= everybody.sum()
    for history, people in unknown.cells:
        weights = everybody + np.array([part.get(history, 0) for part in parts], dtype=np.float64)
        for part, more in zip(parts, share(weights, people), strict=True):
            part[history] = part.get(history, 0) + int(more)
    shared = {name: CaptureTable.from_cells(table.lists, part) for name, part in zip(names, parts, strict=True)}
    return known | shared
