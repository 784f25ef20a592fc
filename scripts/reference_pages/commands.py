"""commands.md: the help of each command, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reference_pages.texts import flat

EXIT_STATUSES = """Exit status: 0 done, 1 other failure, 2 bad input or usage, 3 not allowed, 4 not found, 5 conflict,
6 evidence missing or changed, 7 set-up, 8 cancelled, 130 interrupted."""


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
            flat(command.help),
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
            rows.append(f"| `{_argument(parameter)}` | {flat(parameter.help)} |")
        elif parameter.param_type_name == "option" and not parameter.hidden:
            names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
            given = f" Environment: `{parameter.envvar}`." if parameter.envvar else ""
            default = parameter.default
            shown = (
                f" Default: `{default}`."
                if isinstance(default, str | int | Path) and default not in ("", True, False)
                else ""
            )
            rows.append(f"| {names} | {flat(parameter.help)}{shown}{given} |")
    return ["| option | meaning |", "|---|---|", *rows] if rows else []
