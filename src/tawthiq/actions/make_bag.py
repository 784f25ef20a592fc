"""Makes an evidence bag: files with the proof of what they are, for a court, a prosecutor or the other side.

The order matters. The ledger as it stands is stamped first; then the content is laid out and its list entered, with an
entry that each file was disclosed; then the ledger is signed again, and the bag gets its proofs. A process that dies on
the way leaves entries of a bag that never left, never a bag that left without entries.

What it holds is decided by `custody.bag_contents` alone, and decided again when all is laid out: what was withdrawn
meanwhile, or a compartment that its maker was taken out of, undoes it. It holds nothing that its maker does not see,
nothing that is sealed, and needs a second person where the mission's policy says so (`Step.EXPORT`), for just these
files, this purpose and this recipient. The sources in it are listed among the copies given out.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from tawthiq import __version__
from tawthiq.actions.performing import Deed, now, performing
from tawthiq.actions.prove_bag import proofs_of, signed_outside
from tawthiq.actions.seal_items import MEDIA_TYPE as SEALED
from tawthiq.actions.second_person import LONGEST_REASON, consent_missing, holds_consent, take_consent
from tawthiq.actions.second_person import ask as ask_another
from tawthiq.actions.sign_ledger import Ask, make_checkpoint, stamp_checkpoint
from tawthiq.custody import bag_files
from tawthiq.custody.bag_contents import BagPlan, Form, Item, plan_bag
from tawthiq.custody.bag_cosignatures import HeldOutside
from tawthiq.custody.bag_index import BagFacts, words_in, write_data, write_index, write_readme
from tawthiq.custody.bag_packing import pack_bag
from tawthiq.custody.bag_writing import close_bag, write_proofs
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.guarding.second_person import Step
from tawthiq.keeping.durable import flush_folder, flush_tree
from tawthiq.keeping.exhibit_store import exhibit_store
from tawthiq.keeping.queries import bags
from tawthiq.keeping.queries import ledger as ledger_queries
from tawthiq.keeping.queries.ledger import CosignatureView
from tawthiq.keeping.queries.sight import BAG
from tawthiq.keeping.writes import custody as writes
from tawthiq.keeping.writes.access import note_copies
from tawthiq.sealing.digests import copy_and_digest, digest_text
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class BagRequest:
    """What is asked for: exhibits, for whom, for which purpose of consent, why, in which language."""

    exhibit_ids: tuple[UUID, ...]
    recipient: str
    purpose: str
    reason: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class BagMade:
    """A bag: where it lies, what it holds and holds back, and which authorities did not stamp (name, code, problem)."""

    bag_id: UUID
    folder: Path
    plan: BagPlan
    key_fingerprint: str
    stamps: int
    not_stamped: tuple[tuple[str, str, str], ...]


def plan(request: BagRequest, *, viewer: Viewer) -> BagPlan:
    """What a bag would hold now; nothing is written. Refuses (BadInputError) what `make_bag` refuses."""
    require(viewer, Permission.EXPORT)
    _check(request)
    candidates = bags.candidates(
        request.exhibit_ids,
        purpose=request.purpose,
        recipient=request.recipient,
        on=now().date(),
        viewer=viewer,
    )
    if any(one.media_type == SEALED for one in candidates):
        raise NotAllowedError(
            "sealing.exhibit",
            "This file is sealed. It is handed out for a reason only.",
            "Ask for it under Sealed identities.",
        )
    return plan_bag(candidates)


def ask_second(request: BagRequest, *, viewer: Viewer) -> UUID:
    """Ask another member to consent to just this bag.

    Refuses what `plan` refuses, and (BadInputError) where no consent is needed, or one that holds is there.
    """
    plan(request, viewer=viewer)
    if not waits_for_second(request, viewer=viewer):
        raise BadInputError("bag.no_second", "This bag waits for nobody's consent.", "Make it.")
    reason = f"{request.recipient.strip()}: {request.reason.strip()}"[:LONGEST_REASON]
    return ask_another(Step.EXPORT, object_id=_of(request), reason=reason, params=_params(request), viewer=viewer)


def waits_for_second(request: BagRequest, *, viewer: Viewer) -> bool:
    """Whether this bag needs a second person's consent that is not there (any more)."""
    return not holds_consent(Step.EXPORT, object_id=_of(request), params=_params(request), viewer=viewer)


def _of(request: BagRequest) -> str:
    """The thing that a consent is filed under: the same in whatever order the files are named."""
    return min((str(i) for i in request.exhibit_ids), default="")


