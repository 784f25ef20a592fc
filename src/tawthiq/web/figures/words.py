"""Words for the codes of reported figures, in the language of the page.

A number is never shown without its hedge: "at least 50", "about 230,000", "between 20 and 30", "hundreds".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tawthiq.web import formats

Words = Mapping[str, str | Promise]

#: The categories of the figures page, widest interest first; the others follow when there are figures of them.
CATEGORIES: Words = {
    "killed": pgettext_lazy("figure", "Killed"),
    "injured": pgettext_lazy("figure", "Injured"),
    "missing": pgettext_lazy("figure", "Missing"),
    "detained": pgettext_lazy("figure", "Detained"),
    "displaced_internal": pgettext_lazy("figure", "Displaced within the country"),
    "refugee": pgettext_lazy("figure", "Refugees"),
    "returned": pgettext_lazy("figure", "Returned"),
    "displaced": pgettext_lazy("figure", "Displaced, border not said"),
    "killed_or_injured": pgettext_lazy("figure", "Killed or injured"),
    "abducted": pgettext_lazy("figure", "Abducted"),
    "released": pgettext_lazy("figure", "Released"),
    "evacuated": pgettext_lazy("figure", "Evacuated"),
    "relocated": pgettext_lazy("figure", "Relocated"),
    "sheltered": pgettext_lazy("figure", "In shelters"),
    "homeless": pgettext_lazy("figure", "Without a home"),
    "rescued": pgettext_lazy("figure", "Rescued"),
    "stranded": pgettext_lazy("figure", "Stranded"),
    "trapped": pgettext_lazy("figure", "Trapped or besieged"),
    "in_need": pgettext_lazy("figure", "In need of aid"),
    "affected": pgettext_lazy("figure", "Affected"),
}

HEDGES: Words = {
    "exact": gettext_lazy("as an exact number"),
    "at_least": gettext_lazy("at least"),
    "up_to": gettext_lazy("up to"),
    "about": gettext_lazy("about"),
    "estimated": gettext_lazy("estimated"),
    "vague": gettext_lazy("an order of magnitude only"),
}

MEASURES: Words = {
    "stock": gettext_lazy("how many at that time"),
    "flow": gettext_lazy("how many newly"),
    "rate": gettext_lazy("how many in each period"),
    "cumulative": gettext_lazy("how many since the start"),
}

MODALITIES: Words = {
    "asserted": gettext_lazy("said to be so"),
    "verified": gettext_lazy("said to be verified"),
    "feared": gettext_lazy("feared or possible"),
    "projected": gettext_lazy("projected"),
    "planned": gettext_lazy("planned"),
    "ordered": gettext_lazy("ordered"),
    "counterfactual": gettext_lazy("what would have been"),
}

#: How the speaker was found.
HOWS: Words = {
    "none": gettext_lazy("no speaker was found: the report itself says it, or it is unknown"),
    "cue": gettext_lazy("a verb of saying stands beside the name"),
    "appositive": gettext_lazy("the name is explained beside it"),
    "pronoun": gettext_lazy("a pronoun stands for the name"),
    "description": gettext_lazy("described without a name"),
    "next_naming": gettext_lazy("the name follows in the next sentences"),
    "continuation": gettext_lazy("the same speaker goes on"),
    "parenthesis": gettext_lazy("the source stands in brackets"),
    "label": gettext_lazy("the name stands before a colon, without a verb"),
    "credit": gettext_lazy("the name stands behind the quoted words"),
}

UNITS: Words = {"person": gettext_lazy("persons"), "household": gettext_lazy("households")}

STATUSES: Words = {
    "pending": gettext_lazy("Waits for a decision"),
    "confirmed": gettext_lazy("Accepted"),
    "edited": gettext_lazy("Accepted with changes"),
    "rejected": gettext_lazy("Rejected"),
    "split": gettext_lazy("Split into parts"),
}

#: How figures belong together.
SUMS: Words = {
    "sum": gettext_lazy("Made up of"),
    "signed_sum": gettext_lazy("Made up of, some taken away"),
    "subset": gettext_lazy("Of these"),
}

#: What a day rests on.
TIME_BASES: Words = {
    "stated": gettext_lazy("as written"),
    "resolved": gettext_lazy("worked out from the day of publication"),
    "said": gettext_lazy("the day it was said"),
    "published": gettext_lazy("the day of publication"),
    "unknown": gettext_lazy("day unknown"),
}

#: Kinds of event that a report may mention.
EVENTS: Words = {
    "arms": gettext_lazy("Arms transfer or contract"),
    "sanctions": gettext_lazy("Sanctions, vote or veto"),
    "demand": gettext_lazy("Demand"),
    "monitors": gettext_lazy("Monitors sent"),
    "negotiation": gettext_lazy("Negotiation"),
    "ceasefire": gettext_lazy("Ceasefire"),
    "prices": gettext_lazy("Prices or currency"),
}

#: How a report speaks of an event.
STANDINGS: Words = {
    "reported": gettext_lazy("reported"),
    "expected": gettext_lazy("expected"),
    "called_for": gettext_lazy("called for"),
    "denied": gettext_lazy("denied"),
}

#: How wide a place of the gazetteer is.
LEVELS: Words = {
    "country": pgettext_lazy("kind of place", "country"),
    "admin1": pgettext_lazy("kind of place", "governorate"),
    "admin2": pgettext_lazy("kind of place", "district"),
    "admin3": pgettext_lazy("kind of place", "subdistrict"),
    "town": pgettext_lazy("kind of place", "town"),
    "neighbourhood": pgettext_lazy("kind of place", "neighbourhood"),
    "site": pgettext_lazy("kind of place", "site"),
}

PLACE_RELATIONS: Words = {
    "at": pgettext_lazy("place of a figure", "at"),
    "from": pgettext_lazy("place of a figure", "from"),
    "to": pgettext_lazy("place of a figure", "to"),
}


def word(words: Words, code: str) -> str:
    """The words for a code; the code itself where there are none."""
    return str(words.get(code, code))


def write_value(low: float | None, high: float | None, *, hedge: str, vague: str, language: str) -> str:
    """A number as it was said, with its hedge: never a bare number where the speaker hedged."""
    if low is None and high is None:
        return vague or formats.NO_VALUE
    ends = [formats.write_number(end, language=language) for end in (low, high) if end is not None]
    if low is None:
        return _("up to {number}").format(number=ends[0])
    if high is None:
        return _("at least {number}").format(number=ends[0])
    if low != high:
        return _("{low} to {high}").format(low=ends[0], high=ends[1])
    templates = {
        "at_least": _("at least {number}"),
        "up_to": _("up to {number}"),
        "about": _("about {number}"),
        "estimated": _("an estimated {number}"),
    }
    return templates.get(hedge, "{number}").format(number=ends[0])


def value_of(figure: Any, *, language: str) -> str:
    """The number of a `FigureView` as it was said."""
    return write_value(
        figure.value_min,
        figure.value_max,
        hedge=figure.hedge,
        vague=str(figure.data.get("vague") or ""),
        language=language,
    )
