"""A member decides on persons at the mission's standard of proof: one by one, or all that a stated rule proposes."""

from __future__ import annotations

from uuid import UUID

from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.keeping.queries import persons
from tawthiq.keeping.writes import identity
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import VerificationStatus


def verify_person(person_id: UUID, status: VerificationStatus, *, viewer: Viewer, reason: str = "") -> None:
    """Decide on one person; the decision is pinned to the person's earliest record and can be decided anew."""
    standard = read_mission(mission_folder()).policies.standard_of_proof
    with performing("verify_person", viewer=viewer, permission=Permission.VERIFY) as deed:
        person = persons.person(person_id, viewer=viewer)
        identity.add_verifications(
            [person.records[0].id],
            status=status,
            standard=standard,
            reason=reason.strip()[:1000],
            batch=deed.batch,
            at=deed.at,
            member_id=viewer.member_id,
        )
        identity.set_status([person_id], status)
        deed.enter(EntryKind.VERIFIED, person_id)
        deed.note("person", person_id, status=status.value, standard=standard)


def verify_by_rule(*, viewer: Viewer) -> int:
    """Decide "verified" on every undecided person that fits the mission's rule; returns how many.

    The rule: at least `origins_to_verify` independent origins, a day or month, a place, an outcome, a name of two
    parts or more. It is the minimum that record linkage in this field asks for, and it is written with each decision.
    """
    policies = read_mission(mission_folder()).policies
    with performing("verify_by_rule", viewer=viewer, permission=Permission.VERIFY) as deed:
        fitting = persons.fitting_rule(origins=policies.origins_to_verify, viewer=viewer)
        identity.add_verifications(
            list(fitting.values()),
            status=VerificationStatus.VERIFIED,
            standard=policies.standard_of_proof,
            reason=f"rule: {policies.origins_to_verify} independent origins, name, date and place",
            batch=deed.batch,
            at=deed.at,
            member_id=viewer.member_id,
        )
        identity.set_status(list(fitting), VerificationStatus.VERIFIED)
        deed.enter(EntryKind.VERIFIED, deed.batch)
        deed.note("person", deed.batch, persons=len(fitting), origins=policies.origins_to_verify)
    return len(fitting)
