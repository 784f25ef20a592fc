"""Registers of people who were not killed: enough of each for the ready tables, nothing that leads to the violated."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from sample.conftest import Built
from sample.reading_back import read_json, read_table
from tawthiq.sample.conflict import load_conflict
from tawthiq.sample.invention import invent
from tawthiq.sample.naming import load_names
from tawthiq.sample.registers import COLUMNS, UNNAMED, invent_registered, write_registers
from tawthiq.terms.vocabularies import Outcome

OUTCOMES = {"displaced", "recruited", "detained", "abducted", "sexual_violence"}


@pytest.fixture(scope="module")
def desk(full: Built) -> list[dict[str, str]]:
    text = (full.folder / "registers" / "protection_desk.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_there_are_enough_of_each_and_many_children(full: Built) -> None:
    people = read_table(full.folder / "truth" / "registered.csv")
    assert dict(full.truth.registered) == dict(Counter(row["outcome"] for row in people))
    assert set(full.truth.registered) == OUTCOMES <= set(Outcome)
    assert all(number >= 20 for number in full.truth.registered.values())
    children = Counter(row["outcome"] for row in people if int(row["age"]) < 18)
    assert all(children[outcome] >= 5 for outcome in OUTCOMES)


def test_nobody_killed_is_on_a_register_so_that_capture_histories_stay_those_of_the_lists(full: Built) -> None:
    assert "killed" not in full.truth.registered
    assert all(len(history) == 4 for history in full.truth.overlaps)


def test_nothing_leads_to_who_suffered_sexual_violence(desk: list[dict[str, str]], full: Built) -> None:
    rows = [row for row in desk if row["What happened"] == "sexual violence"]
    truth = {row["person_id"]: row for row in read_table(full.folder / "truth" / "registered.csv")}
    hidden = {row["name_en"] for row in truth.values() if row["outcome"] == UNNAMED}
    assert len(rows) == full.truth.registered[UNNAMED]
    for row in rows:
        assert row["Name"].startswith("Sealed ")
        assert row["Town"] == ""
        assert len(row["Date"]) == len("2012-02")
        assert "-" in row["Age"]
    text = (full.folder / "registers" / "protection_desk.csv").read_text(encoding="utf-8")
    assert not any(name in text for name in hidden)
    shelter = (full.folder / "registers" / "shelter_intake.csv").read_text(encoding="utf-8-sig")
    assert "عنف" not in shelter


def test_most_others_stand_on_both_registers_in_two_scripts(full: Built, desk: list[dict[str, str]]) -> None:
    people = read_table(full.folder / "truth" / "registered.csv")
    both = sum(row["on_desk"] == row["on_shelter"] == "1" for row in people)
    assert both >= len(people) / 4
    mapping = read_json(full.folder / "registers" / "mappings.json")
    assert [one["columns"] for one in mapping.values()] == [COLUMNS["en"], COLUMNS["ar"]]
    assert list(desk[0]) == list(COLUMNS["en"].values())


def test_registers_change_nobody_else(tmp_path: Path) -> None:  # noqa: ARG001
    conflict = load_conflict()
    one = invent_registered(conflict, load_names(), seed=3, size=300)
    assert one == invent_registered(conflict, load_names(), seed=3, size=300)
    assert write_registers(one, conflict, seed=3) == invent(seed=3, size=300).registers
    assert {person.person_id for person in one}.isdisjoint(
        person.person_id for person in invent(seed=3, size=300).population.persons
    )
