"""Writes the reference pages under ``docs/reference/`` from the program itself.

``python scripts/reference.py`` writes them; ``--check`` changes nothing and fails when a page is not what the program
gives now, so that no command, option, setting, error or word list stays undocumented.

commands.md from the help of each command, errors.md from every place that raises or reports one, settings.md from the
mission's settings and the environment, vocabularies.md from the word lists, library.md from public docstrings,
interviews.md from the form's own fields.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tawthiq"
PAGES = ROOT / "docs" / "reference"
NOTE = "<!-- Written by scripts/reference.py: change the program, not this page. -->\n"

#: What each variable of the environment means. A variable that the program reads and that is not here fails the check.
ENVIRONMENT = {
    "DATABASE_URL": "`postgresql://user:password@host:port/name` keeps the mission's tables in PostgreSQL. "
    "Unset: in `mission.db`. Exhibits and releases stay in the folder either way.",
    "JAVA_HOME": "Where Java is, for linking on Spark. Default: the `java` on the PATH.",
    "TAWTHIQ_HOSTS": "Names under which pages may be asked for, separated by commas. Default: this machine only.",
    "TAWTHIQ_INTO": "Code of the compartment that what the command line brings in lies in; the same as `--into`.",
    "TAWTHIQ_MEMBER": "Sign-in name the command line acts as; the same as `--as`.",
    "TAWTHIQ_MISSION": "The mission's folder; the same as `--mission`.",
    "TAWTHIQ_EXHIBITS": "Where exhibits are kept instead of the mission's folder: `s3://BUCKET/PREFIX?endpoint=URL` "
    "(extra `tawthiq[s3]`; credentials as everywhere with S3).",
    "TAWTHIQ_LEDGER_KEYS": "The folder of the keys that sign ledgers. Default: the state folder.",
    "TAWTHIQ_PASSPHRASE": "Passphrase for `init` and `members --add`, for scripts that cannot be asked.",
    "TAWTHIQ_SECRET_KEY": "The key that signs sessions. Default: made once and kept outside the mission, "
    "in the state folder of the account that serves it.",
    "TAWTHIQ_TLS": "`1` says that a TLS proxy stands before the server: cookies are then sent over TLS only.",
    "XDG_CACHE_HOME": "Where the machine code of linking is kept when the program's own folder cannot be written to. "
    "Default: `~/.cache`. It holds no data.",
    "XDG_STATE_HOME": "The state folder. Default: `~/.local/state`.",
}
LIBRARY = (
    "terms",
    "sealing",
    "custody",
    "guarding",
    "intake",
    "reading",
    "matching",
    "counting",
    "publishing",
    "sample",
)
CODE = re.compile(r"[a-z]+(?:\.[a-z_]+){1,2}")
NO_CODES = {"csv", "db", "html", "json", "md", "mo", "po", "py", "toml", "txt", "xlsx", "yaml", "zip", "xml", "rels"}

EXIT_STATUSES = """Exit status: 0 done, 1 other failure, 2 bad input or usage, 3 not allowed, 4 not found, 5 conflict,
6 evidence missing or changed, 7 set-up, 8 cancelled, 130 interrupted."""
ABOUT_ERRORS = """An error stops what was asked for and says three things: a stable code, the problem, the next step.
Its kind sets the exit status of a command and the status of a page."""
ABOUT_PROBLEMS = """A problem is said of one row, cell or file and does not stop the others; a finding is what
`tawthiq verify` reports."""
ABOUT_THE_LIBRARY = """These rooms need no mission, no database and no Django: import them in a script or a notebook.
Each entry gives the first paragraph of its docstring; `help()` gives the whole."""
ABOUT_INTERVIEWS = """`tawthiq interview FILE` takes one JSON object. A witness stands in it under a code: there is no
field for a name or a contact, and a file with an unknown field is refused whole. Ages, dates and numbers are given in
words, as said. Persons and incidents may carry `words` or `quote_span` ([start, end] in the narrative)."""


# --- commands


def commands_page() -> str:
    """Every command with its arguments and options, from the command line itself."""
    import typer.main

    from tawthiq.cli.app import app

    group: Any = typer.main.get_command(app)
    lines = [
        "# Commands",
        "",
        "`tawthiq [OPTIONS] COMMAND [ARGS]`. In a clone: `python3 run.py tawthiq …`. The options before the command:",
        "",
        *_parameters(group),
        "",
        EXIT_STATUSES,
    ]
    for name, command in sorted(commands_of(group)):
        arguments = " ".join(_argument(p) for p in command.params if p.param_type_name == "argument")
        lines += [
            "",
            f"## {name}",
            "",
            f"`tawthiq {name}{' ' + arguments if arguments else ''}`",
            "",
            _flat(command.help),
        ]
        if parameters := _parameters(command):
            lines += ["", *parameters]
    return "\n".join(lines) + "\n"


def commands_of(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that is not hidden by its whole name, those of groups too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{before}{name} ")
        elif not command.hidden:
            yield f"{before}{name}", command


def _argument(parameter: Any) -> str:
    """An argument as usage lines write it: in brackets where it may be left out, with dots where there may be many."""
    name = parameter.name.upper() + ("..." if parameter.nargs < 0 else "")
    return name if parameter.required else f"[{name}]"


def _parameters(command: Any) -> list[str]:
    rows = []
    for parameter in command.params:
        if parameter.param_type_name == "argument" and parameter.help:
            rows.append(f"| `{_argument(parameter)}` | {_flat(parameter.help)} |")
        elif parameter.param_type_name == "option" and not parameter.hidden:
            names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
            given = f" Environment: `{parameter.envvar}`." if parameter.envvar else ""
            default = parameter.default
            shown = (
                f" Default: `{default}`."
                if isinstance(default, str | int | Path) and default not in ("", True, False)
                else ""
            )
            rows.append(f"| {names} | {_flat(parameter.help)}{shown}{given} |")
    return ["| option | meaning |", "|---|---|", *rows] if rows else []


def _flat(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


# --- errors


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
        (kind.exit_status, kind.__name__, kind.http_status, _flat(kind.__doc__).split(" Args:")[0]) for kind in kinds
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
        *(f"| `{one.code}` | {one.kind} | {_flat(one.problem)} | {_flat(one.next_step)} |" for one in raised),
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
                yield own.get("exit_status", 1), node.name, own.get("http_status", 500), _flat(ast.get_docstring(node))


def _merged(reported: list[Said]) -> Iterator[str]:
    by_code: dict[str, list[Said]] = defaultdict(list)
    for one in reported:
        by_code[one.code].append(one)
    for code, all_said in by_code.items():
        rooms = ", ".join(sorted({one.room for one in all_said}))
        words = " / ".join(dict.fromkeys(_flat(one.problem) for one in all_said if one.problem))
        yield f"| `{code}` | {rooms} | {words} |"


# --- settings


def environment_names() -> set[str]:
    """Variables of the environment that the program reads."""
    pattern = re.compile(r"(?:environ(?:\.get\(|\[)\s*|envvar=)\"([A-Z_]+)\"")
    return {name for file in SOURCE.rglob("*.py") for name in pattern.findall(file.read_text(encoding="utf-8"))}


def settings_page() -> str:
    """The mission's settings with their defaults, and the environment."""
    from tawthiq.intake.limits import Limits
    from tawthiq.keeping.opening import Mandate, Mission, Policies

    if missing := environment_names() - set(ENVIRONMENT):
        raise SystemExit(f"These variables are not described in scripts/reference.py: {', '.join(sorted(missing))}")
    meanings = (
        _field_words(Policies)
        | _field_words(Limits)
        | {
            "name": "The mission's name, as pages and reports show it.",
            "name_ar": "Its name in Arabic.",
            "backup_recipients": "Public age keys of the key-holders that backups are sealed to.",
            "is_demo": "Whether it is the sample mission, in which nobody exists.",
            "languages": "Languages of its reports.",
            "what": "What the mission documents.",
            "where": "Where.",
            "since": "Since when, as YYYY-MM-DD.",
        }
    )
    lines = [
        "# Settings",
        "",
        "## mission.toml",
        "",
        "Every setting of the mission's file. Unknown ones are refused.",
        "",
    ]
    for title, kind in (("", Mission), ("[mandate]", Mandate), ("[policies]", Policies), ("[limits]", Limits)):
        own = [field for field in fields(kind) if field.name not in ("mandate", "policies", "limits")]
        lines += [*([f"### {title}", ""] if title else []), "| setting | default | meaning |", "|---|---|---|"]
        for field in own:
            default = getattr(kind(**({"name": ""} if kind is Mission else {})), field.name)
            shown = (
                ""
                if default == ""
                else f"`{list(default) if isinstance(default, tuple) else default}`".replace("'", '"')
            )
            lines.append(f"| `{field.name}` | {shown} | {meanings[field.name]} |")
        lines.append("")
    lines += ["## Environment", "", "| variable | meaning |", "|---|---|"]
    lines += [f"| `{name}` | {ENVIRONMENT[name]} |" for name in sorted(ENVIRONMENT)]
    return "\n".join(lines) + "\n"


