"""Commands of the key-holders, for a machine without a network: none of them opens a mission.

Private keys are written as files under a passphrase, shares as text to print. Passphrases and shares are asked for and
never stand in the command itself, where other users of the machine and the shell's history would see them.
"""

from __future__ import annotations

import json
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID, uuid4

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    from tawthiq.sealing.recipients import RecipientList

#: What the readers of archives and of JSON raise over a broken one.
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RecursionError, RuntimeError),
    *(AttributeError, TypeError, KeyError, ValueError, OSError),
)

keys = typer.Typer(no_args_is_help=True, help="Keys of those to whom identities are sealed; works without a mission.")


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(keys, name="keys", rich_help_panel=None)


@keys.command("make")
def make(
    file: Annotated[Path, typer.Argument(help="The key file to write, such as officer.key.age.")],
) -> None:
    """Make a key for an officer: a file under a passphrase of eight words, shown once."""
    from tawthiq.sealing.keys import make_identity
    from tawthiq.sealing.words import fingerprint

    identity, key = make_identity()
    words = _write_protected(file, identity)
    session.show(
        f"Wrote {file}.\nPassphrase (write it down by hand, shown once): {words}\n"
        f"Public key: {key}\nIts words: {fingerprint(key)}",
        {"file": file, "passphrase": words, "key": key, "fingerprint": fingerprint(key)},
    )


@keys.command("ceremony")
def ceremony(
    folder: Annotated[Path, typer.Argument(help="A new folder for what the ceremony makes.")],
    officer: Annotated[str, typer.Option(help="Public key of the protection officer.")],
    deputy: Annotated[str, typer.Option(help="Public key of the deputy.")],
    officer_label: Annotated[str, typer.Option(help="Label of the officer on the list: a code, no name.")] = "officer",
    deputy_label: Annotated[str, typer.Option(help="Label of the deputy on the list: a code, no name.")] = "deputy",
    after: Annotated[
        Path | None, typer.Option(help="The newest signed list of a mission that had a ceremony before.")
    ] = None,
    organisation: Annotated[Path | None, typer.Option(help="With --after: the organisation's key file.")] = None,
) -> None:
    """Make the recovery key, its three shares, and the signed list of key-holders.

    The first ceremony makes the organisation's key and the mission's id too; a later one (--after) goes on with them.
    """
    from tawthiq.sealing.keys import make_identity, unprotect
    from tawthiq.sealing.recipients import (
        Holder,
        Recipient,
        RecipientList,
        make_organisation_key,
        public_organisation_key,
        sign_list,
    )
    from tawthiq.sealing.shares import split
    from tawthiq.sealing.words import fingerprint

    before = _known_list(after) if after is not None else None
    if before is None:
        secret = make_organisation_key()
    elif organisation is None:
        raise BadInputError("keys.organisation", "A later ceremony needs the organisation's key file.", "Name it.")
    else:
        secret = unprotect(_read(organisation), _ask_words("Passphrase of the organisation's key"))
    recovery, recovery_key = make_identity()
    named = (
        (Holder.OFFICER, officer_label, officer),
        (Holder.DEPUTY, deputy_label, deputy),
        (Holder.RECOVERY, "recovery", recovery_key),
    )
    listed = RecipientList(
        mission=before.mission if before else uuid4().hex,
        version=before.version + 1 if before else 1,
        made_on=_today(),
        organisation=public_organisation_key(secret),
        recipients=tuple(Recipient(holder=holder, label=label, key=key) for holder, label, key in named),
    )
    signed = sign_list(listed, secret)
    folder.mkdir(parents=True, mode=0o700)
    _write_private(folder / f"key-holders-{listed.version}.json", signed.to_json().encode())
    words = _write_protected(folder / "organisation.key.age", secret)
    _write_private(folder / "organisation.for-recovery.age", _seal_to(recovery_key, secret, listed.mission))
    for number, share in enumerate(split(recovery), start=1):
        text = f"Tawthiq, recovery key of mission {listed.mission}, list {listed.version}\n"
        text += f"Share {number} of 3; any two bring it back.\n\n"
        _write_private(folder / f"share-{number}.txt", (text + _in_rows(share)).encode())
    card = fingerprint(listed.organisation)
    session.show(
        f"Wrote the ceremony to {folder}.\n"
        f"Words for the printed cards: {card}\n"
        f"Passphrase of organisation.key.age (write it down by hand, shown once): {words}\n"
        "Print the three shares, hand them to three people, and destroy the files share-*.txt.",
        {"folder": folder, "mission": listed.mission, "list": listed.version, "card": card, "passphrase": words},
    )


