"""Which column holds what: a saved decision, so that the next edition of a list imports the same way.

A mapping is frozen and round-trips through JSON (`to_dict`, `from_dict`). It names columns by their header,
so a column that moved is still found and a column that is gone is refused by name instead of being misread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, get_args

from tawthiq.intake.dates import Order
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.vocabularies import Outcome

FIELDS = (
    "external_id",
    "name",
    "given",
    "father",
    "grandfather",
    "family",
    "name_other",
    "sex",
    "age",
    "birth",
    "event",
    "place",
    "place_part_of",
    "residence",
    "cause",
    "civilian_status",
    "outcome",
    "perpetrator_kind",
    "occupation",
    "remarks",
)
NAME_PARTS = ("given", "father", "grandfather", "family")
SAVED_AS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How one list is read.

    Args:
        columns: field of a record (`FIELDS`) to the header of its column.
        header_row: 1-based row of the header, 0 for none, None to find it.
        encoding, sheet: as for `open_list`; None to find them.
        date_order: which of day, month and year stands first; None where the column does not show it.
        outcome: what the list says became of everyone on it, where no column says it.
        one_per_person: whether the maker of the list says that nobody is on it twice.
        title, organisation, language: of the list as a source.

    Refuses (BadInputError) unknown fields, an unknown order, and no column for a name.
    """

    columns: dict[str, str] = field(default_factory=dict)
    header_row: int | None = None
    encoding: str | None = None
    sheet: str | None = None
    date_order: Order | None = None
    outcome: Outcome = Outcome.UNKNOWN
    one_per_person: bool = False
    title: str = ""
    organisation: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        unknown = sorted(set(self.columns) - set(FIELDS))
        if unknown:
            raise BadInputError(
                "mapping.field",
                "The mapping names fields that records do not have.",
                f"Use: {', '.join(FIELDS)}.",
            )
        if self.date_order is not None and self.date_order not in get_args(Order):
            raise BadInputError(
                "mapping.date_order",
                "The mapping names an order of dates that is not known.",
                "Use dmy, mdy or ymd.",
            )

    @property
    def names_someone(self) -> bool:
        """Whether a name, or a part of one, has a column."""
        return "name" in self.columns or any(part in self.columns for part in NAME_PARTS)

    def check(self, headers: Iterable[str]) -> None:
        """Refuse (BadInputError) a mapping without a name, or with a column the sheet does not have."""
        if not self.names_someone:
            raise BadInputError(
                "mapping.no_name",
                "No column is mapped to a name.",
                "Say which column holds the name, or its parts.",
            )
        known = set(headers)
        missing = [name for name, header in self.columns.items() if header not in known]
        if missing:
            raise BadInputError(
                "mapping.column_missing",
                f"The list has no column under the saved header for: {', '.join(missing)}.",
                "Choose the columns again; the list has changed since the mapping was saved.",
            )

    def to_dict(self) -> dict[str, Any]:
        """JSON-safe form; `from_dict` reads it back."""
        return {
            "saved_as": SAVED_AS,
            "columns": dict(self.columns),
            "header_row": self.header_row,
            "encoding": self.encoding,
            "sheet": self.sheet,
            "date_order": self.date_order,
            "outcome": self.outcome.value,
            "one_per_person": self.one_per_person,
            "title": self.title,
            "organisation": self.organisation,
            "language": self.language,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Mapping:
        """Read what `to_dict` wrote; refuses (BadInputError) what it cannot have written."""
        known = {key: value for key, value in data.items() if key != "saved_as"}
        try:
            columns = {str(name): str(header) for name, header in dict(known.pop("columns", {})).items()}
            outcome = Outcome(known.pop("outcome", "unknown"))
            return cls(columns=columns, outcome=outcome, **known)
        except (TypeError, ValueError, AttributeError) as failure:
            raise BadInputError(
                "mapping.unreadable",
                "The saved mapping cannot be read.",
                "Map the columns again and save them.",
            ) from failure
