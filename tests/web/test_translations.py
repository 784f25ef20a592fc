"""The catalogues are complete, and the check that says so can fail."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "translate.py"


@pytest.fixture(scope="module")
def translate() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_every_string_of_the_pages_is_translated_and_compiled(translate: dict[str, Any]) -> None:
    wanted = translate["extract_catalog"]()
    assert len(wanted) > 100
    for language in translate["LANGUAGES"]:
        assert translate["check_language"](language, wanted) == []


def test_templates_modules_plurals_and_contexts_are_all_extracted(translate: dict[str, Any]) -> None:
    wanted = translate["extract_catalog"]()
    assert wanted.get("Skip to content") is not None
    assert wanted.get("Sign-in name") is not None
    assert wanted.get("Pair {number} of {total}") is not None
    assert wanted.get(("%(shown)s entry", "%(shown)s entries")) is not None
    assert wanted.get("Close", context="evidence") is not None


def test_a_new_string_is_reported(translate: dict[str, Any]) -> None:
    wanted = translate["extract_catalog"]()
    wanted.add("A sentence nobody has translated", locations=[("x.html", 0)])
    faults = translate["check_language"]("ar", wanted)
    assert faults == ["not in the catalogue: 'A sentence nobody has translated' (x.html)"]


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("Name", string=""), "not translated"),
        (Message("Name", string="الاسم", flags={"fuzzy"}), "fuzzy"),
        (Message("Page %(page)s", string="صفحة"), "placeholders differ"),
        (Message("Pair {number}", string="زوج {nummer}"), "placeholders differ"),
        (Message(("one", "%(n)s many"), string=("1", "2", "3", "%(n)s", "%(n)s", "%(m)s")), "placeholders differ"),
    ],
)
def test_faults_are_named(translate: dict[str, Any], message: Message, fault: str) -> None:
    faults = list(translate["find_faults"](message))
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_compiling_does_not_depend_on_when_it_is_done(translate: dict[str, Any]) -> None:
    catalog = translate["read_catalog"]("ar")
    catalog.creation_date = datetime(2030, 5, 5, tzinfo=UTC)
    assert translate["compile_catalog"](catalog) == translate["catalog_file"]("ar").with_suffix(".mo").read_bytes()


def test_a_short_plural_form_may_leave_its_number_out(translate: dict[str, Any]) -> None:
    message = Message(("%(n)s one", "%(n)s many"), string=("none", "one", "two", "%(n)s", "%(n)s", "%(n)s"))
    assert list(translate["find_faults"](message)) == []
