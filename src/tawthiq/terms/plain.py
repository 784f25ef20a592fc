"""Frozen values as JSON-safe dictionaries and back, without loss: what is kept on disk and sent to others.

The rules kept here: days are ISO text, spans two numbers, codes their text; whole numbers stay whole. Reading
checks every field by its type and refuses what does not fit; unknown keys are ignored, so that older programs
read newer rows; a missing field takes its default.
"""

import types
from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

from tawthiq.terms.errors import BadInputError


class Plain:
    """What a frozen dataclass inherits to be written and read."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Every field as JSON-safe data."""
        return {item.name: encode(getattr(self, item.name)) for item in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The value that `to_dict` made the data from.

        Raises:
            BadInputError: a field is missing or of the wrong kind.
        """
        if not isinstance(data, dict):
            raise malformed(cls.__name__)
        found: dict[str, Any] = {}
        hints = _hints(cls)  # type: ignore[arg-type]  # classes are hashable
        for item in fields(cls):  # type: ignore[arg-type]
            if item.name in data:
                found[item.name] = _decode(hints[item.name], data[item.name], f"{cls.__name__}.{item.name}")
            elif item.default is MISSING and item.default_factory is MISSING:
                raise malformed(f"{cls.__name__}.{item.name}")
        return cls(**found)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the raw text: from ``start`` up to but not including ``end``, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise BadInputError("figures.span", "A span ends before it starts.", "Read the report again.")

    def words(self, text: str) -> str:
        """The words at this span of the raw text."""
        return text[self.start : self.end]


def malformed(where: str) -> BadInputError:
    """The refusal of a kept reading that does not fit."""
    return BadInputError("figures.malformed", f"A kept reading is broken at {where}.", "Read the report again.")


def whole(value: Any) -> Any:
    """A float without a fraction as a whole number; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def encode(value: Any) -> Any:
    """One value as JSON-safe data."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, Plain):
        return value.to_dict()
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return whole(value)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(item for item in get_args(hint) if item is not type(None))
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise malformed(where)
        return tuple(_decode(get_args(hint)[0], item, where) for item in value)
    return _decode_one(hint, value, where)


def _decode_one(hint: Any, value: Any, where: str) -> Any:
    try:
        if hint is Span:
            start, end = value
            return Span(int(start), int(end))
        if issubclass(hint, Plain):
            return hint.from_dict(value)
        if issubclass(hint, StrEnum):
            return hint(value)
        if hint is date:
            return date.fromisoformat(value)
    except (TypeError, ValueError) as problem:
        raise malformed(where) from problem
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if type(value) is not hint:
        raise malformed(where)
    return value