def _today() -> date:
    """The day, in UTC. The ceremony runs without a mission, so without the actions' clock, which needs one."""
    return datetime.now(UTC).date()  # noqa: TID251 - the command line reads the clock


def _known_list(file: Path) -> RecipientList:
    """A list from its file, signed by the key that it names itself: whose that is, the card says."""
    from tawthiq.sealing.recipients import Pin, check_list, read_list, read_signed

    signed = read_signed(_read(file))
    offered = read_list(signed.text)
    listed, _pin = check_list(signed, Pin(mission=offered.mission, organisation=offered.organisation))
    return listed


@keys.command("sign")
def sign(
    list_file: Annotated[Path, typer.Argument(help="The newest signed list.")],
    target: Annotated[Path, typer.Argument(help="Where the next list is written.")],
    organisation: Annotated[Path, typer.Option(help="The organisation's key file.")],
    officer: Annotated[str, typer.Option(help="New public key of the officer; the old one stays when not given.")] = "",
    deputy: Annotated[str, typer.Option(help="New public key of the deputy; the old one stays when not given.")] = "",
    recovery: Annotated[str, typer.Option(help="New recovery key; the old one stays when not given.")] = "",
) -> None:
    """Sign the next list of key-holders with the organisation's key."""
    from dataclasses import replace

    from tawthiq.sealing.keys import unprotect
    from tawthiq.sealing.recipients import sign_list

    before = _known_list(list_file)
    changed = {"officer": officer, "deputy": deputy, "recovery": recovery}
    recipients = tuple(replace(entry, key=changed.get(entry.holder.value) or entry.key) for entry in before.recipients)
    secret = unprotect(_read(organisation), _ask_words("Passphrase of the organisation's key"))
    after = replace(before, version=before.version + 1, made_on=_today(), recipients=recipients)
    _write_private(target, sign_list(after, secret).to_json().encode())
    session.show(f"Wrote list {after.version} to {target}.", {"version": after.version, "target": target})


@keys.command("combine")
def combine(
    file: Annotated[Path, typer.Argument(help="The key file to write the recovery key to.")],
) -> None:
    """Bring the recovery key back from two shares, which are asked for, into a file under a new passphrase."""
    from tawthiq.sealing.keys import public_of

    identity = _from_shares()
    words = _write_protected(file, identity)
    session.show(
        f"Wrote {file}.\nPassphrase (shown once): {words}\nPublic key: {public_of(identity)}",
        {"file": file, "passphrase": words, "key": public_of(identity)},
    )


@keys.command("open-drill")
def open_drill(
    file: Annotated[Path, typer.Argument(help="The drill's file from the keys page.")],
    organisation: Annotated[bool, typer.Option(help="Open organisation.for-recovery.age instead.")] = False,
) -> None:
    """Open a drill's words with two shares, which are asked for; nothing is written."""
    identity = _from_shares()
    content = _open_any(_read(file), identity)
    if organisation:
        target = file.with_name("organisation.key.age")
        words = _write_protected(target, content)
        session.show(f"Wrote {target}.\nPassphrase (shown once): {words}", {"file": target, "passphrase": words})
        return
    session.show(f"The words: {content}", {"words": content})


