"""Commands about reading with a model and with better rules: model on, off, show, ask; read-again."""

from __future__ import annotations

from typing import Annotated

import typer

from tawthiq.cli.session import session

model = typer.Typer(
    name="model", no_args_is_help=True, help="A model that may be asked who says what: off unless switched on here."
)


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(model)
    app.command("read-again")(read_again)


@model.command("on")
def on(
    url: Annotated[str, typer.Argument(help="OpenAI-compatible address, such as http://127.0.0.1:8080/v1.")],
    name: Annotated[str, typer.Option("--model", help="The model's name on that server.")],
    allow_host: Annotated[
        str,
        typer.Option(
            "--allow-host",
            help="Name the host again where it is not this machine: reports, and so witnesses' words, are sent there.",
        ),
    ] = "",
) -> None:
    """Let a model be asked who says what. Kept in the ledger."""
    viewer = session.start()
    from tawthiq.actions.manage_model import switch_on

    switch_on(url, name, viewer=viewer, allowed_host=allow_host)
    where = f"on {allow_host}, NOT this machine" if allow_host else "on this machine"
    session.show(
        f"The model {name} {where} may be asked. Ask it with:  tawthiq model ask",
        {"on": True, "model": name, "url": url, "allowed_host": allow_host},
    )


@model.command("off")
def off() -> None:
    """Let no model be asked any more. What was proposed stays."""
    viewer = session.start()
    from tawthiq.actions.manage_model import switch_off

    switch_off(viewer=viewer)
    session.show("No model is asked any more.", {"on": False})


@model.command("show")
def show() -> None:
    """Say whether a model may be asked, where, and who allowed it."""
    viewer = session.start()
    from tawthiq.keeping.queries.models import model_setting

    setting = model_setting(viewer=viewer)
    if setting is None:
        session.show("No model may be asked.", {"on": False})
        return
    words = f"{setting.model} at {setting.url} may be asked; allowed by {setting.member} on {setting.at:%Y-%m-%d}."
    session.show(words, {"on": True, "setting": setting})


@model.command("ask")
def ask() -> None:
    """Ask the model about every report it was not asked about yet. Run again after a stop, it goes on."""
    viewer = session.start()
    from tawthiq.actions.manage_model import ask_about_reports

    with session.progress("Asking the model") as tell:
        asked = ask_about_reports(viewer=viewer, progress=tell)
    words = [f"{asked.reports} reports: {asked.proposed} speakers proposed, {asked.dropped} answers dropped."]
    words += [f"S-{number}: not asked about [{code}]" for number, code in asked.failed]
    session.show("\n".join(words), asked)


def read_again() -> None:
    """Read every report again with this version's rules: only what is new is proposed, nothing decided is asked."""
    viewer = session.start()
    from tawthiq.actions.propose import read_all_again

    with session.progress("Reading again") as tell:
        found = read_all_again(viewer=viewer, progress=tell)
    new = f"{found.figures} figures, {found.quotations} quotations, {found.events} events"
    words = [f"{found.reports} reports read again. New: {new}."]
    words += [f"S-{number}: not read [{code}]" for number, code in found.failed]
    session.show("\n".join(words), found)