def _params(request: BagRequest) -> dict[str, Any]:
    """What a consent is bound to: ids and codes, and the digest of whom it is for."""
    return {
        "bag": sorted(str(i) for i in request.exhibit_ids),
        "purpose": request.purpose,
        "recipient_sha256": digest_text(request.recipient.strip()),
    }


def _check(request: BagRequest) -> None:
    if request.purpose not in vocabulary("consent_purpose").codes():
        raise BadInputError("bag.purpose", "There is no such purpose of consent.", "Choose one of the list.")
    if not request.recipient.strip() or len(request.recipient) > 200:
        raise BadInputError("bag.recipient", "A bag says who gets it.", "Name the recipient in at most 200 letters.")
    if not request.reason.strip() or len(request.reason) > 1000:
        raise BadInputError("bag.reason", "A bag says why it is made.", "Write the reason in at most 1,000 letters.")
    words_in(request.language)


def make_bag(request: BagRequest, folder: Path, *, viewer: Viewer, ask: Ask) -> BagMade:
    """Write a bag into the new `folder`; `ask` sends a request to a timestamp authority.

    Refuses (NotAllowedError) a bag without the second person that the policy asks for, or with something sealed.

    Refuses (BadInputError) a folder that is there, a bag without reason or recipient, an unknown purpose or language,
    and one of which nothing asked for may leave; (EvidenceError) files that are not those that were received.
    """
    chosen = plan(request, viewer=viewer)
    if folder.exists():
        raise BadInputError("bag.exists", f"{folder.name} is already there.", "Name a new folder.")
    if waits_for_second(request, viewer=viewer):
        raise consent_missing()
    checkpoint = make_checkpoint(viewer=viewer)
    stamped = stamp_checkpoint(checkpoint, viewer=viewer, ask=ask)
    signed = signed_outside(chosen, viewer=viewer)
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".bag-"))
    try:
        with performing("make_bag", viewer=viewer, permission=Permission.EXPORT) as deed:
            bag_id = deed.new_id()
            _write_content(work, request, chosen, signed, bag_id=bag_id, deed=deed)
            if plan(request, viewer=viewer) != chosen:
                raise ConflictError(
                    "bag.changed",
                    "What may leave has changed while the bag was made.",
                    "Look again at what would leave.",
                )
            take_consent(Step.EXPORT, object_id=_of(request), deed=deed, params=_params(request))
            listed = bag_files.write_manifest(work)
            entered = _enter(deed, request, chosen, bag_id=bag_id, listed=listed)
        proofs = proofs_of(chosen, entered, signed, viewer=viewer)
        write_proofs(work, ledger_queries.lines(viewer=viewer), proofs)
        close_bag(work, facts=_info(request, chosen, bag_id), readme=write_readme(request.language))
        work.chmod(0o700)
        flush_tree(work)
        work.replace(folder)
        flush_folder(folder.parent)
    finally:
        if work.exists():
            shutil.rmtree(work)
    return BagMade(
        bag_id=bag_id,
        folder=folder,
        plan=chosen,
        key_fingerprint=proofs.verifier.fingerprint(),
        stamps=sum(len(one.tokens) for one in proofs.stamped),
        not_stamped=stamped.failed,
    )


def _write_content(
    work: Path,
    request: BagRequest,
    chosen: BagPlan,
    signed: Sequence[CosignatureView],
    *,
    bag_id: UUID,
    deed: Deed,
) -> None:
    viewer = deed.viewer
    (work / "data/exhibits").mkdir(parents=True)
    store = exhibit_store()
    for item in chosen.items:
        if item.form is Form.WHOLE:
            with store.open_checked(item.candidate.sha256) as source:
                target = work / bag_files.EXHIBITS / item.candidate.sha256
                with target.open("xb") as out:
                    copy_and_digest(source, out)
        else:
            _write_extract(work, item, request, viewer=viewer)
    ids = [item.candidate.exhibit_id for item in chosen.items]
    consents: dict[str, list[dict[str, Any]]] = {
        i: bags.consent_basis(UUID(i), purpose=request.purpose, viewer=viewer) for i in ids
    }
    counts: dict[str, int] = {}
    for _, about, _ in ledger_queries.entries_of(ids, viewer=viewer):
        counts[about] = counts.get(about, 0) + 1
    facts = BagFacts(
        bag_id=str(bag_id),
        made_at=deed.at.isoformat(timespec="seconds"),
        origin=ledger_queries.keys(viewer=viewer)[-1].verifier.name,
        recipient=request.recipient,
        purpose=vocabulary("consent_purpose").label(request.purpose, "ar" if request.language == "ar" else "en"),
        purpose_code=request.purpose,
        reason=request.reason,
        is_stamped=any(c.tokens for c in ledger_queries.checkpoints(viewer=viewer)),
        held_outside=tuple(
            HeldOutside(
                size=one.checkpoint_size,
                at=one.signed_at,
                name=one.cosigner.name,
                fingerprint=one.cosigner.fingerprint(),
            )
            for one in signed
        ),
    )
    page = write_index(chosen, facts, consents=consents, entries=counts, language=request.language)
    (work / "data/index.html").write_text(page, encoding="utf-8")
    (work / "data/index.json").write_text(write_data(chosen, facts, consents=consents), encoding="utf-8")
    history = "".join(
        json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n" for row in bags.accesses(ids, viewer=viewer)
    )
    (work / "data/history.jsonl").write_text(history, encoding="utf-8")


