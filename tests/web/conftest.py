"""A member of each kind, and a browser-like client signed in as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tawthiq.keeping.models import Member
from tawthiq.keeping.writes import access
from tawthiq.terms.members import Role, Viewer
from web.evidence import Evidence, fill
from web.small_mission import SmallMission, build

PASSWORD = "a long invented passphrase"


@pytest.fixture
def make_member(db: None) -> Callable[..., Member]:  # noqa: ARG001
    def make(
        *, role: Role = Role.COORDINATOR, language: str = "en", username: str = "rima", sees_common: bool = True
    ) -> Member:
        member = Member(
            username=username,
            display_name="Rima Invented",
            role=role.value,
            language=language,
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        member.set_password(PASSWORD)
        member.save()
        common = access.ensure_common(at=member.created_at)
        if sees_common:
            access.grant(compartment=common, member_id=str(member.id), by=None, at=member.created_at)
        return member

    return make


@pytest.fixture
def signed_in(make_member: Callable[..., Member], client: Client) -> Client:
    client.force_login(make_member())
    return client


@pytest.fixture
def mission(tmp_path: Path, settings: Any, make_member: Callable[..., Member]) -> SmallMission:
    """A small mission whose coordinator is ``rima``."""
    return build(tmp_path, settings, make_member())


@pytest.fixture
def sign_in(make_member: Callable[..., Member]) -> Callable[..., Client]:
    """A client signed in as a member of this role, in this language."""

    def sign(role: Role = Role.CODER, *, language: str = "en") -> Client:
        client = Client()
        client.force_login(make_member(role=role, language=language, username=f"{role.value}-{language}"))
        return client

    return sign


@pytest.fixture
def mission_folder(tmp_path: Path, settings: Any) -> Path:
    """An empty mission folder, open."""
    settings.MISSION = tmp_path / "mission"
    (settings.MISSION / "exhibits").mkdir(parents=True)
    (settings.MISSION / "mission.toml").write_text('name = "Invented"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def coordinator(make_member: Callable[..., Member]) -> Viewer:
    return Viewer(member_id=str(make_member(username="coordinator").id), role=Role.COORDINATOR)


@pytest.fixture
def evidence(mission_folder: Path, coordinator: Viewer) -> Evidence:
    """A list, two reports, an interview."""
    return fill(mission_folder, coordinator)


@pytest.fixture
def counted(mission: SmallMission) -> SmallMission:
    """The small mission, verified by rule and counted once."""
    from tawthiq.actions.count_documented import count_documented
    from tawthiq.actions.verify_persons import verify_by_rule

    verify_by_rule(viewer=mission.viewer)
    count_documented(viewer=mission.viewer)
    return mission
