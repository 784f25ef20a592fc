"""Commands about evidence that must stand: verify, checkpoint, bag, backup, restore."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError, EvidenceError

if TYPE_CHECKING:
    from tawthiq.actions.verify_mission import Verdict
    from tawthiq.custody.ledger import Finding

ExistingFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]


def add_commands(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("verify")(verify)
    app.command("checkpoint")(checkpoint)
    app.command("bag")(bag)
    app.command("backup")(backup)
    app.command("restore")(restore)


def told(findings: tuple[Finding, ...] | list[Finding]) -> list[str]:
    """Findings in words, one on each line."""
    return [f"DOES NOT HOLD  {f.where}: {f.words} [{f.code}]" for f in findings]


def verify(
    held: Annotated[
        list[str] | None,
        typer.Option(help="What was held elsewhere: a file with a checkpoint, or a head as POSITION:DIGEST."),
    ] = None,
    exhibit: Annotated[str, typer.Option(help="Check this one exhibit, by its id, with its proof.")] = "",
    bag: Annotated[
        Path | None, typer.Option(file_okay=True, exists=True, help="Check this evidence bag; needs no mission.")
    ] = None,
    key: Annotated[str, typer.Option(help="With --bag: the fingerprint of the ledger's key, as published.")] = "",
    root: Annotated[
        list[str] | None, typer.Option(help="With --bag: fingerprints of authorities' roots, as published.")
    ] = None,
    holder: Annotated[
        list[str] | None, typer.Option(help="With --bag: fingerprints of holders' keys, as they publish them.")
    ] = None,
) -> None:
    """Check everything that is kept; or one exhibit; or one evidence bag."""
    if bag is not None:
        _verify_bag(bag, key=key, roots=tuple(root or ()), holders=tuple(holder or ()))
        return
    viewer = session.start()
    from tawthiq.actions.verify_mission import verify_exhibit, verify_mission

    if exhibit:
        one = verify_exhibit(_uuid(exhibit), viewer=viewer)
        words = [
            f"{one.sha256}: {len(one.entries)} ledger entries, signed up to entry {one.checkpoint}.",
            f"Stamped by an authority at {one.stamped_at}." if one.stamped_at else "Not stamped by any authority yet.",
            *told(one.findings),
            "It holds." if one.holds else f"{len(one.findings)} findings.",
        ]
        session.show("\n".join(words), one)
        end(holds=one.holds)
        return
    head, notes = _held(held or [])
    with session.progress("Verifying") as tell:
        verdict = verify_mission(viewer=viewer, held_copy=head, held_notes=notes, progress=tell)
    session.show(_verdict_words(verdict), verdict)
    end(holds=verdict.holds)


def _verdict_words(verdict: Verdict) -> str:
    lines = [
        (
            f"{verdict.entries} ledger entries, {verdict.exhibits} exhibits and {verdict.releases} releases checked, "
            f"{verdict.checkpoints} checkpoints with {verdict.timestamps} timestamps and {verdict.cosignatures} "
            "signatures of holders outside."
        ),
        *(f"{one.holder} signed on {one.at} that they hold the first {one.size} entries." for one in verdict.cosigned),
        f"Head to write down elsewhere: {verdict.head_seq}:{verdict.head_sha256}",
        *told(verdict.findings),
    ]
    if verdict.unnamed:
        lines.append(f"{len(verdict.unnamed)} kept files are named by nothing (left by a stopped process).")
    return "\n".join([*lines, "Everything holds." if verdict.holds else f"{len(verdict.findings)} findings."])


def _verify_bag(bag: Path, *, key: str, roots: tuple[str, ...], holders: tuple[str, ...]) -> None:
    from tawthiq.custody.bag_packing import unpacked
    from tawthiq.custody.bag_verification import verify_bag

    with unpacked(bag) as folder:
        verdict = verify_bag(folder, key=key, roots=roots, holders=holders)
    words = [f"{verdict.exhibits} exhibits and {verdict.entries} ledger entries checked."]
    words += [f"The first {s.size} entries were stamped at {s.at:%Y-%m-%d %H:%M:%S} UTC." for s in verdict.stamps]
    if not verdict.stamps:
        words.append("No independent timestamp: the dates rest on the mission's own clock.")
    words += [
        f"The first {one.size} entries were held at {one.at:%Y-%m-%d %H:%M:%S} UTC, by the word of {one.name}, "
        f"key {one.fingerprint}."
        for one in verdict.cosigned
    ]
    words.append(f"Key of the ledger: {verdict.key_fingerprint}")
    words += [f"Root of an authority: {one}" for one in verdict.root_fingerprints]
    words += told(verdict.findings)
    session.show(
        "\n".join([*words, "Everything holds." if verdict.holds else f"{len(verdict.findings)} findings."]), verdict
    )
    end(holds=verdict.holds)


def end(*, holds: bool) -> None:
    """End with the status of evidence that does not hold."""
    if not holds:
        raise typer.Exit(EvidenceError.exit_status)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInputError("exhibit.id", "This is not the id of an exhibit.", "Copy it from its page.") from error


def _held(given: list[str]) -> tuple[tuple[int, str] | None, tuple[str, ...]]:
    """A head, and the notes of checkpoints, from what was held elsewhere."""
    from tawthiq.custody.holding import read_note

    head: tuple[int, str] | None = None
    notes: list[str] = []
    for text in given:
        position, _, digest = text.partition(":")
        if position.isdigit() and len(digest) == 64:
            head = (int(position), digest)
        elif Path(text).is_file():
            notes.append(read_note(Path(text).read_text(encoding="utf-8")))
        else:
            raise BadInputError(
                "verify.held", "This is neither a head nor a file.", "A head is POSITION:DIGEST, as it was printed."
            )
    return head, tuple(notes)


def checkpoint(
    stamp: Annotated[bool, typer.Option(help="Have the mission's timestamp authorities stamp it.")] = True,
    new_key: Annotated[bool, typer.Option("--new-key", help="Change the key first, as after a break-in.")] = False,
) -> None:
    """Sign the ledger as it stands, and have it stamped."""
    viewer = session.start()
    from tawthiq.actions.ask_authority import ask_over_http
    from tawthiq.actions.sign_ledger import change_key, make_checkpoint, stamp_checkpoint
    from tawthiq.keeping.queries import ledger

    if new_key:
        change_key(viewer=viewer)
    made = make_checkpoint(viewer=viewer)
    failed: tuple[tuple[str, str, str], ...] = ()
    if stamp:
        failed = stamp_checkpoint(made, viewer=viewer, ask=ask_over_http).failed
    for name, code, problem in failed:
        session.say(f"{name} did not stamp: {problem} [{code}]")
    public = ledger.keys(viewer=viewer)[-1].verifier
    session.show(
        f"{made.note}\nKey: {public.line()}\nFingerprint to publish: {public.fingerprint()}",
        {
            "size": made.size,
            "note": made.note,
            "key": public.line(),
            "fingerprint": public.fingerprint(),
            "failed": failed,
        },
    )


def bag(
    folder: Annotated[Path, typer.Argument(help="The new folder, or a new file that ends with .zip.")],
    exhibit: Annotated[list[str], typer.Option(help="Id of an exhibit; once for each.")],
    recipient: Annotated[str, typer.Option(help="Who gets it.")],
    purpose: Annotated[str, typer.Option(help="For which purpose of consent (docs/reference/vocabularies).")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence.")],
    language: Annotated[str, typer.Option(help="The court's language: en, ar or fr.")] = "en",
    preview: Annotated[bool, typer.Option("--preview", help="Say what it would hold; write nothing.")] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask another member to consent to just this bag, where the policy wants it.")
    ] = False,
) -> None:
    """Make an evidence bag: files with the proof of what they are, checked with coreutils and openssl alone.

    Where the policy second_person_for names export, another member consents first, signed in on the page Second person.
    """
    viewer = session.start()
    from tawthiq.actions.ask_authority import ask_over_http
    from tawthiq.actions.make_bag import BagRequest, ask_second, make_bag, make_packed_bag, plan

    request = BagRequest(
        exhibit_ids=tuple(_uuid(one) for one in exhibit),
        recipient=recipient,
        purpose=purpose,
        reason=reason,
        language=language,
    )
    if ask:
        asked = ask_second(request, viewer=viewer)
        session.show(
            "Asked. Another member consents on the page Second person; then make the bag within an hour, "
            f"with the same files, recipient and purpose. Request: {asked}",
            {"request": asked},
        )
        return
    if preview:
        chosen = plan(request, viewer=viewer)
    else:
        make = make_packed_bag if folder.suffix == ".zip" else make_bag
        made = make(request, folder, viewer=viewer, ask=ask_over_http)
        chosen = made.plan
        for name, code, problem in made.not_stamped:
            session.say(f"{name} did not stamp: {problem} [{code}]")
    words = [f"in    {i.candidate.sha256}  {i.candidate.why.value}, {i.form.value}" for i in chosen.items]
    words += [f"kept  {h.candidate.sha256}  {h.candidate.why.value}, {h.reason.value}" for h in chosen.withheld]
    if not preview:
        words.append(f"{made.folder} is made with {made.stamps} timestamps. Key fingerprint: {made.key_fingerprint}")
    session.show("\n".join(words), chosen if preview else made)


def backup(
    file: Annotated[Path, typer.Argument(help="The backup file to write.")],
    to: Annotated[
        list[str] | None, typer.Option(help="Public key (age1…) to seal it to. Default: those of mission.toml.")
    ] = None,
    not_sealed: Annotated[
        bool, typer.Option("--not-sealed", help="Leave it open: it holds all the mission holds, for anybody.")
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask another member to consent to just this backup; write nothing.")
    ] = False,
    reason: Annotated[str, typer.Option(help="With --ask: why, in a sentence, without names.")] = "",
) -> None:
    """Back up the mission while it is in use, sealed to the key-holders.

    Where the policy second_person_for names back_up, another member consents first to one that lies open or is sealed
    to others than mission.toml names, signed in on the page Second person.
    """
    viewer = session.start()
    from tawthiq.actions.back_up import ask_second, back_up

    if ask:
        asked = ask_second(reason=reason, viewer=viewer, recipients=to or (), may_lie_open=not_sealed)
        session.show(
            "Asked. Another member consents on the page Second person; then make the backup within an hour, "
            f"with the same --to or --not-sealed. Request: {asked}",
            {"request": asked},
        )
        return
    with session.progress("Backing up") as tell:
        made = back_up(file, viewer=viewer, recipients=to or (), may_lie_open=not_sealed, progress=tell)
    sealed = f"sealed to {made.sealed_to} key-holders" if made.sealed_to else "NOT SEALED: keep it on encrypted storage"
    session.show(
        f"{made.path}: {made.files} files, {made.size / 1e6:.1f} MB, {sealed}.\n"
        f"Head to write down elsewhere: {made.ledger_seq}:{made.ledger_sha256}",
        made,
    )


def _identity(file: Path) -> str:
    """The text of an identity: as it stands, or out of a key file as `tawthiq keys` writes it, under its passphrase."""
    from tawthiq.sealing.backups import MAGIC
    from tawthiq.sealing.keys import unprotect

    data = file.read_bytes()
    if data.startswith(MAGIC):
        words = str(typer.prompt("Passphrase of the key file", hide_input=True, err=True))
        return unprotect(data, " ".join(words.lower().split()))
    return data.decode("utf-8", errors="replace")


def restore(
    file: ExistingFile,
    folder: Annotated[Path, typer.Argument(help="The new mission's folder.")],
    identity: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A key-holder's key file; its passphrase is asked for."),
    ] = None,
    held: Annotated[
        list[str] | None, typer.Option(help="What was held elsewhere: a checkpoint's file, or POSITION:DIGEST.")
    ] = None,
) -> None:
    """Restore a backup into a new folder, and verify all of it; what was held elsewhere shows a rollback.

    With DATABASE_URL set, the database goes into the empty PostgreSQL that it names.
    """
    from tawthiq.actions.restore_backup import enter_restored, place_in_postgresql
    from tawthiq.actions.restore_backup import restore as restore_backup

    head, notes = _held(held or [])
    key = _identity(identity) if identity else ""
    with session.progress("Restoring") as tell:
        restored = restore_backup(file, folder, identity=key, progress=tell)
    if os.environ.get("DATABASE_URL"):
        with session.progress("Moving into PostgreSQL") as tell:
            place_in_postgresql(folder, progress=tell)
    session.folder = folder
    viewer = session.start()
    from tawthiq.actions.verify_mission import verify_mission

    with session.progress("Verifying") as tell:
        verdict = verify_mission(viewer=viewer, held_copy=head, held_notes=notes, progress=tell)
    enter_restored(viewer=viewer)
    warning = "" if held else "\nNothing held elsewhere was given: an older backup than the last one would not show."
    session.show(
        f"Restored {restored.files} files to {restored.folder}.\n{_verdict_words(verdict)}{warning}",
        {"restored": restored, "verdict": verdict},
    )
    end(holds=verdict.holds)