def _field_words(kind: type) -> dict[str, str]:
    """What a dataclass's docstring says of its fields, under ``Args:``."""
    text = inspect.cleandoc(kind.__doc__ or "").partition("Args:")[2]
    return {
        name: _flat(words)
        for name, words in re.findall(r"^    (\w+): ((?:.+\n?(?:        .+\n?)*))", text, re.MULTILINE)
    }


# --- vocabularies


def vocabularies_page() -> str:
    """Every shipped word list with its source, date and both labels."""
    from tawthiq.terms.vocabularies import VOCABULARIES, vocabulary

    lines = ["# Vocabularies", "", "The word lists that ship, with their source and date. Codes are what is stored."]
    for name in VOCABULARIES:
        held = vocabulary(name)
        lines += [
            "",
            f"## {name}",
            "",
            f"Source: {held.source}, {held.dated}.",
            "",
            "| code | English | العربية | note |",
        ]
        lines += ["|---|---|---|---|"]
        lines += [f"| `{t.code}` | {t.labels['en']} | {t.labels.get('ar', '')} | {_flat(t.note)} |" for t in held.terms]
    return "\n".join(lines) + "\n"


# --- library


def library_page() -> str:
    """Public functions and classes of the rooms that work without a mission, each with its first paragraph."""
    lines = [
        "# Library",
        "",
        ABOUT_THE_LIBRARY,
    ]
    for room in LIBRARY:
        lines += ["", f"## tawthiq.{room}", "", _first_paragraph(SOURCE / room / "__init__.py")]
        for file in sorted((SOURCE / room).rglob("*.py")):
            if file.name.startswith("_"):
                continue
            tree = ast.parse(file.read_text(encoding="utf-8"))
            public = [node for node in tree.body if _is_public(node)]
            if not public:
                continue
            name = ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts)
            lines += ["", f"### {name}", "", _first_paragraph(file), ""]
            lines += [f"- `{_signature(node)}`: {_flat(_paragraph(ast.get_docstring(node)))}" for node in public]
    return "\n".join(lines) + "\n"


