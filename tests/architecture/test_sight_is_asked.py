"""Nothing goes around the one module that decides who sees what."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tawthiq"
QUERIES = SOURCE / "keeping" / "queries"

#: Tables whose rows lie in compartments: a query reaches them through `visible` only.
CONTENT = frozenset(
    {
        "Bag",
        "Consent",
        "ConsentAnswer",
        "CountedFrame",
        "EarlierAccount",
        "EventDecision",
        "EventMention",
        "Exhibit",
        "ExhibitFacts",
        "Figure",
        "FigureDecision",
        "FigurePlace",
        "FigureRelation",
        "GivenCopy",
        "Incident",
        "IncidentJudgement",
        "IncidentPair",
        "IncidentRecord",
        "Interview",
        "Judgement",
        "LinkPair",
        "ListImport",
        "ListRow",
        "Opening",
        "Person",
        "PersonRecord",
        "PersonToken",
        "Quotation",
        "Receipt",
        "Record",
        "Report",
        "Result",
        "SealedItem",
        "Settlement",
        "Source",
        "SpeakerSuggestion",
        "VerificationDecision",
        "Witness",
    }
)

#: Where a query may ask a table itself, each with its reason.
MAY_ASK = {
    ("sight.py", "Exhibit"): "it is the module that decides",
    ("sight.py", "GivenCopy"): "it is the module that decides",
    ("sight.py", "Bag"): "it is the module that decides",
    ("figures.py", "FigureRelation"): "between figures that are both seen",
    ("opinions.py", "Judgement"): "of pairs of which both records are seen, as of their judgements",
    ("person_filter.py", "PersonRecord"): "narrows persons that are seen wholly, so all their records are",
    ("person_filter.py", "PersonToken"): "narrows persons that are seen wholly",
    ("person_filter.py", "Source"): "narrows persons that are seen wholly; ids only, to leave lists out",
    ("custody.py", "Exhibit"): "digests and sizes of every file, for verification by who reads no content",
}

#: Modules that may use the sight of the house, each with its reason.
MAY_BE_THE_HOUSE = {
    "guarding/whole.py": "makes it",
    "keeping/walls.py": "opens both walls for it",
    "actions/lay_down_persons.py": "persons follow from all records",
    "actions/lay_down_incidents.py": "incidents follow from all records",
    "actions/frames_to_count.py": "persons as they stood follow from all records; those not reached are left out",
}


def asked_tables(file: Path) -> set[str]:
    """Tables whose manager a module names: ``Record.objects``, ``Record._default_manager``, also of an alias."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tawthiq.keeping.models")
        for alias in node.names
    }
    return {
        names[node.value.id]
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in names
        and (node.attr.endswith("objects") or node.attr.endswith("manager"))
    }


def test_every_query_asks_the_one_module_that_decides() -> None:
    found = {
        (file.name, table) for file in sorted(QUERIES.glob("*.py")) for table in asked_tables(file) if table in CONTENT
    }
    assert found - set(MAY_ASK) == set()
    assert set(MAY_ASK) - found == set(), "no longer asked: take it off the list"


def test_only_the_conditions_of_sight_name_tables_in_sql() -> None:
    named = {file.name for file in QUERIES.glob("*.py") if "keeping_" in file.read_text(encoding="utf-8")}
    assert named == {"inside.py", "sight.py"}


def test_a_condition_stands_on_columns_that_are_never_empty() -> None:
    from tawthiq.keeping import models
    from tawthiq.keeping.queries import sight

    asked = {(table, column) for table, conditions in sight.CONDITIONS.items() for column, _ in conditions}
    ways = {(getattr(models, name), "source") for name in ("Record", "IncidentRecord", "Figure", "EventMention")}
    ways |= {(models.SealedItem, "source"), (models.PersonRecord, "source"), (models.PersonRecord, "person")}
    ways |= {(models.Source, "compartment"), (models.Source, "exhibit"), (models.Receipt, "exhibit")}
    for table, column in asked | ways:
        assert not table._meta.get_field(column).null, (table, column)


def test_the_test_would_see_somebody_going_around(tmp_path: Path) -> None:
    module = tmp_path / "around.py"
    module.write_text(
        "from tawthiq.keeping.models import Record as R, Source\nR.objects.all()\nSource._default_manager.all()\n"
    )
    assert asked_tables(module) == {"Record", "Source"}


def test_content_and_the_rules_of_sight_are_the_same_tables() -> None:
    from tawthiq.keeping import models
    from tawthiq.keeping.queries import sight

    ruled = {table.__name__ for table in (*sight.CONDITIONS, models.Bag)}
    # These are only ever reached from a row that was seen.
    reached_from_seen = {"ConsentAnswer", "EarlierAccount", "FigureRelation", "Settlement", "Witness"}
    assert ruled | reached_from_seen == CONTENT


def test_only_named_modules_have_the_sight_of_the_house() -> None:
    users = set()
    for file in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        words = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in {"tawthiq.guarding.whole", "tawthiq.keeping.walls"}
            for alias in node.names
        }
        viewers = {
            keyword.arg
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"replace", "Viewer"}
            for keyword in node.keywords
        }
        if words & {"whole", "the_whole"} or "is_whole" in viewers:  # house() reads no content for a member
            users.add(file.relative_to(SOURCE).as_posix())
    assert users == set(MAY_BE_THE_HOUSE)


def test_no_page_and_no_command_reaches_for_models_or_raw_sql() -> None:
    for room in ("web", "cli", "actions"):
        for file in sorted((SOURCE / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            assert not named & {"objects", "_default_manager", "_base_manager", "raw", "cursor"}, file
