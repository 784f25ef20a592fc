"""Words for the evidence of a pair of incident records: fields, levels and decisions, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

Words = Mapping[str, str | Promise]

DECISIONS: Words = {
    "same": gettext_lazy("Same incident"),
    "different": gettext_lazy("Different incidents"),
    "unsure": gettext_lazy("Not sure"),
}

#: Fields of the comparison, with the row of the page that each belongs to.
FIELDS: Words = {
    "words": gettext_lazy("Title"),
    "means": gettext_lazy("Kind and weapon"),
    "day": gettext_lazy("Date"),
    "place": gettext_lazy("Place"),
    "actor": gettext_lazy("Alleged perpetrator"),
    "killed": gettext_lazy("Killed"),
    "injured": gettext_lazy("Injured"),
    "detained": gettext_lazy("Detained"),
    "missing": gettext_lazy("Missing"),
    "displaced": gettext_lazy("Displaced"),
    "victims": gettext_lazy("Persons named in it"),
    "company": gettext_lazy("Others that day in that town"),
    "lists": gettext_lazy("Sources"),
    "rival": gettext_lazy("Better candidates"),
    "together": gettext_lazy("all together, and how rare matches are"),
}

STATES: Mapping[str, tuple[str | Promise, str, str]] = {
    "same": (pgettext_lazy("evidence", "Same"), "agree", "same"),
    "close": (pgettext_lazy("evidence", "Close"), "", "close"),
    "different": (pgettext_lazy("evidence", "Different"), "conflict", "differ"),
    "missing": (pgettext_lazy("evidence", "Missing"), "", "missing"),
}

NOT_COMPARED = gettext_lazy("says nothing: in another script, or in words that many records share")

_NUMBERS: Words = {
    "equal_small": gettext_lazy("the same small number"),
    "equal_middle": gettext_lazy("the same number"),
    "equal_large": gettext_lazy("the same large number"),
    "overlap": gettext_lazy("the ranges overlap"),
    "near_small": gettext_lazy("one more or less"),
    "near_large": gettext_lazy("within a fifth of each other"),
    "factor_two": gettext_lazy("the one is up to twice the other"),
    "apart": gettext_lazy("the one is up to three times the other"),
    "contradict": gettext_lazy("the numbers contradict each other"),
}

REASONS: Mapping[str, Words] = {
    "day": {
        "same_day": gettext_lazy("the same day"),
        "overlap": gettext_lazy("the days overlap"),
        "inside_span": gettext_lazy("the one lies within the other"),
        "next_day": gettext_lazy("the day before or after"),
        "day_month_swapped": gettext_lazy("day and month may be swapped"),
        "days_apart": gettext_lazy("two or three days apart"),
        "within_week": gettext_lazy("within a week"),
        "within_month": gettext_lazy("within a month"),
        "different": gettext_lazy("more than a month apart"),
    },
    "place": {
        "same_spot": gettext_lazy("the same spot, within a kilometre"),
        "same_town": gettext_lazy("the same town"),
        "apart_in_town": gettext_lazy("the same town, two and a half kilometres apart or more"),
        "inside_place": gettext_lazy("the one place lies in the other"),
        "nearby": gettext_lazy("places less than fifteen kilometres apart"),
        "same_governorate": gettext_lazy("the same governorate, another place in it"),
        "different": gettext_lazy("another place"),
    },
    "means": {
        "same": gettext_lazy("the same kind"),
        "related": gettext_lazy("kinds that sources take for one another"),
        "same_weapon": gettext_lazy("the same weapon"),
        "different": gettext_lazy("another kind"),
    },
    "actor": {
        "same": gettext_lazy("the same perpetrator"),
        "some_shared": gettext_lazy("a perpetrator in common"),
        "different": gettext_lazy("another perpetrator"),
    },
    **dict.fromkeys(("killed", "injured", "detained", "missing", "displaced"), _NUMBERS),
    "words": {
        "shared_rare": gettext_lazy("they share a rare word"),
        "shared": gettext_lazy("they share most telling words"),
        "few_shared": gettext_lazy("they share few telling words"),
        "other_words": gettext_lazy("other words for where it was"),
    },
    "victims": {
        "several_shared": gettext_lazy("several names in common"),
        "one_shared": gettext_lazy("one name in common"),
        "none_shared": gettext_lazy("no name in common"),
    },
    "company": {
        "alone": gettext_lazy("neither source has another that day in that town"),
        "two": gettext_lazy("a source has two that day in that town"),
        "many": gettext_lazy("a source has three or more that day in that town"),
    },
    "lists": {
        "two_lists": gettext_lazy("they come from two sources"),
        "same_list": gettext_lazy("both come from one source, which may name nothing twice"),
    },
}


def say_level(field: str, level: str) -> str:
    """The sentence for the level a field reached; empty where it says no more than missing."""
    return str(REASONS.get(field, {}).get(level, ""))
