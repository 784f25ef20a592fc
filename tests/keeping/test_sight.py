"""Every query asks who is asking: what a role may not see is as if it were not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keeping.kept import keep_records, keep_source
from missions import TestMission
from tawthiq.keeping.queries import (
    custody,
    figures,
    frames,
    incidents,
    members,
    overview,
    persons,
    records,
    results,
    review,
    sources,
)
from tawthiq.keeping.queries.person_filter import PersonFilter
from tawthiq.terms.errors import NotFoundError
from tawthiq.terms.members import Role

CONTENT: dict[str, Callable[..., Any]] = {
    "exhibits": custody.exhibits,
    "figures": figures.find_figures,
    "record frame": frames.record_frame,
    "person frame": frames.person_frame,
    "judgements": frames.effective_judgements,
    "incidents": incidents.incidents,
    "outcome counts": overview.outcome_counts,
    "persons": lambda viewer: persons.find_persons(PersonFilter(), viewer=viewer),
    "recent judgements": review.recent_judgements,
    "report texts": sources.report_texts,
}
WITHOUT_CONTENT = (Role.MONITOR, Role.AUDITOR, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", WITHOUT_CONTENT)
@pytest.mark.parametrize("name", CONTENT)
def test_content_is_not_there_for_who_may_not_see_it(mission: TestMission, role: Role, name: str) -> None:
    with pytest.raises(NotFoundError):
        CONTENT[name](viewer=mission.viewer(role))


@pytest.mark.parametrize("role", sorted(set(Role) - set(WITHOUT_CONTENT)))
@pytest.mark.parametrize("name", CONTENT)
def test_content_is_there_for_who_may(mission: TestMission, role: Role, name: str) -> None:
    assert CONTENT[name](viewer=mission.viewer(role)) is not None


@pytest.mark.parametrize("role", WITHOUT_CONTENT)
def test_a_record_whose_id_is_known_is_still_not_there(mission: TestMission, role: Role) -> None:
    viewer = mission.viewer()
    (record,) = keep_records(viewer, keep_source(viewer), ["Salim Haddad"])
    assert records.record(record, viewer=viewer).id == record
    with pytest.raises(NotFoundError):
        records.record(record, viewer=mission.viewer(role))


LEDGER_READERS = {Role.AUDITOR, Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.LAWYER, Role.COORDINATOR}


@pytest.mark.parametrize("role", sorted(Role))
def test_ledger_audit_and_accounts_are_for_those_they_are_for(mission: TestMission, role: Role) -> None:
    def opens(query: Callable[..., Any]) -> bool:
        try:
            query(viewer=mission.viewer(role))
        except NotFoundError:
            return False
        return True

    assert opens(custody.ledger_page) is (role in LEDGER_READERS)
    assert opens(custody.audit_page) is (role is Role.AUDITOR)
    assert opens(members.members) is (role is Role.ADMINISTRATOR)
    assert opens(results.releases) is (role not in WITHOUT_CONTENT)


def test_an_unsigned_viewer_with_a_role_that_does_not_exist_sees_nothing(mission: TestMission) -> None:
    from tawthiq.terms.members import Viewer

    stranger = Viewer(member_id=mission.viewer().member_id, role="stranger")  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        custody.exhibits(viewer=stranger)