def _is_public(node: ast.stmt) -> bool:
    named = isinstance(node, ast.FunctionDef | ast.ClassDef)
    return named and not node.name.startswith("_") and bool(ast.get_docstring(node))


def _signature(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef):
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        return f"{node.name}({ast.unparse(node.args)}){returns}"
    assert isinstance(node, ast.ClassDef)  # noqa: S101
    return node.name


def _first_paragraph(file: Path) -> str:
    return _flat(_paragraph(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))))


def _paragraph(text: str | None) -> str:
    return (text or "").split("\n\n", 1)[0]


# --- interviews


def interviews_page() -> str:
    """The fields of an interview given as JSON, from the form's own definition."""
    from tawthiq.terms import interviews, records

    kinds = (
        ("The interview", interviews.Interview),
        ("consent", interviews.Consent),
        ("consent.answers[]", interviews.ConsentFor),
        ("earlier_accounts[]", interviews.EarlierAccount),
        ("persons[]", records.PersonClaim),
        ("incidents[]", records.IncidentClaim),
    )
    lines = [
        "# Interviews",
        "",
        ABOUT_INTERVIEWS,
    ]
    for title, kind in kinds:
        hidden = {"location", "given", "persons", "incidents", "consent", "earlier_accounts", "answers"}
        names = ", ".join(f"`{field.name}`" for field in fields(kind) if field.name not in hidden)
        lines += [
            "",
            f"## {title}",
            "",
            _flat(_paragraph(inspect.cleandoc(kind.__doc__ or ""))),
            "",
            f"Fields: {names}.",
        ]
    return "\n".join(lines) + "\n"


WRITERS = {
    "commands.md": commands_page,
    "errors.md": errors_page,
    "settings.md": settings_page,
    "vocabularies.md": vocabularies_page,
    "library.md": library_page,
    "interviews.md": interviews_page,
}


def main() -> int:
    """Write the pages, or check that they are current."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, fail where a page is not current")
    check = parser.parse_args().check
    PAGES.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, write in WRITERS.items():
        page = NOTE + write()
        file = PAGES / name
        if check and (not file.is_file() or file.read_text(encoding="utf-8") != page):
            stale.append(name)
        elif not check:
            file.write_text(page, encoding="utf-8")
    if stale:
        print(f"Not current: {', '.join(stale)}; run scripts/reference.py", file=sys.stderr)
    else:
        print("The reference pages are current.")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
