"""Commands about who outside stands witness: hold, hold-key, holder, holder-key, holder-signature, authority."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.custody import ExistingFile, end, told
from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("hold")(hold)
    app.command("hold-key")(hold_key)
    app.command("holder")(holder)
    app.command("holder-key")(holder_key)
    app.command("holder-signature")(holder_signature)
    app.command("authority")(authority)


def hold(
    file: ExistingFile,
    folder: Annotated[Path, typer.Argument(help="The folder where you keep what you are given.")],
    key: Annotated[str, typer.Option(help="The ledger's key, as you were given it: one line.")] = "",
    sign: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Sign what is kept with this key file of yours.")
    ] = None,
) -> None:
    """For holders outside: check a new checkpoint against those you hold, and keep it. Needs no mission.

    With --sign, what is kept is signed too: give the file back to the mission, which shows who held it and when.
    """
    from tawthiq.custody.checkpoints import open_checkpoint
    from tawthiq.custody.holding import check_handout, read_handout
    from tawthiq.sealing.signing import read_verifier

    known = folder / "key.txt"
    if not key and not known.is_file():
        raise BadInputError("hold.key", "The ledger's key is not known here yet.", "Give it once with --key.")
    verifiers = [read_verifier(line) for line in (key or known.read_text(encoding="utf-8")).splitlines() if line]
    handout = read_handout(file.read_text(encoding="utf-8"))
    arrived = open_checkpoint(handout.note, verifiers)
    folder.mkdir(parents=True, exist_ok=True)
    notes = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("checkpoint-*.txt"))]
    newest = max((open_checkpoint(note, verifiers) for note in notes), key=lambda c: c.size, default=None)
    findings = check_handout(handout, newest, verifiers)
    name = f"checkpoint-{arrived.size:012d}.txt" if not findings else f"refused-{arrived.size:012d}.txt"
    note = handout.note
    if sign is not None and not findings:
        note = _cosigned(note, sign)
    (folder / name).write_text(note, encoding="utf-8")
    if key:
        known.write_text(key.strip() + "\n", encoding="utf-8")
    last = f"It continues what you hold; kept as {name}." if not findings else "Keep both files: they are the evidence."
    if note != handout.note:
        last += f" Signed by you: give {folder / name} back to the mission."
    session.show("\n".join([*told(findings), last]), {"size": arrived.size, "findings": findings, "file": name})
    end(holds=not findings)


def _cosigned(note: str, file: Path) -> str:
    from datetime import UTC, datetime

    from tawthiq.sealing.cosigning import cosign
    from tawthiq.sealing.keys import unprotect
    from tawthiq.sealing.signing import SigningKey

    words = str(typer.prompt("Passphrase of your key", hide_input=True, err=True))
    name, _, seed = unprotect(file.read_bytes(), " ".join(words.lower().split())).partition(" ")
    try:
        secret = SigningKey(name=name, seed=bytes.fromhex(seed))
        return cosign(note, secret, at=datetime.now(UTC))  # noqa: TID251 - the command line reads the clock
    except ValueError as error:
        raise BadInputError(
            "cosigner.file", "This is not a key that signs checkpoints.", "Make one: tawthiq hold-key FILE --name NAME."
        ) from error


def hold_key(
    file: Annotated[Path, typer.Argument(help="The key file to write.")],
    name: Annotated[str, typer.Option(help="How your signatures are named: a short word without spaces, no person's.")],
) -> None:
    """For holders outside: make a key to sign what you hold, in a file under a passphrase. Needs no mission."""
    import secrets

    from tawthiq.sealing.cosigning import cosigner_of
    from tawthiq.sealing.keys import protect
    from tawthiq.sealing.signing import SigningKey
    from tawthiq.sealing.words import passphrase

    if re.fullmatch(r"[A-Za-z0-9._/-]{1,100}", name) is None:
        raise BadInputError(
            "cosigner.name", "A key's name is letters, digits, dots and slashes.", "Such as partner.example/ledger."
        )
    if file.exists():
        raise BadInputError("keys.exists", f"{file.name} is already there.", "Name a new file.")
    secret = SigningKey(name=name, seed=secrets.token_bytes(32))
    words = passphrase(secrets.randbelow)
    file.touch(mode=0o600)
    file.write_bytes(protect(f"{name} {secret.seed.hex()}", words))
    public = cosigner_of(secret)
    session.show(
        f"Wrote {file}.\nPassphrase (write it down by hand, shown once): {words}\n"
        f"Give the mission this line: {public.line()}\nFingerprint: {public.fingerprint()}",
        {"file": file, "passphrase": words, "key": public.line(), "fingerprint": public.fingerprint()},
    )


def holder(
    add: Annotated[str, typer.Option(help="Name somebody outside who will keep copies.")] = "",
    give: Annotated[str, typer.Option(help="Write what this holder is to be given now.")] = "",
    to: Annotated[Path | None, typer.Option(help="With --give: the new file.")] = None,
    ending: Annotated[str, typer.Option("--end", help="This holder keeps no copies any more.")] = "",
) -> None:
    """Holders outside, and what each was given last; add one, end one, or write what one is to be given."""
    viewer = session.start()
    from tawthiq.actions.manage_holders import add_holder, end_holder
    from tawthiq.actions.sign_ledger import hand_out
    from tawthiq.keeping.queries import ledger

    if add:
        add_holder(add, viewer=viewer)
    ids = {one.name: one.id for one in ledger.holders(viewer=viewer)}
    for name in (give, ending):
        if name and name not in ids:
            raise BadInputError("holder.unknown", f"There is no holder {name}.", "Add them with --add.")
    if ending:
        end_holder(ids[ending], viewer=viewer)
    if give:
        if to is None or to.exists():
            raise BadInputError("holder.file", "Where it is to be written is not clear.", "Name a new file with --to.")
        to.write_text(hand_out(ids[give], viewer=viewer).text(), encoding="utf-8")
    rows = ledger.holders(viewer=viewer)
    words = [
        f"{one.name}: {one.size} entries"
        + (f", {one.at:%Y-%m-%d}" if one.at else "")
        + (" (ended)" if one.ended_at else "")
        for one in rows
    ]
    session.show("\n".join(words) or "Nobody outside holds a copy yet: add two with --add.", rows)


def holder_key(
    name: Annotated[str, typer.Argument(help="The holder, as named with `tawthiq holder --add`.")],
    line: Annotated[str, typer.Argument(help="The line of their key, as `tawthiq hold-key` printed it for them.")],
) -> None:
    """Know a holder by the key that they sign with; compare its fingerprint with them over another channel."""
    viewer = session.start()
    from tawthiq.actions.take_cosignatures import add_holder_key
    from tawthiq.keeping.queries import ledger
    from tawthiq.sealing.cosigning import read_cosigner

    ids = {one.name: one.id for one in ledger.holders(viewer=viewer)}
    if name not in ids:
        raise BadInputError("holder.unknown", f"There is no holder {name}.", "Add them with tawthiq holder --add.")
    add_holder_key(ids[name], line, viewer=viewer)
    print_of = read_cosigner(line).fingerprint()
    session.show(f"{name} signs with this key from now on. Fingerprint: {print_of}", {"fingerprint": print_of})


def holder_signature(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A checkpoint that a holder signed and gave back.")
    ],
) -> None:
    """Take in what a holder signed: `tawthiq verify` then checks it, and says who held how much, and when."""
    viewer = session.start()
    from tawthiq.actions.take_cosignatures import take_cosignatures

    taken = take_cosignatures(file.read_text(encoding="utf-8"), viewer=viewer)
    words = [f"{t.holder} signed at {t.signed_at:%Y-%m-%d %H:%M} UTC that they hold {t.size} entries." for t in taken]
    session.show("\n".join(words) or "It is kept already.", taken)


def authority(
    name: Annotated[str, typer.Argument(help="The name of an authority to add; none: list them.")] = "",
    url: Annotated[str, typer.Option(help="Its address for RFC 3161 requests.")] = "",
    root: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Its root certificate (PEM).")] = None,
    chain: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="What leads to its signer (PEM).")
    ] = None,
    retire: Annotated[str, typer.Option(help="Ask this authority no more.")] = "",
) -> None:
    """Timestamp authorities that the mission asks; add one, or retire one."""
    viewer = session.start()
    from tawthiq.actions.manage_holders import add_authority, retire_authority
    from tawthiq.keeping.queries import ledger

    if name:
        if root is None or not url:
            raise BadInputError("authority.root", "An authority has an address and a root.", "Give --url and --root.")
        add_authority(
            name,
            url,
            root_pem=root.read_text(encoding="utf-8"),
            chain_pem=chain.read_text(encoding="utf-8") if chain else "",
            viewer=viewer,
        )
    if retire:
        ids = {one.name: one.id for one in ledger.authorities(viewer=viewer)}
        if retire not in ids:
            raise BadInputError("authority.unknown", f"There is no authority {retire}.", "Look at the list.")
        retire_authority(ids[retire], viewer=viewer)
    rows = ledger.authorities(viewer=viewer)
    data = [{"name": one.name, "url": one.url} for one in rows]
    session.show("\n".join(f"{one.name}: {one.url}" for one in rows) or "No authority is asked yet.", data)
