"""Commands about who is who: verify persons, members."""

from __future__ import annotations

from typing import Annotated

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("confirm")(confirm)
    app.command("members")(members)


def confirm(
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="Decide 'verified' on every person that fits the mission's rule.")
    ] = False,
) -> None:
    """Verify persons by the mission's rule: enough independent origins, a name, a month and a place."""
    if not by_rule:
        raise BadInputError(
            "confirm.rule", "Persons are verified one by one on their pages.", "Give --by-rule to apply the rule."
        )
    viewer = session.start()
    from tawthiq.actions.verify_persons import verify_by_rule

    count = verify_by_rule(viewer=viewer)
    session.show(f"{count} persons are verified by the rule.", {"verified": count})


def members(
    add: Annotated[str, typer.Option(help="Sign-in name of a new member.")] = "",
    role: Annotated[str, typer.Option(help="Role of the new member.")] = "",
    language: Annotated[str, typer.Option(help="en or ar.")] = "en",
    passphrase: Annotated[
        str, typer.Option(envvar="TAWTHIQ_PASSPHRASE", help="Passphrase of the new member; asked for if not given.")
    ] = "",
) -> None:
    """List the members, or add one. Whoever holds the mission's folder may do this here."""
    from tawthiq.terms.members import Role

    session.open()
    from dataclasses import replace

    from tawthiq.actions.manage_members import add_member
    from tawthiq.keeping.queries import members as queries

    keeper = replace(session.viewer(), role=Role.ADMINISTRATOR, holds_folder=True)
    if not add:
        rows = queries.members(viewer=keeper)
        session.show(
            "\n".join(f"{m.username:<20} {m.role:<20} {'' if m.is_active else 'locked'}".rstrip() for m in rows), rows
        )
        return
    if role not in {kind.value for kind in Role}:
        raise BadInputError("members.role", "Say which role the member gets.", f"Use one of: {', '.join(Role)}.")
    secret = passphrase or typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    made = add_member(viewer=keeper, username=add, passphrase=secret, role=Role(role), language=language)
    session.show(f"{add} is a member now ({role}).", {"member_id": made.member_id, "role": role})
