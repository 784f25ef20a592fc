"""The command line: help for all of it, exit statuses by kind, JSON for scripts, and a quick start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "four invented words here"
HEAVY = {
    "django",
    "numpy",
    "scipy",
    "polars",
    "rapidfuzz",
    "yaml",
    "xlsxwriter",
    "waitress",
    "babel",
    "python_calamine",
}
LIST = "Name,Sex,Age,Date of death,Governorate,Outcome\nSalim Haddad,m,34,2012-03-01,Homs,killed\n"
REPORT = "Thirty people were killed in Homs on Monday, the Committee for Counting said.\n"


def tawthiq(*arguments: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TAWTHIQ_", "DATABASE_URL", "DJANGO_"))
    }
    state = {} if folder is None else {"XDG_STATE_HOME": str(folder / "state")}
    return subprocess.run(
        [sys.executable, "-m", "tawthiq", *arguments],
        cwd=folder or ROOT,
        env=clean | {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", "COLUMNS": "120"} | state | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new mission called `ours`, made by the command line."""
    folder = tmp_path_factory.mktemp("place")
    made = tawthiq("init", "ours", folder=folder, TAWTHIQ_PASSPHRASE=PASSPHRASE)
    assert made.returncode == 0, made.stderr
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    return folder


def names() -> list[str]:
    from tawthiq.cli.app import app

    group: Any = typer.main.get_command(app)
    return sorted(group.commands)


def test_help_of_every_command() -> None:
    from typer.testing import CliRunner

    from tawthiq.cli.app import app

    assert {"init", "serve", "import", "read", "link", "count", "estimate", "publish", "verify", "backup"} <= set(
        names()
    )
    for name in names():
        shown = CliRunner().invoke(app, [name, "--help"])
        assert shown.exit_code == 0, name
        assert "Usage:" in shown.output


def test_help_loads_nothing_heavy() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TAWTHIQ_")}
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tawthiq", "--help"],
        env=clean | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0
    assert "verify" in shown.stdout
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in shown.stderr.splitlines() if "|" in line}
    assert "tawthiq" in loaded
    assert loaded & HEAVY == set()


def test_a_mission_is_made_and_refused_where_something_is(place: Path) -> None:
    assert {path.name for path in (place / "ours").iterdir()} >= {"mission.toml", "mission.db", "exhibits", "releases"}
    again = tawthiq("init", "ours", folder=place, TAWTHIQ_PASSPHRASE=PASSPHRASE)
    assert again.returncode == 2
    assert "[mission.exists]" in again.stderr


def test_a_short_passphrase_makes_no_mission(place: Path) -> None:
    refused = tawthiq("init", "short", folder=place, TAWTHIQ_PASSPHRASE="short")
    assert refused.returncode == 2
    assert not (place / "short").exists()


def test_the_way_from_a_list_to_a_verified_backup(place: Path) -> None:
    assert tawthiq("init", "whole", folder=place, TAWTHIQ_PASSPHRASE=PASSPHRASE).returncode == 0

    def run(*arguments: str) -> Any:
        done = tawthiq("--mission", "whole", "--json", *arguments, folder=place)
        assert done.returncode == 0, (arguments, done.stderr, done.stdout)
        return json.loads(done.stdout)

    assert run("import", "list.csv")["records"] == 1
    assert run("read", "report.txt")[0]["figures"] == 1
    assert run("figures")[0]["category"] == "killed"
    assert run("link")["summary"]["words"].startswith("1 records in 1 lists.")
    counted = run("count")
    assert counted["tables"][0]["persons"] == 1
    assert run("count", "--again", counted["result_id"]) == {"same_persons": True, "same_numbers": True}
    assert run("count", "--at", str(counted["ledger_seq"]))["tables"] == counted["tables"]
    divided = run("count", "--by", "sex", "--by", "quarter", "--dates", "spread", "--output", "sex.csv")
    assert (divided["by"], divided["reported"]) == (["sex", "quarter"], 1)
    assert len((place / "sex.csv").read_text("utf-8-sig").splitlines()) == len(divided["rows"]) + 1
    assert run("count", "--ready", "sdg")["tables"][0]["by"] == ["death_class"]
    assert run("count", "--ready", "mrm")["tables"][1]["of"] == "grave_violations"
    assert set(run("count", "--ready", "displacement")) == {"totals", "parts", "documented"}
    # An option without --by narrows the table by outcome; it is not passed over.
    assert run("count", "--of", "violations", "--outcome", "killed")["of"] == "violations"
    (place / "next.csv").write_bytes((place / "list.csv").read_bytes() + b"\n")
    assert run("import", "next.csv")["records"] == 1
    assert run("link", "--new")["report"]["new_records"] == 1
    verdict = run("verify")
    assert verdict["findings"] == []
    held = f"{verdict['head_seq']}:{verdict['head_sha256']}"
    assert run("verify", "--held", held)["findings"] == []
    assert run("backup", "kept.zip", "--not-sealed")["sealed_to"] == 0
    assert run("restore", "kept.zip", "again", "--held", held)["restored"]["ledger_seq"] == verdict["head_seq"] + 1
    assert [row["role"] for row in run("members")] == ["coordinator"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--mission", "nowhere", "count"], 7, "mission.missing"),
        (["count"], 7, "mission.none"),
        (["--mission", "ours", "--as", "nobody", "count"], 4, "members.unknown"),
        (["--mission", "ours", "count", "--ready", "houses"], 2, "count.ready"),
        (["--mission", "ours", "count", "--by", "height"], 2, "counting.unknown_dimension"),
        (["--mission", "ours", "count", "--at", "999"], 4, "count.no_position"),
        (["--mission", "ours", "count", "--by", "sex", "--by", "sex"], 2, "counting.unknown_dimension"),
        (["--mission", "ours", "count", "--of", "houses"], 2, "cli.word"),
        (["--mission", "ours", "count", "--outcome", "dead"], 2, "cli.word"),
        (["--mission", "ours", "count", "--dates", "guessed"], 2, "cli.word"),
        (["--mission", "ours", "count", "--of", "violations", "--by", "sex"], 2, "counting.unit"),
        (["--mission", "ours", "figures", "--category", "blue"], 2, "cli.word"),
        (["--mission", "ours", "figures", "--status", "maybe"], 2, "cli.word"),
        (["--mission", "ours", "estimate", "--outcome", "dead"], 2, "estimate.outcome"),
        (["--mission", "ours", "publish", "x", "--ready", "all"], 2, "publish.ready"),
        (["--mission", "ours", "link", "--incidents"], 2, "link.no_incidents"),
        (["--mission", "ours", "link", "--new"], 2, "link.nothing"),
        (["--mission", "ours", "withdraw", "S-99"], 2, "source.number"),
        (["--mission", "ours", "verify", "--held", "x"], 2, "verify.held"),
        (["--mission", "ours", "import", "no such file.csv"], 2, "does not exist"),
        (["--mission", "ours", "restore", "list.csv", "anew"], 2, "restore.unreadable"),
        (["no-such-command"], 2, "No such command"),
    ],
)
def test_exit_statuses_by_kind(place: Path, arguments: list[str], status: int, words: str) -> None:
    ended = tawthiq(*arguments, folder=place)
    assert ended.returncode == status
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_changed_evidence_has_a_status_of_its_own(place: Path) -> None:
    made = tawthiq("init", "changed", folder=place, TAWTHIQ_PASSPHRASE=PASSPHRASE)
    assert made.returncode == 0
    assert tawthiq("--mission", "changed", "keep", "report.txt", folder=place).returncode == 0
    (kept,) = [path for path in (place / "changed" / "exhibits").rglob("*") if path.is_file()]
    kept.chmod(0o644)
    kept.write_text("Thirteen people", encoding="utf-8")
    ended = tawthiq("--mission", "changed", "verify", folder=place)
    assert ended.returncode == 6
    assert "exhibit.changed" in ended.stdout


