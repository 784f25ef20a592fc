"""Where the program does what an attacker would like it to do, listed by hand; anything new must be looked at.

``python scripts/dangerous_calls.py`` reads our Python, templates and scripts. Starting programs, loading C functions,
sockets, reading objects that run code, statements put together from text, markup that nobody escapes: each stands in
`ALLOWED` with its file and the reason. A place that is not listed fails, and so does a listed one that is gone.
The rules of bandit on single calls are part of style (ruff); this is the list of places, which no such rule keeps.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tawthiq"

#: Modules that must not be imported elsewhere than is listed.
MODULES = {
    "subprocess": "starts programs",
    "ctypes": "loads C functions",
    "socket": "opens sockets",
    "urllib.request": "asks addresses",
    "http.client": "asks addresses",
    **dict.fromkeys(("pickle", "marshal", "shelve", "dill", "joblib"), "reads objects that run code"),
    **dict.fromkeys(("requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib", "telnetlib"), "asks addresses"),
}
#: Functions that must not be called elsewhere than is listed.
CALLS = {
    "mark_safe": "writes markup that nobody escapes",
    "SafeString": "writes markup that nobody escapes",
    "eval": "runs text as a program",
    "exec": "runs text as a program",
    "compile": "runs text as a program",
    "csrf_exempt": "takes forms from anywhere",
    "RawSQL": "puts statements together",
    "execv": "starts programs",
    "execve": "starts programs",
    "popen": "starts programs",
    "system": "starts programs",
}
BUILT_IN = {"compile", "eval", "exec"}
#: Harmless where their text stands in the program as it is.
OF_TEXT = {"mark_safe", "SafeString"}
FORMATS = {"format_html", "format_html_join"}
STATEMENTS = {"execute", "executemany", "executescript"}
PUT_TOGETHER = "puts statements together"

IN_TEMPLATES = {
    r"\|\s*safe\b": "writes markup that nobody escapes",
    r"\bautoescape\s+off\b": "writes markup that nobody escapes",
    r"\bsafeseq\b": "writes markup that nobody escapes",
    r"\bcsrf_exempt\b": "takes forms from anywhere",
}
IN_SCRIPTS = {
    r"\beval\s*\(|\bnew\s+Function\s*\(": "runs text as a program",
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment)\b": "makes markup of text",
    r"\bpostMessage\s*\([^)]*['\"]\*['\"]": "tells every site",
}

#: File and what it does: why it may.
ALLOWED = {
    ("actions/ask_authority.py", "asks addresses"): "timestamp authorities that the mission names; no redirects",
    ("actions/ask_model.py", "asks addresses"): "a model on this machine, by its address",
    ("actions/ask_model.py", "opens sockets"): "names the errors of a connection",
    ("actions/do_jobs.py", "starts programs"): "this very program, for long work",
    ("cli/missions.py", "starts programs"): "this very program, as a worker beside the server",
    ("cli/missions.py", "opens sockets"): "tries whether the port is free",
    ("intake/extracting.py", "starts programs"): "this very program, to read documents",
    ("intake/extractor.py", "starts programs"): "tesseract, with the picture as its input",
    ("intake/previewing.py", "starts programs"): "this very program, to draw previews",
    ("intake/seclusion.py", "loads C functions"): "unshare, prctl: what shuts the process in",
    ("keeping/carrying.py", "starts programs"): "this program, to make the tables of a copy",
    ("keeping/carrying.py", PUT_TOGETHER): "Django's own statements, that let numbers go on after what was carried",
    ("keeping/writes/bulk.py", PUT_TOGETHER): "table and columns are the model's own names, values are bound",
    ("keeping/queries/inside.py", PUT_TOGETHER): "conditions of sight, constants of that module; ids are bound",
    ("keeping/walls.py", PUT_TOGETHER): "policies of the wall, constants of that module, in migrations",
    ("keeping/append_only.py", PUT_TOGETHER): "rules of tables named in migrations",
    ("sealing/timestamps.py", "starts programs"): "openssl, with fixed arguments",
    ("web/figures/comparing.py", "writes markup that nobody escapes"): "SVG by publishing.drawing",
    ("web/overview/drawing.py", "writes markup that nobody escapes"): "SVG by publishing.drawing",
    ("web/sources/marking.py", "writes markup that nobody escapes"): "text escaped piece by piece",
    (
        "web/templatetags/tawthiq.py",
        "writes markup that nobody escapes",
    ): "message and values are escaped on the way in",
    ("web/wording.py", "writes markup that nobody escapes"): "message and values are escaped on the way in",
}


def findings_in_python(words: str) -> Iterator[tuple[int, str]]:
    """Line and kind of each place in a Python file."""
    for node in ast.walk(ast.parse(words)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield from _of_module(name.name, node.lineno)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from _of_module(node.module, node.lineno)
            for name in node.names:
                yield from _of_module(f"{node.module}.{name.name}", node.lineno)
        elif isinstance(node, ast.Call):
            yield from _of_call(node)
        elif isinstance(node, ast.keyword) and node.arg == "shell":
            yield node.value.lineno, "starts a shell"


def _of_module(name: str, line: int) -> Iterator[tuple[int, str]]:
    for module, kind in MODULES.items():
        if name == module or name.startswith(f"{module}."):
            yield line, kind


def _of_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    called = node.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    is_method = isinstance(called, ast.Attribute)
    is_fixed = bool(node.args) and isinstance(node.args[0], ast.Constant)
    is_harmless = name in BUILT_IN and is_method  # re.compile, a frame's own eval
    if name in CALLS and not is_harmless and not (is_fixed and name in OF_TEXT):
        yield node.lineno, CALLS[name]
    if name in FORMATS and node.args and not is_fixed:
        yield node.lineno, CALLS["mark_safe"]
    is_manager = isinstance(called, ast.Attribute) and ast.unparse(called.value).endswith(".objects")
    if (name in STATEMENTS and node.args and not is_fixed) or (name in {"raw", "extra"} and is_manager):
        yield node.lineno, PUT_TOGETHER


def findings_in_text(words: str, patterns: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Line and kind of each place in a template or a script."""
    for pattern, kind in patterns.items():
        for found in re.finditer(pattern, words):
            yield words.count("\n", 0, found.start()) + 1, kind


def findings(source: Path) -> Iterator[tuple[str, int, str]]:
    """File, line and kind of every place below `source`; what is vendored has its own list of digests."""
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if "/vendor/" in name or "/migrations/" in name or path.suffix not in {".py", ".html", ".js"}:
            continue
        words = path.read_text(encoding="utf-8")
        if name == "web/station.html":  # built from the scripts, which are read themselves
            continue
        found = (
            findings_in_python(words)
            if path.suffix == ".py"
            else findings_in_text(words, IN_TEMPLATES if path.suffix == ".html" else IN_SCRIPTS)
        )
        for line, kind in found:
            yield name, line, kind


def faults(source: Path, allowed: dict[tuple[str, str], str]) -> list[str]:
    """What is not on the list, and what is on it without being there."""
    found = list(findings(source))
    there = {(name, kind) for name, _, kind in found}
    new = [f"{name}:{line}: {kind}" for name, line, kind in found if (name, kind) not in allowed]
    gone = [
        f"{name}: listed as a place that {kind}, and it is not" for name, kind in allowed if (name, kind) not in there
    ]
    return sorted(new) + sorted(gone)


def main() -> int:
    """Look through all; returns 1 where something is not as listed."""
    wrong = faults(SOURCE, ALLOWED)
    for fault in wrong:
        print(fault)
    print(f"{len(ALLOWED)} places are listed, {len(wrong)} are not as listed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
