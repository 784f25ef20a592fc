"""An interview form's payload turned into an `Interview`, with a door that lets no witness identity through.

A witness stands under a code. Name, number, address and contact of a witness are sealed on the device and come beside
the payload (`terms.sealed`), never in it: one that carries such a key, or any key that is not known, is refused whole,
and the refusal does not repeat what the key held. A code that looks like a name, a telephone number or an address
is refused too. Values are read as in lists; what cannot be read keeps its words and is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tawthiq.intake.ages import read_age
from tawthiq.intake.cells import CellReading, words_of
from tawthiq.intake.dates import read_date
from tawthiq.intake.folding import clean_text, fold, plain_digits
from tawthiq.intake.interview_door import (
    ANSWERS,
    COUNTS,
    PERSON_TERMS,
    PERSON_TEXTS,
    TEXTS,
    form_problem,
    refusals,
)
from tawthiq.intake.values import is_unnamed, read_outcome, read_sex, read_term, read_text
from tawthiq.terms.dates import PartialDate
from tawthiq.terms.errors import Problem
from tawthiq.terms.figures import Hedge
from tawthiq.terms.interviews import Consent, ConsentFor, EarlierAccount, Interview
from tawthiq.terms.quantities import NumberRange
from tawthiq.terms.records import Given, IncidentClaim, Location, PersonClaim
from tawthiq.terms.vocabularies import ConsentAnswer, vocabulary

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_CONTACT = re.compile(r"[^\s@]{2,64}@[^\s@]{1,200}\.[a-z]{2,}|(?:\+|00)?\d[\d\s().-]{7,30}\d", re.IGNORECASE)
_NO_CONTACT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")


def read_interview(data: object, *, today: date | None = None) -> tuple[Interview | None, tuple[Problem, ...]]:
    """Read one interview; None with fatal problems where nothing may be kept.

    Args:
        data: the payload, keys as the fields of `tawthiq.terms.interviews`; persons take ``age`` and
            ``date`` in words, and ``quote_span`` ([start, end] in code points of the narrative) or ``words``
            found in it.
        today: dates after it are problems.
    """
    if not isinstance(data, Mapping):
        return None, (
            form_problem("interview.not_an_object", "The interview is not a set of named fields.", fatal=True),
        )
    refused = tuple(refusals(data))
    if refused:
        return None, refused
    return _Form(data=data, today=today).read()


class _Form:
    """One payload being read; keys are known to be allowed."""

    def __init__(self, *, data: Mapping[str, Any], today: date | None) -> None:
        self.data = data
        self.today = today
        self.problems: list[Problem] = []
        narrative = data.get("narrative")
        self.narrative = narrative if isinstance(narrative, str) else ""

    def read(self) -> tuple[Interview | None, tuple[Problem, ...]]:
        code = self._code()
        texts: dict[str, Any] = {name: self._text(self.data, name) for name in TEXTS}
        texts |= {name: self._yes_or_no(name) for name in ANSWERS}
        if self.data.get("narrative") is not None and not isinstance(self.data["narrative"], str):
            self._tell("interview.narrative", "The narrative is not text.", "narrative", fatal=True)
        self._watch_narrative()
        incidents = tuple(self._incident(e, n) for n, e in enumerate(self.data.get("incidents") or (), start=1))
        keys = {incident.key for incident in incidents}
        if len(keys) < len(incidents):
            self._tell("interview.repeated_key", "Two incidents have the same key.", "incidents", fatal=True)
        persons = tuple(self._person(e, n, keys) for n, e in enumerate(self.data.get("persons") or (), start=1))
        interview = Interview(
            witness_code=code,
            **texts,
            mode=self._term(self.data, "mode", "interview_mode", default="in_person"),
            held_on=self._date(self.data, "held_on"),
            earlier_accounts=tuple(self._accounts()),
            consent=self._consent(),
            narrative=self.narrative.replace("\x00", ""),
            persons=persons,
            incidents=incidents,
        )
        fatal = any(problem.fatal for problem in self.problems)
        return None if fatal else interview, tuple(self.problems)

    def _tell(self, code: str, message: str, column: str, *, fatal: bool = False) -> None:
        self.problems.append(form_problem(code, message, column=column, fatal=fatal))

    def _code(self) -> str:
        code = self.data.get("witness_code")
        plain = plain_digits(code.strip()) if isinstance(code, str) else ""
        digits = sum(c.isdigit() for c in plain)
        if not _CODE.fullmatch(plain) or not 1 <= digits <= 6:
            message = "The witness code is missing, or looks like a name, a number to call or an address."
            self._tell("interview.witness_code", message, "witness_code", fatal=True)
        return plain

    def _watch_narrative(self) -> None:
        for found in _CONTACT.finditer(plain_digits(self.narrative)):
            if not _NO_CONTACT.match(found.group(0)):
                message = "The narrative seems to hold a telephone number or an e-mail address."
                self._tell("interview.contact_in_narrative", message, "narrative")
                return

    def _text(self, data: Mapping[str, Any], key: str, path: str = "") -> str:
        value = data.get(key)
        if value is None or isinstance(value, (str, int, float)):
            return clean_text(words_of(value))
        self._tell("interview.shape", "A field that holds words holds something else.", path or key)
        return ""

    def _yes_or_no(self, key: str) -> bool | None:
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return value
        known = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "0": False}
        answer = known.get(fold(str(value)))
        if answer is None and fold(str(value)) not in {"", "unknown"}:
            self._tell("interview.yes_or_no", "The answer is neither yes nor no; it is left open.", key)
        return answer

    def _keep(self, reading: CellReading[Any], column: str) -> Any:
        if reading.problem is not None:
            self.problems.append(replace(reading.problem, column=column))
        return reading.value

    def _date(self, data: Mapping[str, Any], key: str, path: str = "") -> PartialDate:
        value = data.get(key)
        words = value if isinstance(value, (str, date)) else words_of(value) if isinstance(value, (int, float)) else ""
        return self._keep(read_date(words, today=self.today if key != "expires" else None), path or key)  # type: ignore[no-any-return]

    def _term(self, data: Mapping[str, Any], key: str, name: str, *, default: str = "unknown", path: str = "") -> str:
        words = self._text(data, key, path)
        if not words:
            return default
        found: str = self._keep(read_term(words, vocabulary_name=name), path or key)
        return default if found == "unknown" else found

    def _accounts(self) -> Iterator[EarlierAccount]:
        for entry in self.data.get("earlier_accounts") or ():
            yield EarlierAccount(**{key: self._text(entry, key) for key in ("to", "when", "where")})

    def _consent(self) -> Consent:
        data = self.data.get("consent") or {}
        answers = tuple(self._answers(data.get("answers") or ()))
        if not answers:
            self._tell("interview.no_consent", "No purpose is answered; every purpose counts as no.", "consent")
        return Consent(
            given_by=self._text(data, "given_by") or "self",
            explained_in=self._text(data, "explained_in"),
            method=self._text(data, "method"),
            on=self._date(data, "on", "consent.on"),
            expires=self._date(data, "expires", "consent.expires"),
            answers=answers,
        )

    def _answers(self, entries: Any) -> Iterator[ConsentFor]:
        purposes = vocabulary("consent_purpose").codes()
        for place, entry in enumerate(entries, start=1):
            path = f"consent.answers[{place}]"
            purpose, answer = self._text(entry, "purpose", path), self._text(entry, "answer", path)
            if purpose not in purposes or answer not in set(ConsentAnswer):
                self._tell("interview.consent_answer", "The purpose or the answer is not known.", path, fatal=True)
                continue
            condition, recipient = self._text(entry, "condition", path), self._text(entry, "recipient", path)
            yield ConsentFor(purpose=purpose, answer=ConsentAnswer(answer), recipient=recipient, condition=condition)

    def _quoted(self, entry: Mapping[str, Any], path: str) -> tuple[Location, dict[str, Given]]:
        """Where in the narrative the words about a person or incident stand."""
        span, words = entry.get("quote_span"), entry.get("words")
        start = end = -1
        if isinstance(span, (list, tuple)) and len(span) == 2 and all(type(n) is int for n in span):
            start, end = span
        elif isinstance(words, str) and words.strip():
            start = self.narrative.find(words)
            end = start + len(words) if start >= 0 else -1
            if start >= 0 and self.narrative.count(words) > 1:
                self._tell("interview.words_repeated", "The words stand in the narrative more than once.", path)
        elif span is None and not words:
            return Location(), {}
        if not 0 <= start < end <= len(self.narrative):
            self._tell("interview.words_not_found", "The words do not stand in the narrative.", path)
            return Location(), {}
        given = Given(words=self.narrative[start:end], column="narrative", start=start, end=end)
        return Location(start=start, end=end), {"words": given}

    def _given(self, entry: Mapping[str, Any], path: str) -> dict[str, Given]:
        names = {"date": "event"}
        return {
            names.get(key, key): Given(words=words_of(value), column=f"{path}.{key}")
            for key, value in entry.items()
            if key not in {"words", "quote_span"} and isinstance(value, (str, int, float, date)) and words_of(value)
        }

    def _person(self, entry: Mapping[str, Any], place: int, keys: set[str]) -> PersonClaim:
        path = f"persons[{place}]"
        location, quoted = self._quoted(entry, path)
        name = self._text(entry, "name", path)
        if is_unnamed(name):
            name = ""
            self._tell("person.unnamed", "The person has no name in this interview.", path)
        texts = {key: read_text(self._text(entry, key, path)) for key in PERSON_TEXTS}
        if texts["incident"] and texts["incident"] not in keys:
            self._tell("interview.no_such_incident", "The person names an incident that is not there.", path)
            texts["incident"] = ""
        return PersonClaim(
            external_id=self._text(entry, "external_id", path),
            name=name,
            **texts,
            **{key: self._term(entry, key, name, path=f"{path}.{key}") for key, name in PERSON_TERMS.items()},
            sex=self._keep(read_sex(self._text(entry, "sex", path)), f"{path}.sex"),
            age=self._keep(read_age(self._text(entry, "age", path)), f"{path}.age"),
            birth=self._date(entry, "birth", f"{path}.birth"),
            event=self._date(entry, "event" if entry.get("event") else "date", f"{path}.date"),
            outcome=self._keep(read_outcome(self._text(entry, "outcome", path)), f"{path}.outcome"),
            location=location,
            given=quoted | self._given(entry, path),
        )

    def _incident(self, entry: Mapping[str, Any], place: int) -> IncidentClaim:
        path = f"incidents[{place}]"
        location, quoted = self._quoted(entry, path)
        counts = {count: self._count(entry, count, path) for count in COUNTS}
        return IncidentClaim(
            key=self._text(entry, "key", path) or f"incident-{place}",
            title=self._text(entry, "title", path),
            kind=self._text(entry, "kind", path) or "unknown",
            event=self._date(entry, "event" if entry.get("event") else "date", f"{path}.date"),
            place=self._text(entry, "place", path),
            place_part_of=self._text(entry, "place_part_of", path),
            weapon=self._term(entry, "weapon", "cause", path=f"{path}.weapon"),
            perpetrator_kind=self._term(entry, "perpetrator_kind", "perpetrator_kind", path=f"{path}.perpetrator_kind"),
            account=self._text(entry, "account", path),
            location=location,
            given=quoted | self._given(entry, path),
            **counts,
        )

    def _count(self, entry: Mapping[str, Any], count: str, path: str) -> NumberRange:
        """A number of people from one field, or from its least and its most."""
        words = [self._text(entry, f"{count}{end}", path) for end in ("", "_min", "_max")]
        numbers = [int(n) if (n := plain_digits(w)).isascii() and n.isdigit() and len(n) < 9 else None for w in words]
        if any(w and n is None for w, n in zip(words, numbers, strict=True)):
            self._tell("interview.number", "The words are not a number of people.", f"{path}.{count}")
        exact, least, most = numbers
        kept = " – ".join(w for w in words if w)
        if exact is not None:
            return NumberRange(low=exact, high=exact, words=kept)
        if least is not None and most is not None and most < least:
            self._tell("interview.number", "The most is less than the least.", f"{path}.{count}")
            return NumberRange(words=kept)
        if least is None and most is None:
            return NumberRange(words=kept)
        hedge = (
            Hedge.EXACT
            if least == most
            else Hedge.AT_LEAST
            if most is None
            else Hedge.UP_TO
            if least is None
            else Hedge.ESTIMATED
        )
        return NumberRange(low=least or 0, high=most, hedge=hedge, words=kept)
