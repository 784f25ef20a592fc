"""Missions for tests: an empty one with a member of each role, and a small one built by the real actions.

`mission` works in the test's own database (SQLite, or PostgreSQL where DATABASE_URL names one). `small_mission` is the
sample of 200 people, taken in by the very actions that real lists go through; it is built once per run and every test
that asks for it gets a copy of its folder, with Django pointed at the copy. Its tests need SQLite.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from tawthiq.terms.members import Role, Viewer

MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSPHRASE = "four invented words here"
SMALL = 200
ON_POSTGRESQL = bool(os.environ.get("DATABASE_URL"))


@dataclass(frozen=True)
class TestMission:
    """A mission folder and who is in it."""

    __test__ = False

    folder: Path
    viewers: dict[Role, Viewer]

    def viewer(self, role: Role = Role.COORDINATOR) -> Viewer:
        """The member with this role."""
        return self.viewers[role]


@pytest.fixture
def quick_digests(settings: Any) -> None:
    """Passphrases digested fast: what Argon2id costs is shown where signing in is tested."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def mission_folder(tmp_path: Path, settings: Any) -> Path:
    """A mission's folder that Django's settings name; no database is touched."""
    from tawthiq.keeping.opening import Mandate, Mission, make_folder

    folder = tmp_path / "mission"
    make_folder(folder, Mission(name="Invented", mandate=Mandate(what="tests", where="nowhere", since="2025-01-01")))
    settings.MISSION = folder.resolve()
    return folder


@pytest.fixture
def mission(mission_folder: Path, db: None, quick_digests: None) -> TestMission:  # noqa: ARG001
    """An empty mission with a member of each role; the test's changes are rolled back."""
    return TestMission(mission_folder, _add_members())


@pytest.fixture(scope="session")
def empty_store(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001
    django_db_blocker: Any,
) -> Path:
    """A mission's own SQLite file with its tables and nothing in them; tests take copies."""
    from tawthiq.keeping.opening import migrate

    folder = tmp_path_factory.mktemp("empty")
    if not ON_POSTGRESQL:
        with django_db_blocker.unblock(), opened(folder):
            migrate()
    return folder / "mission.db"


@pytest.fixture
def append_only_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    """Puts PostgreSQL's append-only rules back in force after the test database was emptied."""
    from django.db import connection

    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def emptied_afterwards(append_only_again: None, transactional_db: None) -> Iterator[None]:  # noqa: ARG001
    """A PostgreSQL test database that is emptied after the test, which the append-only rules rightly refuse."""
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")


# Which database a test gets is settled by the names of its fixtures, so the two engines have one definition each.
if ON_POSTGRESQL:

    @pytest.fixture
    def shared_mission(mission_folder: Path, emptied_afterwards: None, quick_digests: None) -> TestMission:  # noqa: ARG001
        """An empty mission whose changes are really committed, for tests with several writers."""
        return TestMission(mission_folder, _add_members())

else:

    @pytest.fixture
    def shared_mission(
        mission_folder: Path,
        empty_store: Path,
        quick_digests: None,  # noqa: ARG001
        django_db_blocker: Any,
    ) -> Iterator[TestMission]:
        """An empty mission whose changes are really committed, for tests with several writers."""
        shutil.copy(empty_store, mission_folder / "mission.db")
        with django_db_blocker.unblock(), opened(mission_folder):
            yield TestMission(mission_folder, _add_members())


def _add_members() -> dict[Role, Viewer]:
    from tawthiq.keeping.writes.members import add_member

    viewers = {}
    for role in Role:
        member_id = uuid4()
        add_member(
            member_id=member_id,
            username=role.value.replace("_", "-"),
            passphrase=PASSPHRASE,
            role=role,
            display_name=f"An invented {role.value}",
            language="en",
            at=MOMENT,
        )
        viewers[role] = Viewer(member_id=str(member_id), role=role)
    return viewers


@pytest.fixture
def viewer(mission: TestMission) -> Viewer:
    """The coordinator of `mission`."""
    return mission.viewer()


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Point settings and the default connection at a mission's own SQLite file for as long as this lasts."""
    from django.conf import settings
    from django.db import connections

    store, before = connections.settings["default"], connections["default"]
    name, mission = store["NAME"], settings.MISSION
    store["NAME"], settings.MISSION = str(folder / "mission.db"), folder.resolve()
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        store["NAME"], settings.MISSION = name, mission
        connections["default"] = before


@pytest.fixture(scope="session")
def built_once(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001
    django_db_blocker: Any,
) -> Path:
    """The folder of the small mission as it was built; tests take copies."""
    from tawthiq.actions.build_demo import build_demo

    if ON_POSTGRESQL:
        pytest.skip("the small mission is built on SQLite")
    folder = tmp_path_factory.mktemp("small") / "mission"
    with django_db_blocker.unblock(), opened(folder):
        build_demo(folder, size=SMALL, registers=False)
    return folder


@pytest.fixture
def small_mission(built_once: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[TestMission]:
    """The test's own copy of the small mission, open."""
    from tawthiq.keeping.queries.members import viewer_named

    folder = tmp_path / "small"
    shutil.copytree(built_once, folder)
    with django_db_blocker.unblock(), opened(folder):
        names = {"coordinator", "coder", "monitor", "lawyer", "auditor", "administrator"}
        yield TestMission(folder, {Role(name): viewer_named(name) for name in names})


def receive_bytes(content: bytes, *, viewer: Viewer, name: str = "note.txt") -> UUID:
    """Keep some bytes as an exhibit."""
    import io

    from tawthiq.actions.receive_exhibit import receive_exhibit

    return receive_exhibit(io.BytesIO(content), viewer=viewer, media_type="text/plain", original_name=name)
