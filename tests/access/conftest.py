"""The mission of three parts, built once per run; each test that asks gets a copy of its own."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access.worlds import World, build
from missions import ON_POSTGRESQL, opened

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def world_once(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001
    django_db_blocker: Any,
) -> Path:
    """The folder of the world as it was built."""
    from django.test import override_settings

    from tawthiq.keeping.opening import Mission, make_folder, migrate

    if ON_POSTGRESQL:
        pytest.skip("the mission of three parts is built on SQLite")
    folder = tmp_path_factory.mktemp("world")
    make_folder(folder / "mission", Mission(name="Invented"))
    with django_db_blocker.unblock(), opened(folder / "mission"), override_settings(PASSWORD_HASHERS=HASHERS):
        migrate()
        (folder / "world.pickle").write_bytes(pickle.dumps(build(folder)))
    return folder


@pytest.fixture
def world(world_once: Path, tmp_path: Path, settings: Any, django_db_blocker: Any) -> Iterator[World]:
    """The test's own copy of the world, open."""
    settings.PASSWORD_HASHERS = HASHERS
    shutil.copytree(world_once / "mission", tmp_path / "mission")
    with django_db_blocker.unblock(), opened(tmp_path / "mission"):
        yield pickle.loads((world_once / "world.pickle").read_bytes())  # noqa: S301 - written by this very run


@pytest.fixture
def keys_of_the_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger's keys lie with the test."""
    monkeypatch.setenv("TAWTHIQ_LEDGER_KEYS", str(tmp_path / "keys"))
