"""The second wall: PostgreSQL's own row-level security. The first is `keeping.queries.sight`, on both engines.

1. Each table that holds content has a policy, in force for its owner too (FORCE). What the setting `tawthiq.member`
   does not name a standing grant for is not there; where nothing is set, nothing is there.
2. The setting is made inside the transaction of a page or an action and ends with it. A command or a job is one
   member's own process, so there it stands for the connection.
3. Persons, incidents and running numbers are worked out from all rows: `house` opens the wall for just that.

The program must sign in to PostgreSQL as a role that is neither a superuser nor has BYPASSRLS: the wall does not hold
those (`tawthiq doctor` says so). SQLite has no such wall, and everything here does nothing there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tawthiq.guarding.whole import whole
from tawthiq.terms.members import Viewer

FUNCTIONS = """
CREATE OR REPLACE FUNCTION tawthiq_is_house() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('tawthiq.whole', true), '') = 'on' $$;
CREATE OR REPLACE FUNCTION tawthiq_sees(compartment uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_grant g WHERE g.compartment_id = compartment
    AND g.ended_at IS NULL AND g.member_id::text = current_setting('tawthiq.member', true)) $$;
CREATE OR REPLACE FUNCTION tawthiq_sees_source(source uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_source s WHERE s.id = source) $$;
CREATE OR REPLACE FUNCTION tawthiq_sees_all_of(compartments uuid[]) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (SELECT 1 FROM unnest(compartments) c WHERE NOT EXISTS (SELECT 1 FROM keeping_grant g
    WHERE g.compartment_id = c AND g.ended_at IS NULL
    AND g.member_id::text = current_setting('tawthiq.member', true))) $$;
