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
        home: id of the compartment in which what this member brings in now shall lie; empty for the usual one.
        is_whole: the sight of the house itself, which lays down persons and incidents from all records whoever
            asked for it. Only `tawthiq.guarding.whole.whole` makes one, and nothing read with it is shown.
        holds_folder: whether this is a command of whoever holds the mission's folder, acting in a role by that.
    """

    member_id: str
    role: Role
    language: str = "en"
    home: str = ""
    is_whole: bool = False
    holds_folder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompartmentName:
    """A part of the mission that only some members see: a case, or what a partner group brings.

    Args:
        id: opaque id.
        code: short name, the same in every language.
        kind: ``common``, ``case`` or ``partner``.
        title: what it is called.
    """

    id: str
    code: str
    kind: str
    title: str
