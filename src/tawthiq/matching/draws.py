"""Clusterings drawn by `drawing`, kept as the records that move, and what can be read from them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.believing import Calibration
from tawthiq.terms.errors import BadInputError

Ints = NDArray[np.int32]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Draws:
    """Clusterings drawn from what the linking knows; see `draw_clusterings`.

    Args:
        roots: the clustering that was stated: for each record the smallest record of its cluster.
        moved: for each draw the records whose root is another one, and that root.
        missed: for each draw the persons cut in two because their records were never compared.
        expected_matches: what the probabilities of the compared pairs add up to.
        stated_matches: compared pairs inside the clusters of ``roots``.
        missed_share: the share of merges believed missed.
        exposure: for each record how likely it is, against the others, to be the one that was missed.
        shift: how far the threshold would have to move (natural log odds) to keep the sum of the probabilities.
        calibration: how the log odds were believed to be wrong.
        level: of the intervals.
        seed: of the draws.
    """

    roots: Ints
    moved: tuple[tuple[Ints, Ints], ...]
    missed: tuple[int, ...]
    expected_matches: float
    stated_matches: int
    missed_share: float
    exposure: Floats
    shift: float
    calibration: Calibration
    level: float
    seed: int

    def clustering(self, draw: int) -> Ints:
        """Roots of all records in one draw; without the persons that were never compared (``missed``)."""
        out = self.roots.copy()
        records, roots = self.moved[draw]
        out[records] = roots
        return out

    @cached_property
    def persons(self) -> Counts:
        """Number of persons in each draw."""
        here = np.arange(len(self.roots), dtype=np.int32)
        found = [int((self.clustering(d) == here).sum()) for d in range(len(self.moved))]
        return np.array(found, dtype=np.int64) - np.array(self.missed, dtype=np.int64)

    @property
    def stated_persons(self) -> int:
        """Number of clusters of the stated clustering."""
        return int((self.roots == np.arange(len(self.roots))).sum())

    def interval(self, values: NDArray[Any] | None = None) -> tuple[float, float, float]:
        """Lower end, middle and upper end of the values of the draws, of persons when not given."""
        values = self.persons if values is None else values
        tail = (1 - self.level) / 2
        low, middle, high = np.quantile(values, [tail, 0.5, 1 - tail], method="median_unbiased")
        return float(low), float(middle), float(high)

    def capture_tables(self, list_code: Ints, lists: int) -> tuple[NDArray[np.int8], Counts]:
        """How many persons are on exactly which lists, in every draw.

        Persons cut in two are joined here: a record of a person chosen at random is taken for the one that
        was not found.

        Args:
            list_code: list of each record, from 0; -1 for a record that is to be left out.
            lists: number of lists, 62 at most.

        Returns:
            Histories (one row each, a column of 0 or 1 a list), and counts (one row a draw, a column a history).
        """
        if lists > 62:
            raise BadInputError(
                "matching.too_many_lists",
                f"A table of {lists} lists cannot be drawn.",
                "Join lists that belong together; 62 are the most.",
            )
        bits = np.where(list_code >= 0, np.int64(1) << np.maximum(list_code, 0).astype(np.int64), 0)
        tables = [self._table(draw, bits) for draw in range(len(self.moved))]
        codes = sorted({code for table in tables for code, count in table.items() if count and code})
        counts = np.array([[table.get(code, 0) for code in codes] for table in tables], dtype=np.int64)
        histories = (np.array(codes, dtype=np.int64)[:, None] >> np.arange(lists)) & 1
        return histories.astype(np.int8).reshape(len(codes), lists), counts.reshape(len(tables), len(codes))

    def _table(self, draw: int, bits: Counts) -> dict[int, int]:
        roots = self.clustering(draw)
        held = np.zeros(len(roots), dtype=np.int64)
        np.bitwise_or.at(held, roots, bits)
        codes, counts = np.unique(held[roots == np.arange(len(roots))], return_counts=True)
        table = dict(zip(codes.tolist(), counts.tolist(), strict=True))
        if self.missed[draw]:
            self._join_missed(table, draw, roots, bits)
        return table

    def _chance(self, random: np.random.Generator) -> Floats:
        """How likely each record is to be the one missed, where the shares of the lists are not known well."""
        _, kind = np.unique(self.exposure, return_inverse=True)
        out: Floats = self.exposure * np.exp(0.5 * random.standard_normal(kind.max(initial=0) + 1))[kind]
        return out

    def _join_missed(self, table: dict[int, int], draw: int, roots: Ints, bits: Counts) -> None:
        """Move persons in the table as if linked records, chosen at random, had been left alone till now."""
        order = np.argsort(roots, kind="stable")
        ordered = roots[order]
        linked = np.flatnonzero(np.bincount(roots, minlength=len(roots))[roots] > 1)
        random = np.random.default_rng([self.seed, draw, 2])
        chance = self._chance(random)[linked]
        for record in random.choice(linked, size=self.missed[draw], p=chance / chance.sum()).tolist():
            first, last = np.searchsorted(ordered, [roots[record], roots[record] + 1])
            members = order[first:last]
            alone = int(bits[record])
            rest = int(np.bitwise_or.reduce(bits[members[members != record]]))
            if alone and rest and table.get(alone, 0) > (alone == rest) and table.get(rest, 0) > 0:
                table[alone] -= 1
                table[rest] -= 1
                table[alone | rest] = table.get(alone | rest, 0) + 1

    def explain(self) -> str:
        """Say in English how many persons there are and how sure that is."""
        low, middle, high = self.interval()
        return "\n".join([
            (
                f"Between {low:,.0f} and {high:,.0f} persons ({self.level:.0%} of {len(self.moved)} draws), "
                f"{middle:,.0f} in the middle; the clusters as stated are {self.stated_persons:,}."
            ),
            (
                f"The probabilities of the compared pairs add up to {self.expected_matches:,.0f} matches; "
                f"the stated clusters hold {self.stated_matches:,} of these pairs."
            ),
            (
                f"About {self.missed_share:.1%} of the merges are believed to be missing because the records "
                "were never compared."
            ),
        ])  # fmt: skip

    def report(self) -> dict[str, Any]:
        """The figures as plain values."""
        low, middle, high = self.interval()
        return {
            "persons": {"lower": low, "middle": middle, "upper": high, "level": self.level},
            "stated_persons": self.stated_persons,
            "draws": len(self.moved),
            "expected_matches": round(self.expected_matches, 1),
            "stated_matches": self.stated_matches,
            "missed_share": round(self.missed_share, 5),
            "shift": round(self.shift, 4),
            "seed": self.seed,
        }
