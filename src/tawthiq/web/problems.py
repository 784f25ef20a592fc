"""Words for errors of ours on pages of another language than English.

An error carries its own English sentences, which hold the file name, the row or the limit it is about. English pages
show those, because they are more exact. A page of another language says the sentences kept here under the same code,
which hold no names and no values and so can be translated. Where a code is not kept here the English words are shown
and marked as such, so that a browser and a screen reader take them for what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tawthiq.terms.errors import TawthiqError
from tawthiq.web.problems_of_access import ACCESS
from tawthiq.web.problems_of_custody import CUSTODY
from tawthiq.web.sealing.words import ANSWERS, REFUSALS

Words = str | Promise

ASK_AGAIN = _("Ask for the file again.")
CHECK_ADDRESS = _("Check the address.")
CHOOSE_OFFERED = _("Choose one of those offered.")
CHOOSE_OTHER_NAME = _("Choose another name.")
LOOK_AGAIN = _("Look at the page again.")
TELL_ADMINISTRATOR = _("Tell the mission's administrator, and give the code below.")
RESTORE = _("Restore it from a backup.")
WRITE_OTHERWISE = _("Write it in other words, in English or Arabic.")

#: Errors that the pages raise themselves, already in the language of the page and naming the field they are about.
WORDED_BY_PAGES = frozenset(
    {
        "figure.decision",
        "figure.number",
        "interview.no_receipt",
        "judgement.decision",
        "judgement.newest",
        "mapping.twice",
        "source.not_sure",
    }
)

_ENTRANCE: Mapping[str, tuple[Words, Words]] = {
    "guarding.not_allowed": (
        _("Your role in this mission does not include this step."),
        _("Ask the mission's coordinator, who can do it or give you the role."),
    ),
    "guarding.not_found": (_("There is no such page or thing in this mission."), CHECK_ADDRESS),
    "keeping.not_found": (_("There is no such page or thing in this mission."), CHECK_ADDRESS),
    "language.unknown": (_("The pages do not have this language."), _("Choose one from the list.")),
    "members.language": (_("The pages do not have this language."), _("Choose one from the list.")),
    "members.name_taken": (_("Another member has this sign-in name."), CHOOSE_OTHER_NAME),
    "members.not_first": (_("This mission has members already."), _("Sign in as one of them.")),
    "members.nothing": (_("Nothing was asked for."), _("Use the buttons of the page.")),
    "members.passphrase_short": (
        _("The passphrase is too short."),
        _("Take four or more words that nobody would put together."),
    ),
    "members.self": (
        _("Nobody changes their own role or locks themselves out."),
        _("Ask another member who manages accounts."),
    ),
    "members.unknown": (
        _("There is no such member, or the account is no longer active."),
        _("Look at the list of members."),
    ),
    "mission.old_tables": (
        _("The mission's database was made by an earlier version."),
        TELL_ADMINISTRATOR,
    ),
}

_FILES: Mapping[str, tuple[Words, Words]] = {
    "intake.binary": (_("The file is not a text file."), _("Save it as CSV or XLSX (UTF-8 text) and try again.")),
    "intake.damaged": (
        _("The file is cut short or damaged: its parts cannot be read."),
        _("Ask for the file again; compare its size with the sender's."),
    ),
    "intake.empty": (_("The file holds no words."), ASK_AGAIN),
    "intake.encoding": (
        _("The file is not in the encoding that was chosen."),
        _("Leave the encoding open, or choose the one the file was saved in."),
    ),
    "intake.encoding_unknown": (_("The encoding that was chosen is not known."), _("Choose another encoding.")),
    "intake.garbled": (
        _("The letters of the file were garbled before it was saved."),
        _("Ask for the original file, or choose an encoding yourself to take it as it stands."),
    ),
    "intake.no_such_sheet": (_("The file has no sheet of that name."), _("Choose one of its sheets.")),
    "intake.not_a_file": (_("This is not a file."), _("Choose one file.")),
    "intake.not_a_list": (
        _("The file is neither a workbook nor a table in text."),
        _("Save the list as XLSX, ODS or CSV and try again."),
    ),
    "intake.not_found": (_("The file cannot be opened."), _("Send it again.")),
    "intake.not_readable": (
        _("The file is of a kind that is not read: text, HTML, PDF, DOCX and scans are."),
        _("Save it as one of these, check that nothing is missing, keep the original as an exhibit."),
    ),
    "intake.locked": (
        _("The file is locked with a password."),
        _("Ask for a copy without a password, keep the original as an exhibit."),
    ),
    "intake.no_words": (_("The document holds no words."), _("Ask for the file again.")),
    "intake.too_many_pages": (_("The document has too many pages."), _("Split it into its reports.")),
    "intake.too_slow": (
        _("The document took too long to read."),
        _("Split it, or save its text as plain text."),
    ),
    "intake.no_ocr": (
        _("The file is a scan, and this server has no program to read scans."),
        _("Ask for Tesseract with its language models to be installed, or type its text."),
    ),
    "intake.ended": (
        _("The document made the reading process end."),
        _("Save its text as plain text, keep the original as an exhibit."),
    ),
    "helix.no_place": (
        _("The monitoring centre's record has no place for this figure."),
        _("Leave this figure out."),
    ),
    "reading.published": (_("The report cannot be of that day."), _("Give the day it was published.")),
    "intake.password": (_("The file is protected by a password."), _("Save it without a password and try again.")),
    "intake.quotes": (
        _("A cell is far too long: a quotation mark is probably not closed."),
        _("Close or remove the quotation mark in that row and try again."),
    ),
    "intake.too_large": (
        _("The file is larger than this mission takes."),
        _("Split the file, or ask the administrator to raise the limit."),
    ),
    "intake.too_many_cells": (
        _("A sheet of the file spans more rows and columns than this mission takes."),
        _("Delete stray cells far right or far down, and save it again."),
    ),
    "intake.too_many_columns": (
        _("The file has more columns than this mission takes."),
        _("Delete the empty columns, and save it again."),
    ),
    "intake.zip_bomb": (
        _("The file unpacks to far more than it holds."),
        _("Open it and save it as CSV, then send that file."),
    ),
    "list.known": (_("This very file is a source already."), _("Open that source; nothing was changed.")),
    "report.known": (_("This very file is a source already."), _("Open that source; nothing was changed.")),
    "mapping.column_missing": (
        _("The list lacks a column that the saved choice of columns names."),
        _("Choose the columns again; the list has changed since they were saved."),
    ),
    "mapping.date_order": (_("This order of dates is not known."), _("Choose the order of the dates.")),
    "mapping.field": (_("A column is chosen for something that records do not have."), CHOOSE_OFFERED),
    "mapping.no_name": (_("No column is chosen for the name."), _("Say which column holds the name, or its parts.")),
    "mapping.unreadable": (
        _("The saved choice of columns cannot be read."),
        _("Choose the columns again and save them."),
    ),
    "reading.broken_unicode": (
        _("The report holds a broken character."),
        _("Save it again as plain text in UTF-8."),
    ),
    "reading.empty": (_("The report holds no words."), ASK_AGAIN),
    "reading.not_text": (_("The report is no plain text."), _("Save it again as plain text in UTF-8.")),
    "reading.too_long": (_("The report is too long to be read in one piece."), _("Split it into its articles.")),
}

_INTERVIEWS: Mapping[str, tuple[Words, Words]] = {
    "interview.consent_answer": (_("A purpose of the consent, or its answer, is not known."), CHOOSE_OFFERED),
    "interview.identity_refused": (
        _("The interview carries a field that could tell who the witness is."),
        _("Leave it out; the witness is named by a code only."),
    ),
    "interview.narrative": (_("The narrative is not text."), _("Write it in words.")),
    "interview.not_an_object": (_("The interview cannot be kept as it is."), _("Fill the form in again.")),
    "interview.repeated_key": (_("Two incidents have the same key."), _("Give each incident its own key.")),
    "interview.shape": (_("A field of the interview holds something else than it should."), _("Mend the field.")),
    "interview.unknown_field": (_("The interview carries a field that is not known."), _("Leave it out.")),
    "interview.unreadable": (
        _("The interview cannot be kept as it is."),
        _("Mend the field and send it again."),
    ),
    "interview.witness_code": (
        _("The witness code is missing, or looks like a name, a number to call or an address."),
        _("Give a code that does not tell who the witness is."),
    ),
}

_EVIDENCE: Mapping[str, tuple[Words, Words]] = {
    "consent.no_interview": (_("Only an interview has a consent."), _("Withdraw the source.")),
    "evidence.changed": (_("A kept file has changed on disk. Nothing goes on with it."), RESTORE),
    "evidence.digest": (_("This is not a SHA-256 digest."), CHECK_ADDRESS),
    "evidence.missing": (_("A kept file is missing. Nothing goes on without it."), RESTORE),
    "figure.changes": (_("An edit, and only an edit, changes something."), _("Change a value.")),
    "figure.category": (_("This is not one of the choices."), _("Choose one from the list.")),
    "figure.column": (_("This part of a figure cannot be edited."), _("Leave it out.")),
    "figure.hedge": (_("This is not one of the choices."), _("Choose one from the list.")),
    "figure.measure": (_("This is not one of the choices."), _("Choose one from the list.")),
    "figure.negative": (_("A number of people is never negative."), _("Give it as the text has it.")),
    "figure.order": (_("The lower number is above the upper one."), _("Swap them.")),
    "figures.malformed": (_("A kept reading of this report is broken."), TELL_ADMINISTRATOR),
    "figures.span": (_("A kept reading of this report is broken."), TELL_ADMINISTRATOR),
    "judgement.not_contested": (_("Nobody contradicts anybody about this pair."), _("Look at the list again.")),
    "judgement.one_record": (_("A judgement is about two records."), _("Choose another record.")),
    "judgement.own_conflict": (
        _("You are one of those who judged this pair differently."),
        _("Leave it to a third member, or to the coordinator."),
    ),
    "judgement.since": (_("This pair has been judged again since you opened it."), LOOK_AGAIN),
    "judgement.undone": (_("This judgement has been taken back already."), LOOK_AGAIN),
    "record.age": (_("These words cannot be read as an age."), WRITE_OTHERWISE),
    "record.birth": (_("These words cannot be read as a date."), WRITE_OTHERWISE),
    "record.event": (_("These words cannot be read as a date."), WRITE_OTHERWISE),
    "record.fields": (_("Nothing is changed, or this field cannot be corrected."), _("Choose a field from the list.")),
    "record.name": (_("A record keeps a name."), _("Leave the name as it is.")),
    "record.no_reason": (_("A correction says why."), _("Write the reason in a sentence.")),
    "record.outcome": (_("These words are not among the known ones."), WRITE_OTHERWISE),
    "record.sex": (_("These words are not among the known ones."), WRITE_OTHERWISE),
    "record.superseded": (_("This record has been corrected already."), _("Correct its latest version.")),
    "source.circle": (_("These sources would repeat each other in a circle."), _("Choose the earliest.")),
    "source.withdrawn": (_("This source is withdrawn already."), LOOK_AGAIN),
    "verify.unknown_decision": (_("This is no decision."), CHOOSE_OFFERED),
}

_RECOUNT = _("Link the records again and count again; if it returns, give the code below to the administrator.")
_WORK: Mapping[str, tuple[Words, Words]] = {
    "counting.date_range": (_("A range of dates ends before it begins."), _("Correct the dates of the person.")),
    "counting.list_twice": (_("Two lists have the same name."), _("Give every list its own name.")),
    "counting.missing_cell": (_("A person stands on no list, or in no group."), _RECOUNT),
    "counting.no_list": (_("There is no list to estimate from."), _("Import at least three lists and link them.")),
    "counting.no_strata": (_("The persons are not divided into groups."), _("Estimate without groups.")),
    "counting.person_twice": (_("A person stands twice under one outcome."), _RECOUNT),
    "counting.too_many_lists": (
        _("There are more lists than an estimate can take."),
        _("Join lists that come from the same organisation or were made in the same way."),
    ),
    "counting.too_many_people": (
        _("There are more people than an estimate can take."),
        _("Estimate one period or one region at a time."),
    ),
    "counting.two_strata": (
        _("Some people stand in more than one group."),
        _("Divide by something that does not change for a person."),
    ),
    "counting.unknown_dimension": (_("Persons cannot be counted in this way."), CHOOSE_OFFERED),
    "estimate.no_lists": (
        _("No list holds a person with this outcome yet."),
        _("Import lists and link them first."),
    ),
    "export.no_table": (_("There is no such table."), _("Look at the count again.")),
    "job.ended": (_("This work has ended already."), _("Look at its result.")),
    "job.kind": (_("There is no such work."), CHOOSE_OFFERED),
    "link.no_incidents": (
        _("There are no records of incidents to link yet."),
        _("Add an interview that names one."),
    ),
    "link.model_version": (
        _("The last linking was made by another version of the program."),
        _("Link all records again."),
    ),
    "link.no_model": (_("No linking has left weights to link new records by."), _("Link all records first.")),
    "link.nothing_new": (_("No record is new since the last linking."), _("Import a list first.")),
    "link.nothing": (_("There are no records to link yet."), _("Import a list first.")),
    "link.threshold": (_("The threshold lies between 0.5 and 1."), _("Give it as 0.9, for example.")),
    "matching.id_missing": (_("A record has no number of its own."), TELL_ADMINISTRATOR),
    "matching.id_twice": (_("Two records have the same number."), TELL_ADMINISTRATOR),
    "matching.no_names": (_("No record has a name."), _("Say which column of the list holds the names.")),
}

_RELEASES: Mapping[str, tuple[Words, Words]] = {
    "publish.count_outdated": (
        _(
            "Records changed after the count, and persons must be left out whose witnesses did not agree to this "
            "purpose."
        ),
        _("Count again, then publish."),
    ),
    "publish.fractions": (
        _("A table of this count holds shares of persons, whose small cells cannot be protected."),
        _("Count again by whole months."),
    ),
    "publish.language": (_("Reports are written in English and Arabic."), _("Choose one of them, or both.")),
    "publish.no_ready": (
        _("The latest count was made before there were these tables."),
        _("Count again, then publish."),
    ),
    "publish.ready": (_("There are no ready tables of that name."), _("Choose from the list.")),
    "publish.no_count": (_("Nothing has been counted yet."), _("Count first, then publish.")),
    "publish.nobody": (
        _("The count holds nobody: there is nothing to publish."),
        _("Import sources and count again."),
    ),
    "publish.purpose": (_("There is no such purpose of consent."), _("Choose one from the list.")),
    "publish.title": (_("A release needs a title of at most 300 letters."), _("Write one.")),
    "publish.withdrawn_since": (
        _("A source or a consent was withdrawn after these numbers were made."),
        _("Count and estimate again, then publish."),
    ),
    "publishing.cell_full": (
        _("A text is longer than a cell of a workbook holds."),
        _("Take the CSV file: it has no such limit."),
    ),
    "publishing.release_exists": (
        _("There is a release of this name; a release is never written over."),
        _("Give the new one another name."),
    ),
    "publishing.sheet_full": (
        _("The table is larger than a sheet of a workbook."),
        _("Take the CSV file: it has no such limit."),
    ),
    "release.changed": (
        _("This file is not the one that was released."),
        _("Take it from a copy of the release held elsewhere, and find out who changed it."),
    ),
    "release.no_file": (_("This release has no such file."), _("Look at the list of its files.")),
}

#: Problem and next step by code.
PROBLEMS: Mapping[str, tuple[Words, Words]] = {
    **_ENTRANCE,
    **ACCESS,
    **_FILES,
    **_INTERVIEWS,
    **_EVIDENCE,
    **CUSTODY,
    **_WORK,
    **_RELEASES,
    **REFUSALS,
    **ANSWERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedProblem:
    """An error as a page says it; `is_foreign` where the words are English on a page of another language."""

    problem: str
    next_step: str
    is_foreign: bool


def word_problem(code: str, problem: str, next_step: str, *, language: str) -> WordedProblem:
    """Problem and next step of an error for a page in `language`, which is the language in use.

    English pages, and errors that the pages have worded themselves, keep the words given.
    """
    known = PROBLEMS.get(code)
    if language == "en" or code in WORDED_BY_PAGES or known is None:
        is_foreign = language != "en" and code not in WORDED_BY_PAGES
        return WordedProblem(problem=str(problem), next_step=str(next_step), is_foreign=is_foreign)
    return WordedProblem(problem=str(known[0]), next_step=str(known[1]), is_foreign=False)


def word_error(error: TawthiqError, *, language: str) -> WordedProblem:
    """An error that was raised, in the words of a page."""
    return word_problem(error.code, error.problem, error.next_step, language=language)


def write_problem(worded: WordedProblem) -> str:
    """Problem and next step in one line, as a form tells it beside a field; English words are marked as such."""
    words = f"{worded.problem} {worded.next_step}"
    return format_html('<span lang="en" dir="ltr">{}</span>', words) if worded.is_foreign else words
