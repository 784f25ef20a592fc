"""The checks for security find what is planted: a check that finds nothing anywhere would be peace without reason."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    spec = spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the rules of bandit, by ruff

PLANTED = {
    "S602": "import subprocess\nsubprocess.run('ls ' + input(), shell=True, check=False)\n",
    "S307": "eval(input())\n",
    "S301": "import pickle\npickle.loads(input().encode())\n",
    "S324": "import hashlib\nhashlib.md5(b'x')\n",
    "S506": "import yaml\nyaml.load(input())\n",
    "S608": "def find(cursor, name):\n    cursor.execute(f\"SELECT * FROM t WHERE name = '{name}'\")\n",
    "S308": "from django.utils.safestring import mark_safe\n\n\ndef show(words):\n    return mark_safe(words)\n",
    "S306": "import tempfile\ntempfile.mktemp()\n",
    "S501": "import requests\nrequests.get('https://x', verify=False, timeout=1)\n",
    "S104": "ADDRESS = '0.0.0.0'\n",
    "S105": "password = 'an invented one'\n",
    "S314": "from xml.etree.ElementTree import fromstring\nfromstring(input())\n",
    "S202": "import tarfile\ntarfile.open('x').extractall()\n",
    "S108": "PLACE = '/tmp/shared'\n",
}


@pytest.mark.parametrize("rule", sorted(PLANTED))
def test_ruff_finds_a_planted_fault_with_the_projects_own_settings(tmp_path: Path, rule: str) -> None:
    (tmp_path / "src" / "tawthiq").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "src" / "tawthiq" / "planted.py").write_text(PLANTED[rule], encoding="utf-8")
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run(
        [ruff, "check", "--no-cache", "--output-format", "concise", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f" {rule} " in done.stdout, done.stdout


# --- secrets

SECRETS = {
    "private key": "-----BEGIN " + "PRIVATE KEY-----\n" + "MC4CAQAwBQYDK2VwBCIEIA" * 3,
    "age secret key": "AGE-SECRET-KEY-" + "1" + "Q" * 58,
    "cloud key": "AKIA" + "IOSFODNN7QQQQQQQ",
    "service token": "ghp_" + "a1B2" * 9,
    "password in an address": "postgresql://rima:" + "hunter22x" + "@host/db",
    "web token": "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmN",
}


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_the_scan_for_secrets_finds_each_kind(kind: str) -> None:
    scan = script("secrets_scan")
    assert list(scan.findings(f"first line\n{SECRETS[kind]}\n")) == [(2, kind)]


def test_a_secret_in_a_new_file_fails_the_scan_and_is_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = script("secrets_scan")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "settings.py").write_text(f"x = 1\nkey = '{SECRETS['cloud key']}'\n")
    monkeypatch.setattr(scan, "ROOT", tmp_path)
    assert scan.main() == 1
    said = capsys.readouterr().out
    assert "settings.py:2: cloud key" in said
    assert SECRETS["cloud key"] not in said
    (tmp_path / "settings.py").write_text("x = 1\n")
    assert scan.main() == 0


# --- known faults of dependencies

VULNERABLE = SimpleNamespace(returncode=1, stdout="django 1.0 PYSEC-2099-1", stderr="Found 1 known vulnerability")
AWAY = SimpleNamespace(returncode=1, stdout="", stderr="ConnectionError: Max retries exceeded")
CLEAN = SimpleNamespace(returncode=0, stdout="", stderr="No known vulnerabilities found")


@pytest.mark.parametrize(
    ("answers", "arguments", "status", "said"),
    [
        ([CLEAN, CLEAN], [], 0, "nothing known"),
        ([VULNERABLE, CLEAN], [], 1, "PYSEC-2099-1"),
        ([CLEAN, VULNERABLE], [], 1, "PYSEC-2099-1"),
        ([AWAY, AWAY], [], 0, "SKIPPED"),
        ([AWAY, AWAY], ["--strict"], 1, "SKIPPED"),
        ([AWAY, VULNERABLE], [], 1, "PYSEC-2099-1"),
    ],
)
def test_the_audit_fails_on_a_known_fault_and_says_when_it_could_not_ask(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: list[Any],
    arguments: list[str],
    status: int,
    said: str,
) -> None:
    audit = script("audit_dependencies")
    left = list(answers)
    monkeypatch.setattr(audit, "subprocess", SimpleNamespace(run=lambda *_given, **_named: left.pop(0)))
    assert audit.main(arguments) == status
    assert said in capsys.readouterr().out


def test_a_fault_that_speaks_of_the_network_is_still_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of faults and packages may hold such words; what pip-audit says on its way decides, not what it found."""
    audit = script("audit_dependencies")
    found = SimpleNamespace(
        returncode=1, stdout="urllib3 1.0 HTTPError timed out", stderr="Found 1 known vulnerability"
    )
    monkeypatch.setattr(audit, "subprocess", SimpleNamespace(run=lambda *_given, **_named: found))
    assert audit.main([]) == 1


