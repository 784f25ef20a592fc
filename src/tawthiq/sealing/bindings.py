"""What a sealed item is bound to, written inside the seal, so that a server cannot pass one off as another.

Rules:

1. The first line inside the seal is JSON (UTF-8, at most 4,096 bytes): the mission, the record (an interview), the
   field, the version of its value, the kind of content (media type) and a file's own name. The content follows.
2. Whoever opens an item says first what it should be. An item that says otherwise is refused, and nothing of its
   content is given out: a blob moved to another record or field, or an older version in a newer one's place, shows.
3. age does not prove who sealed. That is in the custody ledger, and a server that knows the recipients can seal new
   items of its own; it cannot read or change any.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from tawthiq.terms.errors import BadInputError, EvidenceError

FORMAT = "tawthiq-sealed-1"
LONGEST = 4096
TEXT = "text/plain; charset=utf-8"

_ID = re.compile(r"[0-9a-f-]{8,64}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KIND = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+(; charset=utf-8)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What one sealed item is: refused (BadInputError) when made with anything else than ids, codes and a version.

    Args:
        mission: the mission's id on the recipient list.
        record: id of the interview that the item belongs to.
        field: code of the field (`word_lists/sealed_field.yaml`).
        version: 1 for the first value of the field, one more for each that replaces it.
        kind: media type of the content.
        name: a file's own name; it may tell who somebody is, so it stands inside the seal only.
    """

    mission: str
    record: str
    field: str
    version: int
    kind: str = TEXT
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no id, code or version."""
        fits = (
            _ID.fullmatch(self.mission)
            and _ID.fullmatch(self.record)
            and _FIELD.fullmatch(self.field)
            and _KIND.fullmatch(self.kind)
            and 1 <= self.version < 2**31
            and len(self.name) <= 255
        )
        if not fits:
            raise BadInputError(
                "sealing.binding", "A sealed item needs ids, a field, a version and a kind.", "Mend the form."
            )

    def line(self) -> bytes:
        """The first line inside the seal, with its end."""
        data = {"format": FORMAT, **asdict(self)}
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"

    def is_of(self, expected: Binding) -> bool:
        """Whether this is the mission, record, field and version that were asked for."""
        ours = (self.mission, self.record, self.field, self.version)
        return ours == (expected.mission, expected.record, expected.field, expected.version)


def read_binding(line: bytes) -> Binding:
    """The binding of an opened item; refuses (EvidenceError) a line that is none."""
    try:
        data = json.loads(line.decode("utf-8"))
        is_ours = isinstance(data, dict) and data.pop("format", None) == FORMAT and type(data["version"]) is int
        found = Binding(**data) if is_ours else None
    except (ValueError, TypeError, KeyError, RecursionError, BadInputError) as error:
        raise _unbound() from error
    if found is None:
        raise _unbound()
    return found


def _unbound() -> EvidenceError:
    return EvidenceError(
        "sealing.unbound", "The sealed item does not say what it is.", "Ask who sealed it; use nothing of it."
    )


def require_binding(found: Binding, expected: Binding) -> None:
    """Refuse (EvidenceError) an item that is bound to something else than what was asked for."""
    if not found.is_of(expected):
        raise EvidenceError(
            "sealing.swapped",
            "The sealed item belongs to another mission, record, field or version than the one asked for.",
            "Somebody exchanged it: tell the custodian, and use nothing of it.",
        )
