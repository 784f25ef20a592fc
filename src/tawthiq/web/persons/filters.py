"""The filter of the persons page as it stands in an address: read from a query, written into a link.

The parameters are the fields of `PersonFilter`, with four short names: ``q`` for the searched name, ``list`` (repeated)
for the lists that must hold the person, ``source`` and ``incident`` for ids. A value that makes no sense is left out,
so that a cut or mistyped link shows more persons and never an error. Every number of the pages is a link made here.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from tawthiq.keeping.queries.person_filter import PersonFilter
from tawthiq.keeping.queries.persons import SORTS
from tawthiq.matching.names import name_keys
from tawthiq.terms.vocabularies import vocabulary

#: Parameters that narrow the list; `sort` and `page` do not.
PARAMETERS = (
    "q",
    "outcome",
    "counted",
    "status",
    "sex",
    "age_band",
    "civilian_status",
    "cause",
    "perpetrator_kind",
    "month",
    "date_from",
    "date_to",
    "admin1",
    "place_id",
    "source",
    "source_kind",
    "list",
    "origins",
    "incident",
    "with_conflicts",
    "lacking",
)
CODED = ("outcome", "sex", "civilian_status", "cause", "perpetrator_kind")
_CHOICES = {
    "counted": ("verified", "documented"),
    "age_band": ("child", "adult", "unknown"),
    "origins": ("1", "2", "3+"),
    "lacking": ("date", "place"),
}
_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")
#: Largest number the store can compare an id with.
_LARGEST_ID = 2**63 - 1
_NUMBERED = re.compile(r"([PRS])[\s-]*0*(\d{1,15})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A number somebody typed into the search: ``P`` for a person, ``R`` for a record, ``S`` for a source."""

    kind: str
    number: int


def filter_from_query(query: QueryDict) -> PersonFilter:
    """The filter that an address asks for."""
    coded: dict[str, Any] = {name: _one_of(query.get(name, ""), _codes(name)) for name in CODED}
    chosen: dict[str, Any] = {name: _one_of(query.get(name, ""), allowed) for name, allowed in _CHOICES.items()}
    month = query.get("month", "")
    return PersonFilter(
        name_keys=name_keys(query.get("q", "")[:200]),
        status=_one_of(query.get("status", ""), _codes("verification_status")),
        source_kind=_one_of(query.get("source_kind", ""), _codes("source_kind")),
        month=month if month == "unknown" or _MONTH.fullmatch(month) else "",
        date_from=read_day(query.get("date_from", ""), is_end=False),
        date_to=read_day(query.get("date_to", ""), is_end=True),
        admin1=query.get("admin1", "") if query.get("admin1") == "unknown" or _id(query.get("admin1", "")) else "",
        place_id=_id(query.get("place_id", "")),
        source_id=_uuid(query.get("source", "")),
        list_pattern=tuple(dict.fromkeys(i for given in query.getlist("list")[:20] if (i := _uuid(given)))),
        incident_id=_uuid(query.get("incident", "")),
        with_conflicts=query.get("with_conflicts", "") not in {"", "0"},
        sort=_one_of(query.get("sort", ""), SORTS) or "name",
        **coded,
        **chosen,
    )


def persons_address(**asked: object) -> str:
    """The address of the persons that fit; empty values are left out, ``list`` takes several ids.

    Refuses (TypeError) a parameter that the persons page does not know: such a link would show everybody.
    """
    unknown = set(asked) - set(PARAMETERS) - {"sort"}
    if unknown:
        msg = f"not a filter of persons: {', '.join(sorted(unknown))}"
        raise TypeError(msg)
    pairs: list[tuple[str, str]] = []
    for name, value in asked.items():
        if value is None or value == "" or value is False:
            continue
        several = value if isinstance(value, (list, tuple)) else (value,)
        pairs += [(name, "1" if one is True else str(one)) for one in several]
    page = reverse("persons:list")
    return f"{page}?{urlencode(pairs)}" if pairs else page


def numbered(words: str) -> Numbered | None:
    """The person, record or source that a search names by its number, in digits of either script; None for a name.

    >>> numbered("r-12")
    Numbered(kind='R', number=12)
    """
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in words.strip())
    found = _NUMBERED.fullmatch(plain)
    return Numbered(kind=found[1].upper(), number=int(found[2])) if found else None


def read_day(words: str, *, is_end: bool) -> date | None:
    """A day from ``2012-03-13``, ``2012-03`` or ``2012``: the first such day, or the last when `is_end`; else None."""
    parts = words.split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    year, month, day = (*(int(part) for part in parts), None, None)[:3]
    try:
        month = month if month is not None else (12 if is_end else 1)
        last = calendar.monthrange(int(year or 0), month)[1]
        return date(int(year or 0), month, day if day is not None else (last if is_end else 1))
    except ValueError:
        return None


def kept_elsewhere(query: QueryDict, shown: Iterable[str]) -> list[tuple[str, str]]:
    """Parameters of the address that the form does not show, to be sent along with it."""
    hidden = [name for name in (*PARAMETERS, "sort") if name not in set(shown)]
    return [(name, value) for name in hidden for value in query.getlist(name) if value]


def without(query: QueryDict, name: str) -> str:
    """The address of the list with one parameter taken out."""
    asked: Mapping[str, list[str]] = {key: query.getlist(key) for key in query if key in {*PARAMETERS, "sort"}}
    return persons_address(**{key: values for key, values in asked.items() if key != name})


def _codes(name: str) -> tuple[str, ...]:
    return vocabulary(name).codes()


def _one_of(given: str, allowed: Iterable[str]) -> str:
    return given if given in set(allowed) else ""


def _id(given: str) -> int | None:
    return (
        int(given) if given.isascii() and given.isdecimal() and len(given) < 20 and int(given) <= _LARGEST_ID else None
    )


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
