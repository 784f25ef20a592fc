"""errors.md: every place of the program that raises an error or reports a problem."""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reference_pages.texts import SOURCE, flat

CODE = re.compile(r"[a-z]+(?:\.[a-z_]+){1,2}")
NO_CODES = {"csv", "db", "html", "json", "md", "mo", "po", "py", "toml", "txt", "xlsx", "yaml", "zip", "xml", "rels"}

ABOUT_ERRORS = """An error stops what was asked for and says three things: a stable code, the problem, the next step.
Its kind sets the exit status of a command and the status of a page."""
ABOUT_PROBLEMS = """A problem is said of one row, cell or file and does not stop the others; a finding is what
`tawthiq verify` reports."""


@dataclass(frozen=True)
class Said:
    """One code with the words it is said with, and where."""

    code: str
    kind: str
    problem: str
    next_step: str
    room: str


def said_codes() -> list[Said]:
    """Every code of the program: errors that are raised, and problems and findings that are reported."""
    found: dict[tuple[str, str, str], Said] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        room = file.relative_to(SOURCE).parts[0].removesuffix(".py")
        for one in _codes_of(ast.parse(file.read_text(encoding="utf-8")), room):
            found.setdefault((one.code, one.kind, one.problem), one)
    return sorted(found.values(), key=lambda one: (one.code, one.kind, one.problem))


def _codes_of(tree: ast.AST, room: str) -> Iterator[Said]:
    bound = {
        target.id: _words(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            # Words that were put into a variable first, in the function where they are said.
            for inner in ast.walk(node):
                if isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Name):
                    bound[inner.targets[0].id] = _words(inner.value)
                elif isinstance(inner, ast.Call):
                    yield from _codes_of_call(inner, room, bound)
        elif isinstance(node, ast.Call):
            yield from _codes_of_call(node, room, bound)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                code = _words(key)
                if _is_code(code) and _words(value) and " " in _words(value):
                    yield Said(code, "Problem", _words(value), "", room)


def _codes_of_call(call: ast.Call, room: str, bound: dict[str, str]) -> Iterator[Said]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    given = [*call.args]
    is_error = name.endswith("Error") and len(given) == 3
    if not is_error and not re.search(r"problem|finding|tell|Failure|Unreadable|Refus|fault", name, re.IGNORECASE):
        return
    code_at = 0 if is_error else next((i for i, a in enumerate(given[:2]) if any(_is_code(c) for c in _each(a))), None)
    codes = _each(given[code_at]) if code_at is not None else _each(named.get("code"))
    after = given[code_at + 1 :] if code_at is not None else given
    said = after[0] if after else named.get("message", named.get("words", named.get("problem")))
    problem = bound.get(said.id, "") if isinstance(said, ast.Name) else _words(said)
    step = _words(after[1]) if is_error else _words(named.get("next_step"))
    for code in codes:
        if _is_code(code) or (is_error and CODE.fullmatch(code)):
            yield Said(code, name if is_error else "Problem", problem, step, room)


def _each(node: ast.expr | None) -> list[str]:
    """The strings a node may be: itself, or both branches of a choice."""
    if isinstance(node, ast.IfExp):
        return [*_each(node.body), *_each(node.orelse)]
    return [_words(node)] if node is not None else []


def _is_code(text: str) -> bool:
    plain = re.sub(r"\{\w+\}", "x", text)
    return bool(CODE.fullmatch(plain)) and plain.rsplit(".", 1)[-1] not in NO_CODES and not plain.startswith("tawthiq.")


def _words(node: ast.expr | None) -> str:
    """A string as it stands, with the names of what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else f"{{{_filled(part)}}}"  # type: ignore[str-bytes-safe]
            for part in node.values
        )
    return ""


def _filled(part: ast.expr) -> str:
    names = re.findall(r"[A-Za-z_]+", ast.unparse(part.value)) if isinstance(part, ast.FormattedValue) else []
    return names[-1] if names else "…"


def errors_page() -> str:
    """Every code with its words, what to do and its exit status."""
    from tawthiq.terms import errors

    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.TawthiqError)]
    rows = [
        (kind.exit_status, kind.__name__, kind.http_status, flat(kind.__doc__).split(" Args:")[0]) for kind in kinds
    ]
    rows += own_kinds({kind.__name__ for kind in kinds})
    raised = [one for one in said_codes() if one.kind in {row[1] for row in rows}]
    reported = [one for one in said_codes() if one.kind == "Problem"]
    lines = [
        "# Errors and problems",
        "",
        ABOUT_ERRORS,
        "",
        "| kind | exit | page | meaning |",
        "|---|---|---|---|",
        *(f"| {name} | {status} | {page} | {words} |" for status, name, page, words in sorted(rows)),
        "",
        "## Errors",
        "",
        "| code | kind | problem | next step |",
        "|---|---|---|---|",
        *(f"| `{one.code}` | {one.kind} | {flat(one.problem)} | {flat(one.next_step)} |" for one in raised),
        "",
        "## Problems and findings",
        "",
        ABOUT_PROBLEMS,
        "",
        "| code | said in | words |",
        "|---|---|---|",
        *_merged(reported),
    ]
    return "\n".join(lines) + "\n"


def own_kinds(known: set[str]) -> Iterator[tuple[int, str, int, str]]:
    """Kinds of error that a room defines for itself, read without importing the room."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            is_kind = isinstance(node, ast.ClassDef) and known & {getattr(base, "id", "") for base in node.bases}
            if is_kind and node.name not in known:
                own = {
                    inner.targets[0].id: inner.value.value
                    for inner in node.body
                    if isinstance(inner, ast.Assign)
                    and isinstance(inner.targets[0], ast.Name)
                    and isinstance(inner.value, ast.Constant)
                }
                yield own.get("exit_status", 1), node.name, own.get("http_status", 500), flat(ast.get_docstring(node))


def _merged(reported: list[Said]) -> Iterator[str]:
    by_code: dict[str, list[Said]] = defaultdict(list)
    for one in reported:
        by_code[one.code].append(one)
    for code, all_said in by_code.items():
        rooms = ", ".join(sorted({one.room for one in all_said}))
        words = " / ".join(dict.fromkeys(flat(one.problem) for one in all_said if one.problem))
        yield f"| `{code}` | {rooms} | {words} |"
