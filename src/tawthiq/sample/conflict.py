"""What the invented conflict is made of, read from ``conflict.yaml`` into frozen values."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One way of dying: its code, its class in the casualty indicator and the words lists use for it."""

    code: str
    cause_class: str
    weight: float
    many: bool
    en: tuple[str, ...]
    ar: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlan:
    """One list to be made: who keeps it, whom it reaches.

    Args:
        coverage: share of the killed who are on it.
        tilt: how strongly it prefers people whom every list sees, on the logit scale.
        nearer: governorate to what is added there on the logit scale.
        duplicates: share of its people written twice.
        others: outcome other than killed to the share of those people on it.
    """

    key: str
    file: str
    organisation: dict[str, str]
    title: dict[str, str]
    coverage: float
    tilt: float
    nearer: dict[str, float]
    duplicates: float
    others: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The whole plan of the invented conflict."""

    country: dict[str, str]
    banner: dict[str, str]
    mission: dict[str, dict[str, str]]
    first_day: dt.date
    last_day: dt.date
    months: tuple[float, ...]
    governorates: dict[str, float]
    causes: dict[str, Cause]
    words: dict[str, dict[str, dict[str, Any]]]
    others_per_killed: dict[str, float]
    incidents_per_killed: float
    share_in_incidents: float
    lists: tuple[ListPlan, ...]


def load_yaml(name: str) -> Any:
    """Load one of the YAML files that ship with the sample."""
    text = resources.files("tawthiq.sample").joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 -- a safe loader


@cache
def load_conflict() -> Conflict:
    """Load the invented conflict that ships with the sample."""
    data = load_yaml("conflict.yaml")
    return Conflict(
        country=data["country"],
        banner=data["banner"],
        mission=data["mission"],
        first_day=data["period"]["first_day"],
        last_day=data["period"]["last_day"],
        months=tuple(data["months"]),
        governorates=data["governorates"],
        causes={code: _cause(code, entry) for code, entry in data["causes"].items()},
        words={group: data[group] for group in ("sexes", "statuses", "outcomes")},
        others_per_killed=data["others_per_killed"],
        incidents_per_killed=data["incidents_per_killed"],
        share_in_incidents=data["share_in_incidents"],
        lists=tuple(_list_plan(key, entry) for key, entry in data["lists"].items()),
    )


def _cause(code: str, entry: dict[str, Any]) -> Cause:
    return Cause(
        code=code,
        cause_class=entry["class"],
        weight=entry["weight"],
        many=entry["many"],
        en=tuple(entry["en"]),
        ar=tuple(entry["ar"]),
    )


def _list_plan(key: str, entry: dict[str, Any]) -> ListPlan:
    return ListPlan(
        key=key,
        file=entry["file"],
        organisation=entry["organisation"],
        title=entry["title"],
        coverage=entry["coverage"],
        tilt=entry["tilt"],
        nearer=entry["nearer"],
        duplicates=entry["duplicates"],
        others=entry.get("others", {}),
    )
