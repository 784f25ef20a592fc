"""Who may do what: the whole table, written out, so that a change of it is seen."""

from __future__ import annotations

import pytest

from tawthiq.guarding.passphrases import SHORTEST, check_passphrase
from tawthiq.guarding.roles import ALLOWED, Permission, may, require, require_sight
from tawthiq.terms.errors import BadInputError, NotAllowedError, NotFoundError
from tawthiq.terms.members import Role, Viewer

SEE_CONTENT = {Role.INTAKE, Role.CODER, Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.LAWYER, Role.COORDINATOR}


def viewer(role: Role) -> Viewer:
    return Viewer(member_id="m", role=role)


def test_every_role_is_decided_on() -> None:
    assert set(ALLOWED) == set(Role)


@pytest.mark.parametrize("role", sorted(Role))
def test_who_sees_content(role: Role) -> None:
    assert may(viewer(role), Permission.READ_CONTENT) is (role in SEE_CONTENT)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.MANAGE_MEMBERS, {Role.ADMINISTRATOR}),
        (Permission.READ_AUDIT, {Role.AUDITOR}),
        (Permission.PUBLISH, {Role.COORDINATOR}),
        (Permission.JUDGE, {Role.CODER, Role.COORDINATOR}),
        (Permission.WITHDRAW, {Role.PROTECTION_OFFICER, Role.COORDINATOR}),
        (Permission.BACK_UP, {Role.CUSTODIAN, Role.ADMINISTRATOR, Role.COORDINATOR}),
        (Permission.EXPORT, {Role.LAWYER, Role.COORDINATOR}),
        (Permission.OPEN_SEALED, {Role.PROTECTION_OFFICER}),
        (Permission.MANAGE_KEYS, {Role.PROTECTION_OFFICER}),
        (Permission.CONSENT_TO_OPENING, {Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.COORDINATOR}),
        (
            Permission.CONSENT_AS_SECOND,
            {Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR},
        ),
        (
            Permission.RECORD_INTERVIEWS,
            {Role.MONITOR, Role.INTAKE, Role.PROTECTION_OFFICER, Role.COORDINATOR},
        ),
    ],
)
def test_who_may(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if may(viewer(role), permission)} == roles


def test_a_monitor_may_hand_in_and_nothing_else() -> None:
    assert ALLOWED[Role.MONITOR] == {Permission.RECORD_INTERVIEWS}


def test_who_looks_after_accounts_does_not_look_at_what_is_in_them() -> None:
    coordinator = viewer(Role.COORDINATOR)
    assert not may(coordinator, Permission.MANAGE_MEMBERS)
    assert not may(viewer(Role.ADMINISTRATOR), Permission.READ_NUMBERS)


def test_a_step_is_refused_and_a_page_is_not_there() -> None:
    with pytest.raises(NotAllowedError):
        require(viewer(Role.LAWYER), Permission.JUDGE)
    with pytest.raises(NotFoundError):
        require_sight(viewer(Role.AUDITOR), Permission.READ_CONTENT)
    require(viewer(Role.CODER), Permission.JUDGE)
    require_sight(viewer(Role.LAWYER), Permission.READ_CONTENT)


def test_a_role_that_does_not_exist_may_nothing() -> None:
    stranger = Viewer(member_id="m", role="owner")  # type: ignore[arg-type]
    assert not any(may(stranger, permission) for permission in Permission)


def test_a_short_passphrase_is_refused() -> None:
    check_passphrase("x" * SHORTEST)
    with pytest.raises(BadInputError):
        check_passphrase("x" * (SHORTEST - 1))
