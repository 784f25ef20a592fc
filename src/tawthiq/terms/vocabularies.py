"""The closed word lists that code decides on, and the door to the open ones kept as data.

What a rule branches on is an enumeration here. What is only recorded and counted (causes, kinds of
perpetrator, purposes of consent …) is in ``word_lists/*.yaml`` with its source and date, in our own
wording, with English and Arabic labels; a mission may load longer lists of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from tawthiq.terms.errors import SetupError


class Sex(StrEnum):
    """Sex as recorded by the source."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What became of the person, according to the source."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DETAINED = "detained"
    ABDUCTED = "abducted"
    RECRUITED = "recruited"
    SEXUAL_VIOLENCE = "sexual_violence"
    DISPLACED = "displaced"
    OTHER = "other"
    UNKNOWN = "unknown"


class VerificationStatus(StrEnum):
    """How far the mission has got with a person or incident."""

    REPORTED = "reported"
    UNDER_VERIFICATION = "under_verification"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    DISCOUNTED = "discounted"


class SourceKind(StrEnum):
    """What records are taken from."""

    INTERVIEW = "interview"
    LIST = "list"
    REPORT = "report"
    DOCUMENT = "document"


class ConsentAnswer(StrEnum):
    """What the witness answered for one purpose and recipient."""

    YES = "yes"
    NO = "no"
    ASK_FIRST = "ask_first"


class RowOutcome(StrEnum):
    """What became of one row of a list."""

    RECORD = "record"
    RECORD_WITH_PROBLEMS = "record_with_problems"
    SET_ASIDE = "set_aside"
    UNCHANGED = "unchanged"


class DecisionOnProposal(StrEnum):
    """What a member decided about a proposed figure or quotation."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    EDITED = "edited"
    REJECTED = "rejected"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of a vocabulary.

    Args:
        code: the stable code that is stored.
        labels: language code to label; ``en`` is always there.
        note: how the entry is meant, where that needs saying.
        same_as: codes of the entry in outside standards, such as the SDG 16.1.2 lists.
    """

    code: str
    labels: dict[str, str]
    note: str = ""
    same_as: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """The label in `language`, in English where there is none."""
        return self.labels.get(language, self.labels["en"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A named list of terms with its source and date."""

    name: str
    source: str
    dated: str
    terms: tuple[Term, ...]

    def codes(self) -> tuple[str, ...]:
        """All codes, in the order the list gives them."""
        return tuple(term.code for term in self.terms)

    def label(self, code: str, language: str) -> str:
        """The label of a code; the code itself where the list does not hold it."""
        for term in self.terms:
            if term.code == code:
                return term.label(language)
        return code


def read_vocabulary(name: str, data: dict[str, Any]) -> Vocabulary:
    """Read a vocabulary from parsed YAML; refuses (SetupError) one without source, date or English."""
    terms = tuple(
        Term(
            code=str(row["code"]),
            labels=dict(row["labels"]),
            note=row.get("note", ""),
            same_as=tuple(row.get("same_as", ())),
        )
        for row in data.get("terms", ())
    )
    if not (data.get("source") and data.get("dated") and terms and all("en" in t.labels for t in terms)):
        raise SetupError(
            "vocabulary.incomplete",
            f"The vocabulary {name} lacks its source, its date, its terms or an English label.",
            "Complete the YAML file.",
        )
    return Vocabulary(name=name, source=data["source"], dated=str(data["dated"]), terms=terms)


VOCABULARIES = (
    "cause",
    "civilian_status",
    "consent_purpose",
    "interview_mode",
    "opening_reason",
    "outcome",
    "perpetrator_kind",
    "reliability",
    "role",
    "sealed_field",
    "sex",
    "source_kind",
    "standard_of_proof",
    "verification_status",
)


@cache
def vocabulary(name: str) -> Vocabulary:
    """One of the shipped vocabularies, by name; refuses (SetupError) a name that does not ship."""
    import yaml

    if name not in VOCABULARIES:
        raise SetupError(
            "vocabulary.unknown",
            f"There is no shipped vocabulary called {name}.",
            f"Use one of: {', '.join(VOCABULARIES)}.",
        )
    text = (files("tawthiq.terms") / "word_lists" / f"{name}.yaml").read_text(encoding="utf-8")
    return read_vocabulary(name, yaml.safe_load(text))
