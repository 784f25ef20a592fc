"""Asks whether something that is locked has a known fault; needs the network.

``python scripts/audit_dependencies.py`` runs pip-audit over both locks. Where the database of faults cannot be asked,
it says so by name and ends with 0: a machine without a network is no reason to stop work. With ``--strict`` it ends
with 1 then.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
UNREACHABLE = ("ConnectionError", "Max retries", "Failed to establish", "timed out", "ServiceError", "HTTPError")


def main(arguments: list[str]) -> int:
    """Audit each lock; returns 1 where a fault is known."""
    for lock in LOCKS:
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", lock]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if ended.returncode == 0:
            print(f"{lock}: nothing known")
        elif any(word in ended.stderr for word in UNREACHABLE):
            print(f"SKIPPED: the audit of dependencies ({lock}): the database of known faults cannot be reached")
            if "--strict" in arguments:
                return 1
        else:
            print(ended.stdout, ended.stderr[-2000:], sep="\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
