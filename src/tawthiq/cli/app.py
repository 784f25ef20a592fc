"""All commands under one name, and how errors leave: a sentence on stderr and an exit code by kind.

Exit codes: 0 done · 1 other failure · 2 bad input or usage · 3 not allowed · 4 not found · 5 conflict ·
6 evidence missing or changed · 7 set-up · 8 cancelled · 130 interrupted.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli import custody, estimating, evidence, holders, keys, linking, missions, models, numbers, people
from tawthiq.cli.session import session
from tawthiq.terms.errors import TawthiqError

app = typer.Typer(
    name="tawthiq",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help answers in half the time
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From testimony and lists of the dead to counts that open down to the words of the people who said them.",
)
for room in (missions, evidence, models, custody, holders, keys, linking, people, numbers, estimating):
    room.add_commands(app)


@app.callback()
def options(
    mission: Annotated[
        Path | None,
        typer.Option(
            "--mission", "-m", help="The mission's folder. Default: TAWTHIQ_MISSION, else the current folder."
        ),
    ] = None,
    member: Annotated[
        str,
        typer.Option("--as", envvar="TAWTHIQ_MEMBER", help="Sign-in name to act as. Default: the only coordinator."),
    ] = "",
    into: Annotated[
        str,
        typer.Option("--into", envvar="TAWTHIQ_INTO", help="Code of the compartment that what is brought in lies in."),
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no talk on stderr.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program an error arose.")] = False,
) -> None:
    """Take the options that stand before the command."""
    session.folder = mission
    session.member = member
    session.into = into
    session.wants_json = json
    session.is_quiet = quiet
    session.is_debugging = debug


FLAGS = ("--json", "--quiet", "-q", "--debug")
VALUED = ("--mission", "-m", "--as", "--into")


def options_first(arguments: list[str]) -> list[str]:
    """The arguments with the options of every command before the command, wherever they were typed.

    ``tawthiq read FILE --json`` and ``tawthiq --json read FILE`` mean the same. What stands after ``--`` stays.
    """
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            rest += [word, *waiting]
        elif word in FLAGS or word.startswith(("--mission=", "--as=", "--into=")):
            front.append(word)
        elif word in VALUED:
            front += [word, *islice(waiting, 1)]
        else:
            rest.append(word)
    return front + rest


def run() -> None:
    """Run a command; every error of ours becomes a sentence and its exit code."""
    try:
        app(args=options_first(sys.argv[1:]), standalone_mode=True)
    except TawthiqError as error:
        if session.is_debugging:
            raise
        session.complain(error)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        print("Stopped. What was committed stays; nothing is half-written.", file=sys.stderr)  # noqa: T201
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
