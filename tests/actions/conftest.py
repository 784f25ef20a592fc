"""A small mission for actions: the one of the pages' tests, with its coordinator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tawthiq.actions.manage_members import add_first_member
from tawthiq.keeping.models import Member
from web.small_mission import SmallMission, build


@pytest.fixture
def mission(tmp_path: Path, settings: Any, db: None) -> SmallMission:  # noqa: ARG001
    """A mission of a handful of invented people; its folder is new for each test."""
    viewer = add_first_member(username="rima", passphrase="a long invented passphrase")
    return build(tmp_path, settings, Member.objects.get(id=viewer.member_id))
