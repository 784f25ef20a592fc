"""What lies inside the compartments of a member, as conditions that the store works out while it answers.

They are written in SQL, not put together from queries: a page asks ten to thirty of them, and putting each together
anew took longer than answering it (`benchmarks/access.py`). Which rule holds for which table says `sight`, the one
module that decides; here is only how a rule is asked, in one of two ways that give the same rows (its rule 8).

A condition names every compartment that is granted, and nothing else from outside: what is not granted is looked up in
the store at that moment, so that a compartment made meanwhile is outside. Somebody without any is given one that is
nowhere, since a list that holds nothing is true of everything once it is turned round.
"""

# ruff: noqa: S608 - what is put together here are constants of this module and the names of our own tables

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Func, QuerySet
from django.db.models.expressions import Col
from django.db.models.sql.where import AND

from tawthiq.keeping.models import Compartment

NOWHERE = UUID(int=0)

_STANDING = """
SELECT c.id,
  EXISTS (SELECT 1 FROM keeping_grant g WHERE g.compartment_id = c.id AND g.member_id = %s AND g.ended_at IS NULL),
  (SELECT COUNT(*) FROM keeping_source s WHERE s.compartment_id = c.id),
  (SELECT COALESCE(SUM(l.row_count), 0) FROM keeping_listimport l CROSS JOIN keeping_source s
    WHERE s.id = l.source_id AND s.compartment_id = c.id)
FROM keeping_compartment c
"""

_OUTSIDE = "SELECT c.id FROM keeping_compartment c WHERE c.id NOT IN ({granted})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition on a column, asked in two ways.

    `outside` selects the values that lie outside, for who is in most of the mission; `inside` says of a value that it
    lies inside, for who is in little of it. Without `outside` there is one way for both.
    """

    inside: str
    outside: str = ""

    def text(self, granted: Granted) -> str:
        """The condition as it is asked of this member, with ``{column}`` and ``{granted}`` to be put in."""
        return self.inside if granted.is_less or not self.outside else f"{{column}} NOT IN ({self.outside})"


#: A row that names its compartment.
COMPARTMENT = Rule(inside="{column} IN ({granted})")
#: A source by its id.
SOURCE = Rule(
    outside=f"SELECT s.id FROM keeping_source s WHERE s.compartment_id IN ({_OUTSIDE})",
    inside="{column} IN (SELECT s.id FROM keeping_source s WHERE s.compartment_id IN ({granted}))",
)
#: A file by its id: some source or receipt of it lies inside.
FILE = Rule(
    inside="({column} IN (SELECT s.exhibit_id FROM keeping_source s WHERE s.compartment_id IN ({granted}))"
    " OR {column} IN (SELECT r.exhibit_id FROM keeping_receipt r WHERE r.compartment_id IN ({granted})))",
)

#: A kept number, by the list of the compartments that it was computed from.
NUMBER = Rule(inside="NOT EXISTS (SELECT 1 FROM {each}({column}){as} WHERE j.value NOT IN ({words}))")
#: The id of a kept number.
OF_NUMBER = Rule(
    inside="{column} IN (SELECT n.id FROM keeping_result n WHERE "
    + NUMBER.inside.replace("{column}", "n.compartments")
    + ")"
)
#: How an engine takes a list apart: its function, and the name of what comes out.
_LISTS = {"sqlite": ("json_each", " j"), "postgresql": ("jsonb_array_elements_text", " j(value)")}


def taken_from(table: str) -> Rule:
    """A row of `table`, by its id, that was taken from a source."""
    way = f"SELECT r.id FROM {table} r JOIN keeping_source s ON s.id = r.source_id WHERE s.compartment_id IN"
    return Rule(outside=f"{way} ({_OUTSIDE})", inside=f"{{column}} IN ({way} ({{granted}}))")


def wholly(parts: str, names: str, *, through: str = "") -> Rule:
    """What is put together from the rows of the table `parts`, whose column `names` holds its id: none lies outside.

    `through` is ``table.column`` where a part reaches its source by a row of another table.
    """
    table, _, column = through.partition(".")
    way = f"{parts} p JOIN {table} t ON t.id = p.{column}" if through else f"{parts} p"
    way += f" JOIN keeping_source s ON s.id = {'t' if through else 'p'}.source_id"
    return Rule(
        outside=f"SELECT p.{names} FROM {way} WHERE s.compartment_id IN ({_OUTSIDE})",
        inside=f"({{column}} IN (SELECT p.{names} FROM {way} WHERE s.compartment_id IN ({{granted}})) AND NOT EXISTS"
        f" (SELECT 1 FROM {way} WHERE p.{names} = {{column}} AND s.compartment_id NOT IN ({{granted}})))",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """The compartments of a member who is not in all of them.

    `is_less`: less lies inside them than outside. It says how the store is asked, never what it answers.
    """

    ids: tuple[UUID, ...]
    is_less: bool


def standing_grants(member_id: str) -> Granted | None:
    """The compartments granted to a member now; None where that is all there are."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [_as_stored(UUID(member_id))])
        rows = [(_as_uuid(i), is_granted, sources + rows) for i, is_granted, sources, rows in cursor.fetchall()]
    inside = sum(held for _, is_granted, held in rows if is_granted)
    outside = sum(held for _, is_granted, held in rows if not is_granted)
    ids = tuple(compartment for compartment, is_granted, _ in rows if is_granted)
    return None if rows and len(ids) == len(rows) else Granted(ids=ids, is_less=inside < outside)


class Inside(Func):
    """The condition `rule` on a column of a query's own table, as `narrow` adds it."""

    def __init__(self, column: Col, rule: Rule, granted: Granted) -> None:
        super().__init__(column, output_field=_TRUTH)
        self.text, self.values = _filled(rule, granted)

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition with its parameters, as often as the rule names the granted ones."""
        column, _ = self.get_source_expressions()[0].as_sql(compiler, connection)
        return self.text.replace("{column}", column), self.values


def narrow(rows: QuerySet[Any], column: str, rule: Rule, granted: Granted) -> None:
    """Narrow a query nobody has narrowed yet to the rows of which `rule` holds, by a column of its own table.

    The condition is put where `filter` would put it; going through `filter` takes several times as long.
    """
    field = rows.model._meta.get_field(column)  # noqa: SLF001 - Django's own name for what every model has
    rows.query.where.add(Inside(Col(rows.query.get_initial_alias(), field), rule, granted), AND)


def count_outside(rule: Rule, granted: Granted) -> int | None:
    """How many lie outside; None where that is not how this member is asked."""
    if granted.is_less or not rule.outside:
        return None
    text, values = _filled(
        Rule(inside=f"SELECT COUNT(*) FROM ({rule.outside.replace('SELECT', 'SELECT DISTINCT', 1)}) o"), granted
    )
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return int(cursor.fetchone()[0])


def _filled(rule: Rule, granted: Granted) -> tuple[str, tuple[Any, ...]]:
    """The rule's text with a place for each granted compartment, and what stands there."""
    text, ids = rule.text(granted), granted.ids or (NOWHERE,)
    places = ", ".join(["%s"] * len(ids))
    if "{words}" in text:
        function, named = _LISTS[connection.vendor]
        text = text.replace("{each}", function).replace("{as}", named)
        return text.replace("{words}", places), tuple(str(one) for one in ids)
    stored = tuple(_as_stored(one) for one in ids)
    return text.replace("{granted}", places), stored * text.count("{granted}")


_TRUTH = BooleanField()


def _as_stored(value: UUID) -> Any:
    return Compartment._meta.pk.get_db_prep_value(value, connection)  # noqa: SLF001 - Django's own name for it


def _as_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
