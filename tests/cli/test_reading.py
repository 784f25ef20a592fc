"""`tawthiq read`: the JSON that others read, folders, what goes wrong, and going on after a stop."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intake.report_files import PAGE, STORY, write_pdf
from reading.reports import STORY as WIRE_STORY
from tawthiq.cli.reading import Notes, all_files

FIGURE_KEYS = {
    "value_min", "value_max", "vague", "hedge", "unit", "category", "term", "measure", "modality", "group",
    "speaker", "places", "period", "as_of", "span", "spans", "rules",
}  # fmt: skip


def read(folder: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, the JSON objects printed, and what was said beside."""
    done = subprocess.run(
        [sys.executable, "-m", "tawthiq", "read", *arguments, "--json", "--without-mission"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of several kinds, one of them broken, one hidden, one in a folder inside."""
    place = tmp_path_factory.mktemp("reports")
    (place / "a.txt").write_text(WIRE_STORY, encoding="utf-8")
    (place / "b.html").write_text(PAGE, encoding="utf-8")
    (place / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    (place / "deeper").mkdir()
    write_pdf(place / "deeper" / "d.pdf", [STORY])
    (place / "e.rtf").write_bytes(b"{\\rtf1 text}")
    (place / ".hidden.txt").write_text(STORY, encoding="utf-8")
    return place


def test_a_folder_is_read_and_a_bad_file_does_not_stop_it(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "reports"
    shutil.copytree(folder, place)
    notes = tmp_path / "notes.jsonl"
    status, rows, _ = read(tmp_path, "reports", "--published", "2026-06-10", "--resume", str(notes))
    by_name = {Path(row["file"]).name: row for row in rows}
    assert set(by_name) == {"a.txt", "b.html", "c.pdf", "d.pdf", "e.rtf"}
    assert status == 2
    assert by_name["c.pdf"]["error"]["code"] == "intake.damaged"
    assert by_name["e.rtf"]["error"]["code"] == "intake.not_readable"
    check_contract(by_name["a.txt"], WIRE_STORY)
    for name in ("b.html", "d.pdf"):
        check_contract(by_name[name], by_name[name]["text"])
        assert by_name[name]["figures"][0]["value_min"] == 58
    status, again, _ = read(tmp_path, "reports", "--resume", str(notes))
    assert {Path(row["file"]).name for row in again} == {"c.pdf", "e.rtf"}
    assert status == 2


def check_contract(row: dict[str, Any], text: str) -> None:
    """Every key is there and every span points at its words."""
    assert {"document", "language", "figures", "quotations", "events", "relations", "layout"} <= set(row)
    for figure in row["figures"]:
        assert set(figure) >= FIGURE_KEYS
        assert set(figure["speaker"]) >= {"name", "role", "organisation", "via", "how"}
        start, end = figure["span"]
        assert text[start:end] == figure["words"]
        assert all(text[place["span"][0] : place["span"][1]] == place["words"] for place in figure["places"])
        assert figure["rules"]
    for quotation in row["quotations"]:
        assert set(quotation) >= {"kind", "span", "speaker", "addressee", "day"}
        assert text[quotation["span"][0] : quotation["span"][1]] == quotation["words"]
    for relation in row["relations"]:
        assert max(relation["total"], *relation["parts"]) < len(row["figures"])
    assert all({"kind", "span"} <= set(part) for part in row["layout"])


def test_files_of_folders_come_in_order_without_hidden_ones(folder: Path) -> None:
    names = [path.name for path in all_files([folder / "e.rtf", folder])]
    assert names == ["e.rtf", "a.txt", "b.html", "c.pdf", "d.pdf", "e.rtf"]


def test_notes_of_a_stopped_run_are_used_as_far_as_they_are_whole(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    Notes(path).add(folder / "a.txt")
    with path.open("a", encoding="utf-8") as file:
        file.write('{"path": "/cut')
    notes = Notes(path)
    assert notes.holds(folder / "a.txt")
    assert not notes.holds(folder / "b.html")
    changed = tmp_path / "changed.txt"
    changed.write_text("one")
    notes.add(changed)
    changed.write_text("another")
    assert not Notes(path).holds(changed)


def test_without_notes_nothing_is_left_out(folder: Path) -> None:
    notes = Notes(None)
    notes.add(folder / "a.txt")
    assert not notes.holds(folder / "a.txt")
