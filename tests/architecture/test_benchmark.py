"""The measurements are found by name, and each says what it is for."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "benchmark.py"
FOLDER = SCRIPT.parents[1] / "benchmarks"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_without_a_name_every_measurement_is_named_with_its_purpose() -> None:
    listed = run()
    assert listed.returncode == 0
    runnable = {p.stem for p in FOLDER.glob("*.py") if '__name__ == "__main__"' in p.read_text(encoding="utf-8")}
    assert {line.split()[0] for line in listed.stdout.splitlines() if len(line.split()) > 1} == runnable


def test_a_measurement_is_run_with_its_arguments() -> None:
    asked = run("tampering", "--help")
    assert asked.returncode == 0
    assert "--every" in asked.stdout


def test_a_name_that_is_none_is_refused_with_those_there_are() -> None:
    refused = run("nothing-of-the-kind")
    assert refused.returncode == 2
    assert "custody" in refused.stdout
