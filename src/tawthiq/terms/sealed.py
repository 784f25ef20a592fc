"""What is sealed: the third of three tiers, which the mission's server never sees.

1. Coded data (act, date, district, ids): readable by whoever works on the case.
2. The account and redacted media: readable under access rules.
3. Identity, contact, signed consent, raw voice and face, exact home: sealed to the key-holders where it is written.

A sealed name in an account that says "her brother, the mayor" protects nobody: taking such words out of the second tier
is a person's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as part
from enum import StrEnum

#: Fields of the third tier that hold words, and those that hold a file (`word_lists/sealed_field.yaml`).
WORD_FIELDS = ("name", "other_names", "contact", "trusted_person", "home", "remarks")
FILE_FIELDS = ("signed_consent", "voice", "face", "document")
FIELDS = frozenset({*WORD_FIELDS, *FILE_FIELDS})


class SealedWhere(StrEnum):
    """Where an item was sealed: on the device of whoever wrote it, or on arrival at the server, which saw it."""

    DEVICE = "device"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedGiven:
    """One sealed item as it is handed in: an age file, and what it is said to be."""

    field: str
    version: int
    list_version: int
    sealed: bytes = part(repr=False)