CREATE OR REPLACE FUNCTION tawthiq_compartments_of_person(person uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
  SET tawthiq.whole = 'on' SET search_path = public, pg_temp AS $$
  SELECT array_agg(DISTINCT s.compartment_id) FROM keeping_personrecord p JOIN keeping_source s ON s.id = p.source_id
    WHERE p.person_id = person $$;
CREATE OR REPLACE FUNCTION tawthiq_compartments_of_incident(incident uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
  SET tawthiq.whole = 'on' SET search_path = public, pg_temp AS $$
  SELECT array_agg(DISTINCT s.compartment_id) FROM keeping_incident_records i
    JOIN keeping_incidentrecord r ON r.id = i.incidentrecord_id JOIN keeping_source s ON s.id = r.source_id
    WHERE i.incident_id = incident $$;
"""

OF_SOURCE = "tawthiq_sees_source(source_id)"
OF_RECORDS = (
    "tawthiq_is_house() OR (EXISTS (SELECT 1 FROM {records} r WHERE r.id = record_a_id)"
    " AND EXISTS (SELECT 1 FROM {records} r WHERE r.id = record_b_id))"
)
PERSON = "tawthiq_is_house() OR tawthiq_sees_all_of(tawthiq_compartments_of_person({column}))"

#: What must hold of a row for a member to see it: the tables there were when the wall was built.
FIRST = {
    "keeping_source": "tawthiq_sees(compartment_id)",
    "keeping_record": OF_SOURCE,
    "keeping_incidentrecord": OF_SOURCE,
    "keeping_figure": OF_SOURCE,
    "keeping_quotation": OF_SOURCE,
    "keeping_report": OF_SOURCE,
    "keeping_listimport": OF_SOURCE,
    "keeping_listrow": OF_SOURCE,
    "keeping_interview": OF_SOURCE,
    "keeping_personrecord": OF_SOURCE,
    "keeping_consent": "tawthiq_sees_source(interview_id)",
    "keeping_earlieraccount": "tawthiq_sees_source(interview_id)",
    "keeping_judgement": OF_RECORDS.format(records="keeping_record"),
    "keeping_linkpair": OF_RECORDS.format(records="keeping_record"),
    "keeping_incidentjudgement": OF_RECORDS.format(records="keeping_incidentrecord"),
    "keeping_incidentpair": OF_RECORDS.format(records="keeping_incidentrecord"),
    "keeping_verificationdecision": (
        "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_record r WHERE r.id = record_id)"
    ),
    "keeping_person": PERSON.format(column="id"),
    "keeping_persontoken": PERSON.format(column="person_id"),
    "keeping_incident": "tawthiq_is_house() OR tawthiq_sees_all_of(tawthiq_compartments_of_incident(id))",
    "keeping_exhibit": (
        "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_source s WHERE s.exhibit_id = keeping_exhibit.id)"
        " OR EXISTS (SELECT 1 FROM keeping_receipt t WHERE t.exhibit_id = keeping_exhibit.id"
        " AND tawthiq_sees(t.compartment_id))"
    ),
}

#: What the policies of the tables that came later call: what lies outside a member's parts is looked up past the wall.
LATER_FUNCTIONS = """
CREATE OR REPLACE FUNCTION tawthiq_compartments_of_opening(opening uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
  SET tawthiq.whole = 'on' SET search_path = public, pg_temp AS $$
  SELECT array_agg(DISTINCT s.compartment_id) FROM keeping_opening_items o
    JOIN keeping_sealeditem i ON i.id = o.sealeditem_id JOIN keeping_source s ON s.id = i.source_id
    WHERE o.opening_id = opening $$;
CREATE OR REPLACE FUNCTION tawthiq_compartments_of_bag(bag uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
  SET tawthiq.whole = 'on' SET search_path = public, pg_temp AS $$
  SELECT array_agg(DISTINCT s.compartment_id) FROM keeping_givencopy c JOIN keeping_source s ON s.id = c.source_id
    WHERE c.kind = 'bag' AND c.copy_id = bag::text $$;
"""

#: Tables that came later: what is sealed, kept numbers, bags, what files say of themselves, copies given out.
LATER = {
    "keeping_sealeditem": OF_SOURCE,
    "keeping_opening": "tawthiq_is_house() OR tawthiq_sees_all_of(tawthiq_compartments_of_opening(id))",
    "keeping_result": (
        "tawthiq_is_house() OR NOT EXISTS (SELECT 1 FROM jsonb_array_elements_text(compartments) c"
        " WHERE NOT tawthiq_sees(c::uuid))"
    ),
    "keeping_countedframe": "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_result r WHERE r.id = result_id)",
    "keeping_exhibitfacts": "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_exhibit e WHERE e.id = exhibit_id)",
    "keeping_givencopy": OF_SOURCE,
    "keeping_bag": (
        "tawthiq_is_house() OR (tawthiq_sees_all_of(tawthiq_compartments_of_bag(id)) AND NOT EXISTS"
        " (SELECT 1 FROM jsonb_array_elements((contents->'items') || (contents->'withheld')) i"
        " WHERE NOT EXISTS (SELECT 1 FROM keeping_exhibit e WHERE e.id = (i->>0)::uuid)))"
    ),
}

#: Tables that came later still: events, and what is decided on them and on the places of figures.
OF_FIGURES = {
    "keeping_eventmention": OF_SOURCE,
    "keeping_speakersuggestion": OF_SOURCE,
    "keeping_eventdecision": (
        "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_eventmention e WHERE e.id = event_id)"
    ),
    "keeping_figureplace": "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_figure f WHERE f.id = figure_id)",
}

#: What hangs on rows behind the wall and says as much as they do.
HANGING = {
    "keeping_figuredecision": "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_figure f WHERE f.id = figure_id)",
    "keeping_figurerelation": (
        "tawthiq_is_house() OR (EXISTS (SELECT 1 FROM keeping_figure f WHERE f.id = total_id)"
        " AND EXISTS (SELECT 1 FROM keeping_figure f WHERE f.id = part_id))"
    ),
    "keeping_consentanswer": "tawthiq_is_house() OR EXISTS (SELECT 1 FROM keeping_consent c WHERE c.id = consent_id)",
    "keeping_receipt": "tawthiq_sees(compartment_id)",
}

#: Every table behind the wall.
SEEN = FIRST | LATER | OF_FIGURES | HANGING

#: A file has no receipt, and a person no record, at the moment it is written.
ANYBODY_ADDS = frozenset({"keeping_exhibit", "keeping_person", "keeping_persontoken", "keeping_incident"})


def build_wall(tables: Mapping[str, str] = FIRST, functions: str = FUNCTIONS) -> Callable[[Any, Any], None]:
    """A migration step that puts the policies of these tables in force on PostgreSQL."""

    def step(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        # What is deferred must be settled before a table is altered.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if functions:
            schema_editor.execute(functions)
        for table, seen in tables.items():
            added = "true" if table in ANYBODY_ADDS else seen
            schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            for policy in ("seen", "changed", "removed", "added"):  # a store that went back may have some still
                schema_editor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
            schema_editor.execute(f"CREATE POLICY seen ON {table} FOR SELECT USING ({seen})")
            schema_editor.execute(f"CREATE POLICY changed ON {table} FOR UPDATE USING ({seen}) WITH CHECK ({added})")
            schema_editor.execute(f"CREATE POLICY removed ON {table} FOR DELETE USING ({seen})")
            schema_editor.execute(f"CREATE POLICY added ON {table} FOR INSERT WITH CHECK ({added})")

    return step


def let_see(viewer: Viewer, *, for_process: bool = False) -> None:
    """Tell the wall who asks: for this transaction, or with `for_process` for as long as the connection lasts."""
    if connection.vendor == "postgresql":
        _set("tawthiq.member", viewer.member_id, is_local=not for_process)


@contextmanager
def page_of(viewer: Viewer) -> Iterator[None]:
    """One page as one transaction in which the wall knows its member; on SQLite there is no wall."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        let_see(viewer)
        yield


@contextmanager
def house() -> Iterator[None]:
    """Open the wall for what is worked out from all rows; must stand inside a transaction."""
    if connection.vendor != "postgresql":
        yield
        return
    before = _get("tawthiq.whole")
    _set("tawthiq.whole", "on", is_local=True)
    yield
    # Not in a `finally`: after an error the transaction is lost, and the setting with it.
    _set("tawthiq.whole", before, is_local=True)


@contextmanager
def the_whole(viewer: Viewer) -> Iterator[Viewer]:
    """The sight of the house, on both walls, for as long as this lasts."""
    with transaction.atomic(), house():
        yield whole(viewer)


def role_goes_through() -> bool:
    """Whether the database role of this process is one that row-level security does not hold."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _set(name: str, value: str, *, is_local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, %s)", [name, value, is_local])


def _get(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])
