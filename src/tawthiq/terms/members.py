"""Who asks: the member behind a page, a command or a job, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member is trusted with; `tawthiq.guarding` says what each may do."""

    MONITOR = "monitor"
    INTAKE = "intake"
    CODER = "coder"
    CUSTODIAN = "custodian"
    PROTECTION_OFFICER = "protection_officer"
    LAWYER = "lawyer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A member as queries and actions see one.

    Args:
        member_id: opaque id, the only trace of the member that ledger and logs ever hold.
        role: the member's role.
        language: interface language, ``en`` or ``ar``.
    """

    member_id: str
    role: Role
    language: str = "en"
