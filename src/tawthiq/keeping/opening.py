"""Making, opening and checking a mission folder.

A mission is a folder that can be copied and carried: ``mission.toml``, ``mission.db`` (or a PostgreSQL named
by ``DATABASE_URL``), ``exhibits/`` and ``releases/``. One process opens one mission.
"""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tawthiq.guarding.second_person import Step
from tawthiq.terms.errors import BadInputError, SetupError
from tawthiq.terms.members import Role

MISSION_FILE = "mission.toml"
FOLDERS = ("exhibits", "releases")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What the mission documents, where and since when."""

    what: str = ""
    where: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The mission's standing decisions; each is printed with every count.

    Args:
        standard_of_proof: code of the standard at which a person counts as verified.
        origins_to_verify: independent origins from which the rule may propose a person as verified.
        accept_links_from: match probability from which `tawthiq link --accept` accepts proposals as a batch.
        second_opinions: share of the review queue that two members judge, neither seeing the other's opinion.
        small_cells_below: published cells smaller than this are hidden.
        opening_needs_second: whether a second member consents before sealed identities are handed out for opening.
        drill_every_days: after how many days without a recovery drill the keys' page warns.
        second_factor_for: roles that sign in with a passkey or a one-time code, never with a passphrase alone.
        second_person_for: steps that one member asks for and another consents to: ``change_role``, ``export``,
            ``back_up`` (a backup that lies open or is sealed to others than `backup_recipients`).
        ambiguous_status: how a value that sources differ about is counted: ``state`` (a row of its own), ``hold`` (held
            back), ``unknown``, or ``known_only`` (the total, and rows for what is known).
        status_decided_by: ``majority`` of independent origins, so that only ties are ambiguous, or ``agreement``.
        widest_days: dates known to more days than this are not shared out over parts of time.
        periods: own periods to count by, each as ``name=2012-02-01/2012-06-30``.
        population: of the mission's area, for rates; 0 where none is stated.
        population_source: who counted it, and when.
        household_size: persons a household is taken to be where a figure does not say; 0 leaves households as they are.
        household_source: who found that size.
    """

    standard_of_proof: str = "reasonable_grounds"
    origins_to_verify: int = 2
    accept_links_from: float = 0.7
    second_opinions: float = 0.1
    small_cells_below: int = 5
    opening_needs_second: bool = True
    drill_every_days: int = 180
    second_factor_for: tuple[str, ...] = ()
    second_person_for: tuple[str, ...] = ()
    ambiguous_status: str = "state"
    status_decided_by: str = "majority"
    widest_days: int = 92
    periods: tuple[str, ...] = ()
    population: int = 0
    population_source: str = ""
    household_size: float = 0.0
    household_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """What ``mission.toml`` says.

    `limits` holds the limits on files that differ from the usual ones, `backup_recipients` the public age keys that
    backups are sealed to.
    """

    name: str
    name_ar: str = ""
    is_demo: bool = False
    languages: tuple[str, ...] = ("en", "ar")
    backup_recipients: tuple[str, ...] = ()
    mandate: Mandate = field(default_factory=Mandate)
    policies: Policies = field(default_factory=Policies)
    limits: dict[str, int] = field(default_factory=dict)


def make_folder(folder: Path, mission: Mission) -> None:
    """Write a new mission folder; refuses (BadInputError) a folder that already holds anything."""
    if folder.exists() and any(folder.iterdir()):
        raise BadInputError(
            "mission.exists", f"The folder {folder.name} already holds something.", "Name a new or empty folder."
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700)
    (folder / MISSION_FILE).write_text(to_toml(mission), encoding="utf-8")


def to_toml(mission: Mission) -> str:
    """The mission as TOML; JSON strings, numbers, booleans and lists are TOML as they stand."""
    data = asdict(mission)
    lines = ["# What this mission is. The policies are printed with every count."]
    tables = [key for key, value in data.items() if isinstance(value, dict)]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in data.items() if key not in tables]
    for table in tables:
        lines += ["", f"[{table}]"]
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in data[table].items()]
    return "\n".join(lines) + "\n"


def read_mission(folder: Path) -> Mission:
    """Read ``mission.toml``; refuses (SetupError) a folder without one, broken TOML and unknown settings."""
    file = folder / MISSION_FILE
    if not file.is_file():
        raise SetupError(
            "mission.missing",
            f"{folder.name or folder} is not a mission: it has no {MISSION_FILE}.",
            "Run `tawthiq init NAME`, or name the mission with --mission.",
        )
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        return Mission(
            **{
                **data,
                "languages": tuple(data.get("languages", ("en", "ar"))),
                "backup_recipients": tuple(data.get("backup_recipients", ())),
                "mandate": Mandate(**data.get("mandate", {})),
                "policies": _policies(data.get("policies", {})),
            }
        )
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise SetupError(
            "mission.unreadable",
            f"{MISSION_FILE} cannot be read: {error}.",
            "Mend the line it names; docs/reference has every setting.",
        ) from error


def _policies(given: dict[str, Any]) -> Policies:
    """The policies as given; refuses (TypeError) a role or a step that is none."""
    lists: dict[str, tuple[str, ...]] = {
        name: tuple(given[name]) for name in ("periods", "second_factor_for", "second_person_for") if name in given
    }
    known: dict[str, set[str]] = {"second_factor_for": set(Role), "second_person_for": set(Step)}
    for name, allowed in known.items():
        if wrong := set(lists.get(name, ())) - allowed:
            raise TypeError(f"{name} does not know {', '.join(sorted(wrong))}")
    return Policies(**{**given, **lists})


def open_store(folder: Path | None) -> None:
    """Point this process at a mission and start Django; a second call with another mission is refused."""
    import django
    from django.conf import settings

    if settings.configured:
        if folder is not None and folder.resolve() != settings.MISSION:
            raise SetupError("mission.second", "This process has another mission open.", "Start a new process.")
        return
    if folder is not None:
        os.environ["TAWTHIQ_MISSION"] = str(folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tawthiq.settings")
    django.setup()


def migrate() -> None:
    """Bring the database to this version's tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def pending_migrations() -> list[str]:
    """Names of migrations this version has and the database has not; empty when it is up to date."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def require_current_store() -> None:
    """Refuse (SetupError) to work on a database of another version's tables."""
    if pending_migrations():
        raise SetupError(
            "mission.old_tables",
            "The mission's database was made by an earlier version.",
            "Back it up, then run `tawthiq upgrade`.",
        )


def mission_folder() -> Path:
    """The folder of the open mission; refuses (SetupError) when none is open."""
    from django.conf import settings

    folder: Path | None = settings.MISSION
    if folder is None:
        raise SetupError("mission.none", "No mission is open.", "Name one with --mission or TAWTHIQ_MISSION.")
    return folder