# --- places that do what an attacker would like

DANGEROUS: dict[str, tuple[str, str]] = {
    "a program": ("web/page.py", "import subprocess\n"),
    "a part of a module": ("web/page.py", "from subprocess import run\n"),
    "a C library": ("intake/reader.py", "from ctypes import CDLL\n"),
    "an address": ("web/page.py", "from urllib import request\n"),
    "an object that runs code": ("keeping/cache.py", "import pickle\n"),
    "markup": ("web/page.py", "from django.utils.safestring import mark_safe\nshown = mark_safe(words)\n"),
    "markup put together": ("web/page.py", "shown = format_html(f'<b>{words}</b>')\n"),
    "a statement": ("keeping/find.py", "cursor.execute('SELECT ' + name)\n"),
    "a statement of Django": ("keeping/find.py", "models.Record.objects.raw('SELECT 1')\n"),
    "a shell": ("actions/do.py", "start('ls', shell=True)\n"),
    "a program in text": ("actions/do.py", "eval(words)\n"),
    "a form from anywhere": ("web/page.py", "page = csrf_exempt(page)\n"),
    "a template that escapes nothing": ("web/templates/x.html", "<p>{{ words|safe }}</p>"),
    "a template that stops escaping": ("web/templates/x.html", "{% autoescape off %}{{ words }}{% endautoescape %}"),
    "a script that makes markup": ("web/static/x.js", "box.innerHTML = words;"),
    "a script that runs text": ("web/static/x.js", "eval(words);"),
}


@pytest.mark.parametrize("what", sorted(DANGEROUS))
def test_a_dangerous_place_that_is_not_listed_is_found(tmp_path: Path, what: str) -> None:
    name, words = DANGEROUS[what]
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(words, encoding="utf-8")
    faults: Callable[..., list[str]] = script("dangerous_calls").faults
    found = faults(tmp_path, {})
    assert found
    assert all(fault.startswith(f"{name}:") for fault in found)


@pytest.mark.parametrize(
    "words",
    [
        "import re\nre.compile('x')\n",
        "shown = mark_safe('<b>')\n",
        "shown = format_html('<b>{}</b>', words)\n",
        "cursor.execute('SELECT %s', [name])\n",
        "mention = chains.raw(word)\n",
    ],
)
def test_what_is_harmless_is_left_alone(tmp_path: Path, words: str) -> None:
    (tmp_path / "page.py").write_text(words, encoding="utf-8")
    assert script("dangerous_calls").faults(tmp_path, {}) == []


def test_a_listed_place_that_is_gone_is_found(tmp_path: Path) -> None:
    assert script("dangerous_calls").faults(tmp_path, {("web/page.py", "starts programs"): "once"})


def test_the_list_is_as_the_program_is() -> None:
    checks = script("dangerous_calls")
    assert checks.faults(checks.SOURCE, checks.ALLOWED) == []
    assert all(reason for reason in checks.ALLOWED.values())


def test_lint_runs_them_all() -> None:
    checks = script("lint").CHECKS
    assert {"style", "secrets", "dangerous calls", "locks"} <= set(checks)
    assert "audit_dependencies.py" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