@keys.command("open")
def open_items(
    archive: Annotated[Path, typer.Argument(help="The zip for the station.")],
    key: Annotated[Path, typer.Option(help="The key file.")],
    folder: Annotated[Path, typer.Option(help="A new folder into which files are opened; words are printed.")],
) -> None:
    """Open the sealed items of a zip for the station, where there is no browser."""
    from tawthiq.sealing.bindings import Binding
    from tawthiq.sealing.envelopes import open_item
    from tawthiq.sealing.keys import unprotect
    from tawthiq.sealing.recipients import Pin, check_list, read_list, read_signed
    from tawthiq.sealing.words import fingerprint

    identity = unprotect(_read(key), _ask_words("Passphrase of the key"))
    with _station_zip(archive) as packed:
        signed = read_signed(packed.read("key-holders.json"))
        listed = read_list(signed.text)
        check_list(signed, Pin(mission=listed.mission, organisation=listed.organisation))
        items = _station_items(packed)
        folder.mkdir(parents=True, mode=0o700)
        found: list[dict[str, Any]] = []
        for item_id, item in items:
            expected = Binding(
                mission=listed.mission, record=item["record"], field=item["field"], version=item["version"]
            )
            binding, content = open_item(packed.read(f"{item_id}.age"), expected, identity)
            entry = {"number": item["number"], "witness_code": item["witness_code"], "field": binding.field}
            if item["is_file"]:
                target = folder / f"{item_id}-{binding.field}"
                _write_private(target, content)
                found.append({**entry, "file": target})
            else:
                found.append({**entry, "words": content.decode("utf-8")})
    lines = [f"S-{e['number']} {e['witness_code']} {e['field']}: {e.get('words') or e.get('file')}" for e in found]
    card = fingerprint(listed.organisation)
    session.show("\n".join([f"Compare with the card: {card}", *lines]), {"card": card, "items": found})


@contextmanager
def _station_zip(archive: Path) -> Iterator[zipfile.ZipFile]:
    """A zip for the station, open; what is broken in it or missing from it is refused (BadInputError)."""
    try:
        with zipfile.ZipFile(archive) as packed:
            yield packed
    except _BROKEN as error:
        raise BadInputError(
            "keys.station_zip", f"{archive.name} is no whole zip for the station.", "Download it again."
        ) from error


def _station_items(packed: zipfile.ZipFile) -> list[tuple[UUID, dict[str, Any]]]:
    """The items of a zip with their ids, which name files: the server that wrote it may be in other hands."""
    named = ("record", "field", "version", "number", "witness_code", "is_file")
    rows = json.loads(packed.read("items.json"))["items"]
    return [(UUID(row["id"]), {name: row[name] for name in named}) for row in rows]


def _write_protected(file: Path, secret: str) -> str:
    from tawthiq.sealing.keys import protect
    from tawthiq.sealing.words import passphrase

    words = passphrase(secrets.randbelow)
    _write_private(file, protect(secret, words))
    return words


def _write_private(file: Path, data: bytes) -> None:
    if file.exists():
        raise BadInputError("keys.exists", f"{file.name} is already there.", "Name a new file.")
    file.touch(mode=0o600)
    file.write_bytes(data)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInputError("keys.unreadable", f"{file.name} cannot be read.", "Name the file.") from error


def _ask_words(what: str) -> str:
    return " ".join(str(typer.prompt(what, hide_input=True, err=True)).lower().split())


def _from_shares() -> str:
    from tawthiq.sealing.shares import combine

    return combine([_ask_words(f"Words of the {which} share") for which in ("first", "second")])


def _seal_to(key: str, secret: str, mission: str) -> bytes:
    from tawthiq.sealing.bindings import Binding
    from tawthiq.sealing.envelopes import seal

    return seal(secret.encode(), Binding(mission=mission, record=mission, field="organisation", version=1), [key])


def _open_any(sealed: bytes, identity: str) -> str:
    """The words of a drill or of the organisation's key: whatever else it is, is refused."""
    from tawthiq.sealing.envelopes import open_unasked

    binding, content = open_unasked(sealed, identity)
    if binding.field not in {"drill", "organisation"}:
        raise BadInputError("keys.other", "This is no drill, but a sealed item.", "Open it as `keys open` does.")
    return content.decode("utf-8")


def _in_rows(share: str) -> str:
    words = share.split()
    rows = [words[at : at + 3] for at in range(0, len(words), 3)]
    return "\n".join(f"{at * 3 + 1:>2}  " + "  ".join(f"{w:<10}" for w in row) for at, row in enumerate(rows)) + "\n"


@keys.command("station")
def station(
    file: Annotated[Path, typer.Argument(help="Where the station is written, such as a stick.")],
) -> None:
    """Write the station: one HTML file that opens sealed items on a laptop without a network."""
    from importlib.resources import files

    from tawthiq.sealing.digests import digest_bytes

    data = (files("tawthiq.web") / "station.html").read_bytes()
    if file.exists():
        raise BadInputError("keys.exists", f"{file.name} is already there.", "Name a new file.")
    file.write_bytes(data)
    session.show(f"{digest_bytes(data)}  {file}", {"file": file, "sha256": digest_bytes(data)})
