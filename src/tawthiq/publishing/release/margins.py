"""How the tables of a release are linked: which sums of cells are equal in two of them.

The rules:

1. Tables that count the same persons agree on every dimension that both have. A month tells its year.
2. Children of a violation are the children among the persons with its outcomes, where these are shown by age. Where
   they are not, the adults are taken as known.
3. Violations and their victims are taken to tell each other's numbers wherever every violation has one victim.

Each relation is one between differences: it says what cannot change in one table without the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.publishing.linked import Relation, Whole
from tawthiq.publishing.release.cells import COLUMNS, SafeTable

KILLED = "killed"
#: Victims and violations: where every violation has one victim, their tables tell each other's numbers.
OF_CHILDREN = ("children", "grave_violations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table as far as its links go."""

    of: str
    outcome: str
    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[int, ...], ...]

    @classmethod
    def of_table(cls, table: SafeTable, whole: Whole) -> Part:
        """A table that leaves, with all its numbers."""
        return cls(of=table.of, outcome=table.outcome, by=table.by, keys=table.keys, cells=whole.cells)

    def sums(self, rows: Sequence[int]) -> list[int]:
        """The numbers of some rows together, by column."""
        return [sum(self.cells[row][column] for row in rows) for column in range(len(COLUMNS))]

    @property
    def counted(self) -> str:
        """Whom it counts: tables that count the same persons share their margins."""
        return KILLED if self.of == "deaths" else self.outcome if self.of == "persons" else self.of

    def values(self, row: int) -> dict[str, str]:
        """The value of each dimension in a row; a month tells its year."""
        held = dict(zip(self.by, self.keys[row], strict=True))
        if "month" in held:
            held["year"] = held["month"][:4] if held["month"][:4].isdigit() else held["month"]
        return held

    def rows_by(self, names: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
        """Rows by their values in some dimensions."""
        found: dict[tuple[str, ...], list[int]] = {}
        for row in range(len(self.keys)):
            held = self.values(row)
            found.setdefault(tuple(held[name] for name in names), []).append(row)
        return found


def relations_of(parts: Sequence[Part], outcomes_of: Mapping[str, Sequence[str]]) -> Iterator[Relation]:
    """Sums of cells that are equal in two tables, as differences that are zero."""
    for i, one in enumerate(parts):
        for j, other in enumerate(parts[i + 1 :], i + 1):
            is_near = one.counted in OF_CHILDREN and other.counted in OF_CHILDREN and one.counted != other.counted
            if not (is_near or one.counted == other.counted) or not one.keys or not other.keys:
                continue
            shared = sorted(set(one.values(0)) & set(other.values(0)))
            mine, theirs = one.rows_by(shared), other.rows_by(shared)
            keys = mine.keys() | theirs.keys()
            if is_near:
                both = mine.keys() & theirs.keys()
                keys = {key for key in both if one.sums(mine[key]) == other.sums(theirs[key])}
            for key in keys if shared else ():
                yield from _equal((i, mine.get(key, [])), (j, theirs.get(key, [])))
    for place, part in enumerate(parts):
        if part.of == "children":
            yield from _children(parts, place, outcomes_of)


def _children(parts: Sequence[Part], place: int, outcomes_of: Mapping[str, Sequence[str]]) -> Iterator[Relation]:
    """Children of a violation are those of its outcomes; where ages are not shown, as if the adults were known."""
    by_violation = parts[place].rows_by(("grave_violation",))
    for (violation,), rows in by_violation.items():
        ages = {part.outcome: (i, part) for i, part in enumerate(parts) if "age" in part.by}
        outcomes = outcomes_of.get(violation, ())
        if outcomes and all(outcome in ages for outcome in outcomes):
            held = [
                (i, row)
                for o in outcomes
                for i, part in (ages[o],)
                for row in part.rows_by(("age",)).get(("child",), [])
            ]
        else:
            whole = next((i, part) for i, part in enumerate(parts) if part.by == ("outcome",))
            held = [(whole[0], row) for row, keys in enumerate(whole[1].keys) if keys[0] in outcomes]
        if held:
            for column in range(len(COLUMNS)):
                yield [((place, row, column), 1) for row in rows] + [((i, row, column), -1) for i, row in held]


def _equal(one: tuple[int, list[int]], other: tuple[int, list[int]]) -> Iterator[Relation]:
    for column in range(len(COLUMNS)):
        yield [((one[0], row, column), 1) for row in one[1]] + [((other[0], row, column), -1) for row in other[1]]
