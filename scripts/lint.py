"""Runs every check that is not a test, one after the other, and says at the end which did not hold.

``python3 run.py lint``: style, types, layers, translations, vendored files, migrations, locks, secrets, dangerous
calls, reference pages. Static analysis for security (the rules of bandit) is part of style: ruff runs them all. The
audit of dependencies needs the network and stands in ``.ci/run``. Each of these finds a fault that is planted
(`tests/architecture/test_security_checks.py`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

CHECKS = {
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "layers": [str(BIN / "lint-imports"), "--no-cache"],
    "types": [str(BIN / "mypy")],
    "translations": [sys.executable, "scripts/translate.py", "--check"],
    "station": [sys.executable, "scripts/station.py", "--check"],
    "vendored files": [sys.executable, "scripts/vendor.py", "--check"],
    "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "locks": [sys.executable, "scripts/lock.py", "--check"],
    "secrets": [sys.executable, "scripts/secrets_scan.py"],
    "dangerous calls": [sys.executable, "scripts/dangerous_calls.py"],
    "reference pages": [sys.executable, "scripts/reference.py", "--check"],
}


def main(wanted: list[str]) -> int:
    """Run all checks, or those named; returns 1 when one does not hold."""
    if unknown := set(wanted) - set(CHECKS):
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TAWTHIQ_", "DATABASE_URL"))},
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "tawthiq.settings",
    }
    failed = []
    for name in wanted or CHECKS:
        print(f"== {name}", flush=True)
        begun = time.monotonic()
        if subprocess.run(CHECKS[name], cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - begun:.1f} s", flush=True)
    print(f"Does not hold: {', '.join(failed)}." if failed else "Every check holds.")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
