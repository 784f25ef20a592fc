"""What one source says about one person or one incident: the words, where they stand, how we read them.

A claim never changes. A correction is a new claim that names the one it supersedes. Every interpreted value
keeps the words it was read from in `given`, keyed by the same field name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tawthiq.terms.dates import UNKNOWN_DATE, PartialDate
from tawthiq.terms.quantities import Age, NumberRange
from tawthiq.terms.vocabularies import Outcome, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where in the source the words stand: a row of a sheet, a page, or a span of code points in the text."""

    sheet: str = ""
    row: int | None = None
    page: int | None = None
    start: int | None = None
    end: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe form without the empty parts."""
        parts = {
            "sheet": self.sheet,
            "row": self.row,
            "page": self.page,
            "start": self.start,
            "end": self.end,
        }
        return {key: value for key, value in parts.items() if value not in ("", None)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Location:
        """Read what `to_dict` wrote."""
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Words exactly as the source has them, and where: a column, or a span inside the narrative."""

    words: str
    column: str = ""
    start: int | None = None
    end: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe form without the empty parts."""
        data: dict[str, Any] = {"words": self.words}
        if self.column:
            data["column"] = self.column
        if self.start is not None:
            data |= {"start": self.start, "end": self.end}
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Given:
        """Read what `to_dict` wrote."""
        return cls(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonClaim:
    """What one source says about one person.

    `place` and `place_part_of` are words (town and governorate, say); which place of the gazetteer they mean
    is decided when the claim is kept. `incident` names the incident of the same source by its key.
    """

    external_id: str = ""
    name: str
    name_other: str = ""
    sex: Sex = Sex.UNKNOWN
    age: Age = field(default_factory=Age)
    birth: PartialDate = UNKNOWN_DATE
    outcome: Outcome = Outcome.UNKNOWN
    event: PartialDate = UNKNOWN_DATE
    place: str = ""
    place_part_of: str = ""
    residence: str = ""
    civilian_status: str = "unknown"
    cause: str = "unknown"
    perpetrator_kind: str = "unknown"
    perpetrator_link: str = "unknown"
    occupation: str = ""
    relation: str = ""
    remarks: str = ""
    incident: str = ""
    location: Location = field(default_factory=Location)
    given: dict[str, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentClaim:
    """What one source says about one incident; numbers of victims are ranges and may be unknown."""

    key: str
    title: str
    kind: str = "unknown"
    event: PartialDate = UNKNOWN_DATE
    place: str = ""
    place_part_of: str = ""
    weapon: str = "unknown"
    perpetrator_kind: str = "unknown"
    killed: NumberRange = field(default_factory=NumberRange)
    injured: NumberRange = field(default_factory=NumberRange)
    missing: NumberRange = field(default_factory=NumberRange)
    displaced: NumberRange = field(default_factory=NumberRange)
    account: str = ""
    location: Location = field(default_factory=Location)
    given: dict[str, Given] = field(default_factory=dict)