def test_an_error_is_json_where_a_script_reads(place: Path) -> None:
    ended = tawthiq("--json", "--mission", "ours", "withdraw", "S-99", folder=place)
    error = json.loads(ended.stdout)["error"]
    assert set(error) == {"code", "problem", "next_step"}
    assert error["code"] == "source.number"


def test_a_report_is_read_without_a_mission_and_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    read = tawthiq("read", "--without-mission", "report.txt", folder=tmp_path)
    assert read.returncode == 0
    assert "killed" in read.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name != "state"] == ["report.txt"]


def test_reports_are_read_again_and_a_model_is_off_unless_switched_on(place: Path) -> None:
    assert tawthiq("--mission", "ours", "read", "report.txt", folder=place).returncode in {0, 5}
    again = tawthiq("--json", "--mission", "ours", "read-again", folder=place)
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    assert told["reports"] >= 1
    assert (told["figures"], told["failed"]) == (0, [])
    asked = tawthiq("--json", "--mission", "ours", "model", "ask", folder=place)
    assert json.loads(asked.stdout)["error"]["code"] == "model.off"
    refused = tawthiq("--mission", "ours", "model", "on", "http://192.0.2.7/v1", "--model", "large", folder=place)
    assert refused.returncode != 0
    switched = tawthiq("--mission", "ours", "model", "on", "http://127.0.0.1:9/v1", "--model", "small", folder=place)
    assert "on this machine" in switched.stdout
    shown = tawthiq("--json", "--mission", "ours", "model", "show", folder=place)
    assert json.loads(shown.stdout)["setting"]["model"] == "small"
    assert tawthiq("--mission", "ours", "model", "off", folder=place).returncode == 0
    assert "No model may be asked" in tawthiq("--mission", "ours", "model", "show", folder=place).stdout


def test_doctor_says_what_is_well_and_what_is_not(place: Path) -> None:
    healthy = tawthiq("--mission", "ours", "doctor", folder=place)
    assert healthy.returncode == 0
    assert "The database is sound." in healthy.stdout
    (place / "ours" / "mission.toml").rename(place / "ours" / "mission.away")
    try:
        ill = tawthiq("--mission", "ours", "doctor", folder=place)
    finally:
        (place / "ours" / "mission.away").rename(place / "ours" / "mission.toml")
    assert ill.returncode == 7
    assert "FAIL" in ill.stdout


def test_doctor_names_what_a_killed_backup_left_and_deletes_it_when_asked(place: Path) -> None:
    left = place / "ours" / ".backup-abcd1234"
    left.mkdir()
    (left / "mission.db").write_text("a copy of the database")
    for path in (left / "mission.db", left):
        os.utime(path, times=(1_700_000_000, 1_700_000_000))
    fresh = place / ".bag-abcd1234"
    fresh.mkdir()
    told = tawthiq("--mission", "ours", "doctor", folder=place)
    assert f"warn  {left} holds a copy of the whole database in clear" in told.stdout
    assert "tawthiq doctor --clean" in told.stdout
    assert f"ok    {fresh} holds files of an evidence bag in clear" in told.stdout
    cleaned = tawthiq("--mission", "ours", "doctor", "--clean", folder=place)
    assert cleaned.returncode == 0
    assert f"Deleted: {left}" in cleaned.stderr
    assert f"Left as it is: {fresh}" in cleaned.stderr
    assert not left.exists()
    assert fresh.is_dir()
    fresh.rmdir()
    assert tawthiq("doctor", "--clean", folder=place).returncode == 7
