"""The doctor says when the recovery key must be tried, and nothing of drills where nobody holds keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from missions import TestMission
from sealing.ceremony import ceremony
from tawthiq.actions import drill_recovery
from tawthiq.actions.publish_key_list import publish_key_list
from tawthiq.cli.checks import _drill
from tawthiq.keeping.models import RecoveryDrill
from tawthiq.terms.members import Role


def test_without_key_holders_there_is_no_drill(mission: TestMission) -> None:  # noqa: ARG001
    assert list(_drill()) == []


def test_a_drill_is_overdue_until_one_was_passed_and_again_after_its_time(
    mission: TestMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    publish_key_list(ceremony().signed, viewer=officer)
    [found] = _drill()
    assert (found.state, "never passed" in found.what) == ("warn", True)
    assert found.next_step
    drill_id = drill_recovery.begin_drill(viewer=officer)
    moment = drill_recovery.now()
    RecoveryDrill.objects.filter(id=drill_id).update(passed_at=moment)
    [found] = _drill()
    assert (found.state, found.next_step) == ("ok", "")
    monkeypatch.setattr(drill_recovery, "now", lambda: moment + timedelta(days=181))
    [found] = _drill()
    assert found.state == "warn"
    assert f"{moment:%Y-%m-%d}" in found.what
