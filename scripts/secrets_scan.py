"""Looks for secrets in what is committed: private keys, tokens of services, passwords in addresses.

``python scripts/secrets_scan.py`` reads every tracked file and names file, line and kind, never the secret. What is
known and harmless (keys of published test vectors, invented passphrases) is listed with its reason. No network.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

KINDS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\n[A-Za-z0-9+/=]{20}"),
    "age secret key": re.compile(r"AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50}"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "service token": re.compile(r"\b(?:ghp|gho|ghs|github_pat|glpat|xox[abp]|sk_live|pypi)[-_][A-Za-z0-9_-]{20,}"),
    "password in an address": re.compile(r"\b[a-z][a-z0-9+]*://[^\s/:@{}<>]+:[^\s/:@{}<>$…]{3,}@[^\s]+"),
    "web token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{10,}"),
}

#: Words that say a value stands for one: in documentation and tests.
INVENTED = re.compile(r"PASSWORD|SECRET|invented|example|user:pass", re.IGNORECASE)


def findings(words: str) -> Iterator[tuple[int, str]]:
    """Line and kind of each secret in a text."""
    for kind, pattern in KINDS.items():
        for found in pattern.finditer(words):
            if not INVENTED.search(found[0].replace("AGE-SECRET-KEY", "")):
                yield words.count("\n", 0, found.start()) + 1, kind


def tracked() -> list[Path]:
    """Every file that is committed or about to be."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    return [ROOT / name for name in told.decode().split("\0") if name]


def main() -> int:
    """Scan; returns 1 where something was found."""
    files = [file for file in tracked() if file.is_file()]
    faults = [
        f"{file.relative_to(ROOT)}:{line}: {kind}"
        for file in files
        for line, kind in findings(file.read_text(encoding="utf-8", errors="replace"))
    ]
    for fault in sorted(faults):
        print(fault)
    print(f"{len(files)} files, {len(faults)} secrets")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
