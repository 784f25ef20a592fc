"""Words for what became of the rows of a list, and for what was wrong with them.

A problem arrives with an English sentence and a next step. Where the page speaks another language and the code is
known here, its own words are said instead; the words of the cell itself are always shown as given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

OUTCOMES: Words = {
    "record": _("became a record"),
    "record_with_problems": _("became a record, with problems"),
    "set_aside": _("set aside, with the reason"),
    "unchanged": _("said the same as before"),
}

#: Fields of a record that a column of a list can give.
FIELDS: Words = {
    "external_id": _("Number in the list"),
    "name": _("Full name"),
    "given": _("Given name"),
    "father": _("Father's name"),
    "grandfather": _("Grandfather's name"),
    "family": _("Family name"),
    "name_other": _("Name in another script, or known as"),
    "sex": _("Sex"),
    "age": _("Age"),
    "birth": _("Date of birth"),
    "event": _("Date of what happened"),
    "place": _("Place"),
    "place_part_of": _("Wider place, such as the governorate"),
    "residence": _("Home"),
    "cause": _("Cause"),
    "civilian_status": _("Civilian or not"),
    "outcome": _("What became of the person"),
    "perpetrator_kind": _("Who is said to have done it"),
    "occupation": _("Occupation"),
    "remarks": _("Remarks"),
}

DATE_ORDERS: Words = {
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
    "ymd": _("year, month, day"),
}

LAYOUT: Words = {
    "title": _("Title"),
    "dateline": _("Dateline"),
    "byline": _("Byline"),
    "credit": _("Credit line"),
    "caption": _("Caption"),
    "furniture": _("Furniture of the page, not part of the report"),
}

QUOTATIONS: Words = {
    "direct": _("Quoted"),
    "mixed": _("Quoted inside reported speech"),
    "indirect": _("Reported speech"),
}

LEAVE_UNKNOWN = _("Correct the source's own list, or leave the value unknown: the words are kept.")
LOOK = _("Compare the row with the file.")
PROBLEMS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "age.backwards": (_("The ages stand the wrong way round."), LEAVE_UNKNOWN),
    "age.date": (_("A date stands where an age should."), LEAVE_UNKNOWN),
    "age.impossible": (_("Nobody is that old."), LEAVE_UNKNOWN),
    "age.unreadable": (_("These words are no age."), LEAVE_UNKNOWN),
    "age.year": (_("A year stands where an age should."), LEAVE_UNKNOWN),
    "cell.error": (_("The spreadsheet holds an error in this cell."), LEAVE_UNKNOWN),
    "cell.lost_characters": (
        _("Letters of this cell were lost before the file reached us."),
        _("Ask for the file again."),
    ),
    "cell.merged": (_("This cell is merged with others."), LOOK),
    "cell.no_value": (_("The formula of this cell has no kept value."), _("Ask for the file saved with its values.")),
    "cell.unreadable_characters": (_("Some letters of this cell could not be read."), _("Choose another encoding.")),
    "cell.zero_bytes": (_("Empty bytes were left out of this cell."), LOOK),
    "date.against_order": (_("Day and month stand in the other order than in the rest of the column."), LOOK),
    "date.ambiguous": (_("Day and month of this date can be read in two ways; only its year is kept."), LEAVE_UNKNOWN),
    "date.backwards": (_("The dates stand the wrong way round."), LEAVE_UNKNOWN),
    "date.calendar_unclear": (_("It is not clear in which calendar this date is."), LEAVE_UNKNOWN),
    "date.dual_disagrees": (_("The two calendars written side by side name different days."), LEAVE_UNKNOWN),
    "date.future": (_("This day has not come yet."), LEAVE_UNKNOWN),
    "date.hijri_range": (_("This Hijri date lies outside the tables."), LEAVE_UNKNOWN),
    "date.impossible": (_("There is no such day in that month."), LEAVE_UNKNOWN),
    "date.no_year": (_("This date has no year."), LEAVE_UNKNOWN),
    "date.open_ended": (_("This date has one end only; it is kept in words."), LEAVE_UNKNOWN),
    "date.order_contradicted": (_("Dates of this list stand in two different orders."), LOOK),
    "date.order_swapped": (_("Dates of this list stand in another order than was chosen."), LOOK),
    "date.order_unclear": (_("Nothing shows whether day or month stands first."), _("Choose the order of the dates.")),
    "date.serial": (_("A bare number was read as a spreadsheet's day."), LOOK),
    "date.two_digit_year": (_("The year has two digits; the century was supplied."), LOOK),
    "date.unreadable": (_("These words are no date."), LEAVE_UNKNOWN),
    "encoding.guessed": (_("The encoding is a guess."), _("Compare the first rows, or choose another encoding.")),
    "header.merged": (_("Cells of the header are merged; their words are given to each column."), LOOK),
    "header.none": (_("No row looks like a header."), _("Say in which row the header stands.")),
    "header.repeated": (_("Two columns have the same header."), LOOK),
    "person.age_disagrees": (_("The age does not fit the dates."), LOOK),
    "person.birth_after_event": (_("The person is born after what happened."), LOOK),
    "person.unnamed": (_("The name is not known; the person is kept all the same."), LOOK),
    "row.blank": (_("The row is empty."), LOOK),
    "row.header_repeated": (_("The row repeats the header."), LOOK),
    "row.long": (_("The row has more cells than the header."), LOOK),
    "row.no_name": (
        _("The row says neither a name nor when, where and who."),
        _("Complete the row in the source's own list."),
    ),
    "row.repeated_id": (_("Another row has the same number."), LOOK),
    "row.short": (_("The row has fewer cells than the header."), LOOK),
    "row.total": (_("The row is a total of others."), LOOK),
    "row.unclosed_quote": (
        _("A quotation mark is not closed, so that rows run together."),
        _("Mend the file and send it again."),
    ),
    "sheet.chosen": (
        _("The file has several sheets; one of them is read."),
        _("Choose another sheet if it is the wrong one."),
    ),
    "sheet.formulas": (_("The sheet holds formulas; their kept values are read."), LOOK),
    "sheet.garbled": (_("The letters were garbled before the file reached us."), _("Ask for the file again.")),
    "value.several": (_("The words fit several known words."), LEAVE_UNKNOWN),
    "value.unknown_word": (_("These words are not among the known ones."), LEAVE_UNKNOWN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemShown:
    """A problem as a page says it; `is_foreign` where the words are English on a page of another language."""

    message: str
    next_step: str
    column: str
    value: str
    row: int | None
    is_foreign: bool


def show_problem(problem: Mapping[str, Any], *, language: str) -> ProblemShown:
    """A problem (as data) in the language of the page, as far as its code is known."""
    known = PROBLEMS.get(str(problem.get("code")))
    use_known = known is not None and language != "en"
    return ProblemShown(
        message=str(known[0]) if known and use_known else str(problem.get("message", "")),
        next_step=str(known[1]) if known and use_known else str(problem.get("next_step", "")),
        column=str(problem.get("column", "")),
        value=str(problem.get("value", "")),
        row=problem.get("row"),
        is_foreign=language != "en" and not use_known,
    )
