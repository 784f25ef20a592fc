"""The interview form as a whole: its blocks, what it sends to be kept, and which field each problem belongs to.

Blocks (earlier accounts, recipients, incidents, people) are added and taken out by submit buttons, so that the form
works without a script. Nothing of it is kept anywhere until it is saved: no draft in the browser, none on the server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tawthiq.terms.errors import Problem
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.interviews.forms import (
    ANSWERS,
    MOST_BLOCKS,
    EarlierForm,
    IncidentForm,
    PersonForm,
    RecipientForm,
    SittingForm,
    answers_of,
    is_filled,
)
from tawthiq.web.problems import word_problem

#: Kinds of blocks, and how many an empty form begins with.
BLOCKS = {"earlier": 0, "recipient": 0, "incidents": 1, "persons": 1}
_PLACE = re.compile(r"(persons|incidents)\[(\d+)\](?:\.(\w+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeRow:
    """One purpose of the consent with what is chosen for it."""

    code: str
    label: str
    answer: str
    condition: str


class InterviewForm:
    """All parts of one interview, bound to what was sent or empty."""

    def __init__(self, data: Mapping[str, str] | None, *, language: str) -> None:
        self.data = data
        self.language = language
        self.counts = {kind: self._count(kind, least) for kind, least in BLOCKS.items()}
        self.sitting = SittingForm(data, viewer_language=language)
        self.lay_out()

    def _count(self, kind: str, least: int) -> int:
        given = (self.data or {}).get(f"{kind}-count", "")
        return min(int(given), MOST_BLOCKS) if given.isascii() and given.isdigit() and len(given) < 5 else least

    def lay_out(self) -> None:
        """Make the blocks that the counts ask for."""
        known = {"viewer_language": self.language}
        makers: dict[str, tuple[type[forms.Form], dict[str, Any]]] = {
            "earlier": (EarlierForm, {}),
            "recipient": (RecipientForm, known),
            "incidents": (IncidentForm, known),
            "persons": (PersonForm, {**known, "incidents": self.counts["incidents"]}),
        }
        self.blocks = {
            kind: [make(self.data, prefix=f"{kind}-{n}", **more) for n in range(self.counts[kind])]
            for kind, (make, more) in makers.items()
        }

    def add(self, kind: str) -> None:
        """One more block of a kind."""
        if kind in self.counts:
            self.counts[kind] = min(self.counts[kind] + 1, MOST_BLOCKS)
            self.lay_out()

    def drop(self, named: str) -> None:
        """Take one block out (``persons-2``); those after it move up."""
        kind, _dash, number = named.rpartition("-")
        if kind not in self.counts or not number.isdecimal() or int(number) >= self.counts[kind]:
            return
        place, last = int(number), self.counts[kind] - 1
        held = dict(self.data or {})
        for n in range(place, last):
            prefix = f"{kind}-{n + 1}-"
            for name in [name for name in held if name.startswith(f"{kind}-{n}-")]:
                del held[name]
            held |= {f"{kind}-{n}-{k.removeprefix(prefix)}": v for k, v in held.items() if k.startswith(prefix)}
        self.data = {name: value for name, value in held.items() if not name.startswith(f"{kind}-{last}-")}
        self.counts[kind] = last
        self.sitting = SittingForm(self.data, viewer_language=self.language)
        self.lay_out()

    @property
    def purposes(self) -> list[PurposeRow]:
        """The table of consent."""
        held = self.data or {}
        return [
            PurposeRow(
                code=term.code,
                label=term.label(self.language),
                answer=held.get(f"consent-{term.code}", ""),
                condition=held.get(f"condition-{term.code}", ""),
            )
            for term in vocabulary("consent_purpose").terms
        ]

    answers = ANSWERS

    def filled(self, kind: str) -> list[forms.Form]:
        """Blocks of a kind in which something is given."""
        return [form for form in self.blocks[kind] if is_filled(form)]

    def is_valid(self) -> bool:
        """Whether every part that is filled can be read; the errors stand at their fields."""
        parts = [self.sitting, *(form for kind in BLOCKS for form in self.filled(kind))]
        wrong = [part for part in parts if not part.is_valid()]
        return not wrong

    def errors(self) -> list[tuple[str, str]]:
        """Id of the field and what is wrong with it, in the order of the form."""
        found = []
        for part in [self.sitting, *(form for kind in BLOCKS for form in self.filled(kind))]:
            for name, words in part.errors.items():
                field = part[name]
                found += [(str(field.id_for_label), f"{field.label}: {word}") for word in words]
        return found

    def payload(self) -> dict[str, Any]:
        """What `record_interview` keeps; only of a valid form."""
        given = self.sitting.cleaned_data
        return {
            **{
                name: given[name]
                for name in ("witness_code", "interviewer", "interpreter", "place", "language", "held_on", "mode")
            },
            **{name: given[name] or None for name in ("setting_safe", "support_offered", "read_back")},
            "narrative": given["narrative"].replace("\r\n", "\n"),
            "earlier_accounts": [form.cleaned_data for form in self.filled("earlier") if form.cleaned_data["to"]],
            "consent": {
                "given_by": given["consent_given_by"],
                "method": given["consent_method"],
                "explained_in": given["consent_explained_in"],
                "on": given["held_on"],
                "expires": given["consent_expires"],
                "answers": [*answers_of(self.data or {}), *self._recipients()],
            },
            "incidents": self._incidents(),
            "persons": [_without_empty(form.cleaned_data) for form in self.filled("persons")],
        }

    def _recipients(self) -> list[dict[str, str]]:
        return [form.cleaned_data for form in self.filled("recipient") if form.cleaned_data["recipient"]]

    def _incidents(self) -> list[dict[str, str]]:
        return [
            {"key": f"incident-{n}", **_without_empty(form.cleaned_data)}
            for n, form in enumerate(self.blocks["incidents"], start=1)
            if is_filled(form)
        ]

    def field_of(self, problem: Problem) -> str:
        """The id of the field a problem of the reading belongs to."""
        found = _PLACE.match(problem.column)
        if found:
            kind, place, name = found.groups()
            filled = self.filled(kind)
            if int(place) <= len(filled):
                form = filled[int(place) - 1]
                wanted = name if name in form.fields else "words" if problem.code.startswith("interview.words") else ""
                return str(form[wanted or next(iter(form.fields))].id_for_label)
        named = {"consent.expires": "consent_expires", "consent": "consent-section"}.get(problem.column, problem.column)
        if named in self.sitting.fields:
            return str(self.sitting[named].id_for_label)
        return "consent-section" if problem.column.startswith("consent") else "id_witness_code"


def _without_empty(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in ("", None)}


def problem_words(problem: Problem, *, language: str) -> str:
    """A problem of the reading in the language of the page."""
    known = {
        "interview.witness_code": _(
            "The witness code is missing, or looks like a name, a number to call or an address."
        ),
        "interview.contact_in_narrative": _("The narrative seems to hold a telephone number or an e-mail address."),
        "interview.no_consent": _("No purpose is answered; every purpose counts as no."),
        "interview.words_not_found": _("These words do not stand in the narrative exactly as given here."),
        "interview.words_repeated": _("These words stand in the narrative more than once; the first place is marked."),
        "interview.number": _("These words are not a number of people."),
        "person.unnamed": _("This person has no name; the record is kept without one."),
    }
    general = {
        "date": _("This date cannot be read as a day, month, year or range. Its words are kept."),
        "age": _("This age cannot be read. Its words are kept."),
        "value": _("These words are not among the known ones. They are kept."),
    }
    translated = known.get(problem.code) or general.get(problem.code.split(".", maxsplit=1)[0])
    if translated and (language != "en" or problem.code in known):
        return translated
    return word_problem(problem.code, problem.message, problem.next_step, language=language).problem
