"""What each role may do. Deny by default: what is not listed here for a role, the role may not.

* Content is testimony, names, records and kept files. An administrator looks after accounts and backups and
  never sees content; an auditor sees the audit and the ledger, which hold none.
* A monitor hands interviews in and cannot read them back afterwards: a seized phone opens nothing.
* Sealed identities are asked for by the protection officer alone, and open with a key that the server never had: the
  coordinator decides with others but holds no key.
* A role says what a member does; in which parts of the mission is said by compartments (`keeping.queries.sight`).
* What a member may not see answers as if it were not there.
"""

from __future__ import annotations

from enum import StrEnum

from tawthiq.terms.errors import NotAllowedError, NotFoundError
from tawthiq.terms.members import Role, Viewer


class Permission(StrEnum):
    """One thing a member may be allowed to do."""

    READ_CONTENT = "read_content"
    READ_NUMBERS = "read_numbers"
    READ_LEDGER = "read_ledger"
    READ_AUDIT = "read_audit"
    RECORD_INTERVIEWS = "record_interviews"
    ADD_SOURCES = "add_sources"
    WITHDRAW = "withdraw"
    LINK = "link"
    JUDGE = "judge"
    SETTLE = "settle"
    CONFIRM_FIGURES = "confirm_figures"
    VERIFY = "verify"
    COUNT = "count"
    PUBLISH = "publish"
    EXPORT = "export"
    MANAGE_PLACES = "manage_places"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_COMPARTMENTS = "manage_compartments"
    CONSENT_AS_SECOND = "consent_as_second"
    BACK_UP = "back_up"
    OPEN_SEALED = "open_sealed"
    CONSENT_TO_OPENING = "consent_to_opening"
    MANAGE_KEYS = "manage_keys"


P = Permission
READS = frozenset({P.READ_CONTENT, P.READ_NUMBERS})

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.MONITOR: frozenset({P.RECORD_INTERVIEWS}),
    Role.INTAKE: READS | {P.RECORD_INTERVIEWS, P.ADD_SOURCES, P.MANAGE_PLACES},
    Role.CODER: READS | {P.ADD_SOURCES, P.LINK, P.JUDGE, P.CONFIRM_FIGURES, P.VERIFY, P.COUNT},
    Role.CUSTODIAN: READS | {P.READ_LEDGER, P.ADD_SOURCES, P.BACK_UP, P.CONSENT_AS_SECOND, P.CONSENT_TO_OPENING},
    Role.PROTECTION_OFFICER: READS
    | {
        P.RECORD_INTERVIEWS,
        P.WITHDRAW,
        P.READ_LEDGER,
        P.OPEN_SEALED,
        P.MANAGE_COMPARTMENTS,
        P.CONSENT_AS_SECOND,
        P.CONSENT_TO_OPENING,
        P.MANAGE_KEYS,
    },
    Role.LAWYER: READS | {P.EXPORT, P.READ_LEDGER},
    Role.AUDITOR: frozenset({P.READ_AUDIT, P.READ_LEDGER}),
    Role.ADMINISTRATOR: frozenset({P.MANAGE_MEMBERS, P.BACK_UP, P.CONSENT_AS_SECOND}),
    Role.COORDINATOR: frozenset(P) - {P.MANAGE_MEMBERS, P.READ_AUDIT, P.OPEN_SEALED, P.MANAGE_KEYS},
}


def may(viewer: Viewer, permission: Permission) -> bool:
    """Whether the viewer's role is allowed `permission`; the house itself reads whatever it must."""
    return viewer.is_whole or permission in ALLOWED.get(viewer.role, frozenset())


def require(viewer: Viewer, permission: Permission) -> None:
    """Refuse (NotAllowedError) an action the viewer's role is not allowed."""
    if not may(viewer, permission):
        raise NotAllowedError(
            "guarding.not_allowed",
            "Your role in this mission does not include this step.",
            "Ask the mission's coordinator, who can do it or give you the role.",
        )


def require_sight(viewer: Viewer, permission: Permission) -> None:
    """Answer as if there were nothing (NotFoundError) where the viewer's role may not see what was asked for."""
    if not may(viewer, permission):
        raise NotFoundError(
            "guarding.not_found", "There is no such page or thing in this mission.", "Check the address."
        )
