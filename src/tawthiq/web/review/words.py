"""Words for the evidence of a pair: fields, levels and reasons, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

Words = Mapping[str, str | Promise]

FIELDS: Words = {
    "full_name": gettext_lazy("Name as given"),
    "name_other": gettext_lazy("Other name or script"),
    "given": gettext_lazy("Given name"),
    "father": gettext_lazy("Father's name"),
    "grandfather": gettext_lazy("Grandfather's name"),
    "family": gettext_lazy("Family name"),
    "kunya": gettext_lazy("Known as (kunya)"),
    "birth": gettext_lazy("Age or birth"),
    "death": gettext_lazy("Date of what happened"),
    "place": gettext_lazy("Place"),
    "sex": gettext_lazy("Sex"),
    "lists": gettext_lazy("Lists"),
    "rival": gettext_lazy("Better candidates"),
    "outcome": gettext_lazy("What became of the person"),
    "cause": gettext_lazy("Cause"),
    "civilian_status": gettext_lazy("Civilian or not"),
    "occupation": gettext_lazy("Occupation"),
    "relation": gettext_lazy("Relation to the witness"),
    "remarks": gettext_lazy("Remarks"),
}

LEVELS: Mapping[str, tuple[str | Promise, str, str]] = {
    "same": (pgettext_lazy("evidence", "Same"), "agree", "same"),
    "close": (pgettext_lazy("evidence", "Close"), "", "close"),
    "partly": (pgettext_lazy("evidence", "Partly different"), "conflict", "differ"),
    "different": (pgettext_lazy("evidence", "Different"), "conflict", "differ"),
    "missing": (pgettext_lazy("evidence", "Missing"), "", "missing"),
}

REASONS: Words = {
    "same_words": gettext_lazy("the same words"),
    "across_scripts": gettext_lazy("the same name in another script"),
    "sounds_alike": gettext_lazy("sounds the same, spelt differently"),
    "spelling": gettext_lazy("one spelling of the name for another"),
    "compound_left_out": gettext_lazy("a part of the name is left out"),
    "only_alike": gettext_lazy("looks alike, more is not sure"),
    "elsewhere": gettext_lazy("it stands in another place of the other name"),
    "swapped": gettext_lazy("the parts stand in another order"),
    "two_names": gettext_lazy("two names that are both common"),
    "same_age": gettext_lazy("the same age"),
    "same_date": gettext_lazy("the same day"),
    "one_part_off": gettext_lazy("day, month or year differs, the rest agrees"),
    "day_month_swapped": gettext_lazy("day and month may be swapped"),
    "same_day": gettext_lazy("the same day"),
    "same_month": gettext_lazy("the one lies within the other"),
    "within_month": gettext_lazy("within a month"),
    "same_year": gettext_lazy("the same year only"),
    "same_town": gettext_lazy("the same place"),
    "town_alike": gettext_lazy("names of places that look alike"),
    "town_only": gettext_lazy("the same town, the wider place is missing"),
    "inside_place": gettext_lazy("the one place lies in the other"),
    "same_governorate": gettext_lazy("the same governorate, another place in it"),
    "governorate_only": gettext_lazy("only the governorate is known"),
    "same_list": gettext_lazy("both stand on one list, which may name nobody twice"),
    "two_lists": gettext_lazy("they stand on two lists"),
    "best": gettext_lazy("neither record has a better candidate"),
    "ahead": gettext_lazy("another candidate is nearly as good"),
    "tied": gettext_lazy("another candidate is just as good"),
    "near": gettext_lazy("another candidate is a little better"),
    "behind": gettext_lazy("another candidate is better"),
    "far_behind": gettext_lazy("another candidate is much better"),
}

RARITY: Words = {
    "rare": gettext_lazy("a rare name"),
    "uncommon": gettext_lazy("a name that is not common"),
    "common": gettext_lazy("a common name"),
    "very_common": gettext_lazy("a very common name"),
}

DECISIONS: Words = {
    "same": gettext_lazy("Same person"),
    "different": gettext_lazy("Different people"),
    "unsure": gettext_lazy("Not sure"),
}


def reason(code: str, parameters: Mapping[str, Any]) -> str:
    """The sentence for a reason, with how rare the name is where that is known; empty where it says no more."""
    parts = [_counted(code, parameters) or str(REASONS.get(code, ""))]
    rarity = RARITY.get(str(parameters.get("rarity", "")))
    if rarity:
        parts.append(str(rarity))
    if parameters.get("common"):
        parts.append(_("many others share it"))
    separator = "؛ " if get_language_bidi() else "; "
    return separator.join(part for part in parts if part)


def _counted(code: str, parameters: Mapping[str, Any]) -> str:
    years, days = parameters.get("years"), parameters.get("days")
    if code == "years_apart" and years is not None:
        return ngettext("{n} year apart", "{n} years apart", years).format(n=years)
    if days is not None and days > 0:
        return ngettext("{n} day apart", "{n} days apart", days).format(n=days)
    return ""