def _write_extract(work: Path, item: Item, request: BagRequest, *, viewer: Viewer) -> None:
    folder = work / "data/extracts"
    folder.mkdir(exist_ok=True)
    rows = bags.rows_about(request.exhibit_ids, UUID(item.candidate.exhibit_id), viewer=viewer)
    data = {"exhibit": item.candidate.exhibit_id, "sha256": item.candidate.sha256, "rows": rows}
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / f"{item.candidate.sha256}.json").write_text(text, encoding="utf-8")


def _enter(deed: Deed, request: BagRequest, chosen: BagPlan, *, bag_id: UUID, listed: str) -> int:
    """Write into ledger, audit and store that this leaves; returns the entry that holds the list's digest."""
    for item in chosen.items:
        one = item.candidate
        deed.enter(EntryKind.DISCLOSED, one.exhibit_id, sha256=one.sha256, size=one.size)
    manifest = digest_text(listed)
    entered = deed.enter(EntryKind.EXPORTED, bag_id, sha256=manifest, size=len(listed.encode("utf-8")))
    contents = {
        "items": [[item.candidate.exhibit_id, item.candidate.why.value, item.form.value] for item in chosen.items],
        "withheld": [[held.candidate.exhibit_id, held.reason.value] for held in chosen.withheld],
    }
    writes.add_bag(
        bag_id=bag_id,
        at=deed.at,
        member_id=deed.viewer.member_id,
        recipient=request.recipient.strip(),
        purpose=request.purpose,
        reason=request.reason.strip(),
        language=request.language,
        manifest_sha256=manifest,
        contents=contents,
    )
    taken = bags.sources_in([item.candidate.exhibit_id for item in chosen.items], viewer=deed.viewer)
    note_copies(
        taken,
        kind=BAG,
        copy_id=bag_id,
        member_id=deed.viewer.member_id,
        at=deed.at,
        recipient=request.recipient.strip(),
    )
    deed.note("bag", bag_id, items=len(chosen.items), withheld=len(chosen.withheld), purpose=request.purpose)
    return entered


def _info(request: BagRequest, chosen: BagPlan, bag_id: UUID) -> dict[str, str]:
    """``bag-info.txt``: labels of RFC 8493, and nothing about anybody."""
    size = sum(item.candidate.size for item in chosen.items if item.form is Form.WHOLE)
    return {
        "Bag-Software-Agent": f"Tawthiq {__version__}",
        "Bagging-Date": now().date().isoformat(),
        "External-Identifier": str(bag_id),
        "Bag-Size": f"{size} bytes of exhibits",
        "Internal-Sender-Description": f"{len(chosen.items)} exhibits, {len(chosen.withheld)} withheld and listed",
        "Payload-Language": request.language,
    }


def make_packed_bag(request: BagRequest, target: Path, *, viewer: Viewer, ask: Ask) -> BagMade:
    """Make a bag as one new zip file; refuses what `make_bag` refuses."""
    if target.exists():
        raise BadInputError("bag.exists", f"{target.name} is already there.", "Name a new file.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bag-") as work:
        made = make_bag(request, Path(work) / "bag", viewer=viewer, ask=ask)
        packed = Path(work) / "bag.zip"
        pack_bag(made.folder, packed)
        packed.replace(target)
        flush_folder(target.parent)
    return replace(made, folder=target)
