"""What an interview form may carry, and the refusal of everything else, above all of a witness's identity.

Keys are compared with the fields there are; a key on the deny list (`lexicons/interviews.yaml`) is refused
with the word that gave it away, any other unknown key without a word. No refusal repeats what a key or a
field held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tawthiq.intake.folding import fold, folded, lexicon
from tawthiq.terms.errors import Problem

TEXTS = ("title", "interviewer", "interpreter", "place", "language")
ANSWERS = ("setting_safe", "support_offered", "read_back")
TOP = frozenset(
    {
        *TEXTS,
        *ANSWERS,
        "witness_code",
        "held_on",
        "mode",
        "earlier_accounts",
        "consent",
        "narrative",
        "persons",
        "incidents",
    }
)
CONSENT = frozenset({"given_by", "explained_in", "method", "on", "expires", "answers"})
ANSWER = frozenset({"purpose", "answer", "recipient", "condition"})
ACCOUNT = frozenset({"to", "when", "where"})
PERSON_TEXTS = (
    "name_other",
    "place",
    "place_part_of",
    "residence",
    "occupation",
    "relation",
    "remarks",
    "incident",
)
PERSON_TERMS = {
    "cause": "cause",
    "civilian_status": "civilian_status",
    "perpetrator_kind": "perpetrator_kind",
}
PERSON = frozenset(
    {
        *PERSON_TEXTS,
        *PERSON_TERMS,
        "external_id",
        "name",
        "sex",
        "age",
        "birth",
        "date",
        "event",
        "outcome",
        "words",
        "quote_span",
    }
)
COUNTS = ("killed", "injured", "missing", "displaced")
INCIDENT = frozenset(
    {
        "key",
        "title",
        "kind",
        "date",
        "event",
        "place",
        "place_part_of",
        "weapon",
        "perpetrator_kind",
        "account",
        "words",
        "quote_span",
    }
    | {f"{count}{end}" for count in COUNTS for end in ("", "_min", "_max")}
)
MOST = 500


def form_problem(code: str, message: str, *, column: str = "", value: str = "", fatal: bool = False) -> Problem:
    """A problem of a form; `column` is the path of the field and never its content."""
    step = "Take it out of the form and send it again." if fatal else "Check it, or leave it unknown."
    return Problem(code=code, message=message, next_step=step, column=column, value=value, fatal=fatal)


def refusals(data: Mapping[Any, Any]) -> Iterator[Problem]:
    """Keys that may not be there, and the shape of what holds them; never with their content."""
    yield from _keys(data, TOP, "")
    consent = data.get("consent")
    if isinstance(consent, Mapping):
        yield from _keys(consent, CONSENT, "consent")
        yield from _members(consent.get("answers"), ANSWER, "consent.answers")
    elif consent is not None:
        yield form_problem("interview.shape", "The consent is not a set of named fields.", column="consent", fatal=True)
    for name, allowed in (("earlier_accounts", ACCOUNT), ("persons", PERSON), ("incidents", INCIDENT)):
        yield from _members(data.get(name), allowed, name)


def _members(value: object, allowed: frozenset[str], path: str) -> Iterator[Problem]:
    if value is None:
        return
    if not isinstance(value, (list, tuple)) or len(value) > MOST:
        yield form_problem("interview.shape", f"Expected a list of at most {MOST} entries.", column=path, fatal=True)
        return
    for place, entry in enumerate(value, start=1):
        if isinstance(entry, Mapping):
            yield from _keys(entry, allowed, f"{path}[{place}]")
        else:
            yield form_problem(
                "interview.shape",
                "The entry is not a set of named fields.",
                column=f"{path}[{place}]",
                fatal=True,
            )


def _keys(data: Mapping[Any, Any], allowed: frozenset[str], path: str) -> Iterator[Problem]:
    for key in data:
        if isinstance(key, str) and key in allowed:
            continue
        if (word := _denied(str(key))) is not None:
            message = f"The form carries a field for a witness's identity or contact ({word}); it is not kept."
            yield form_problem("interview.identity_refused", message, column=path, fatal=True)
        else:
            yield form_problem("interview.unknown_field", "The form carries an unknown field.", column=path, fatal=True)


def _denied(key: str) -> str | None:
    """The word of the deny list that a key holds, or None."""
    lists = lexicon("interviews")
    words = set(re.split(r"[^a-z0-9]+", fold(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key))))
    joined = "".join(words)
    for word in folded(lists["denied"]):
        if word in words or (len(word) > 4 and word in joined):
            return word
    teller = any(word in joined for word in folded(lists["teller"]))
    return next((w for w in folded(lists["denied_of_witness"]) if teller and (w in words or w in joined)), None)
