"""Codes of the rooms below as words of the page: why a value is reported, why nothing is estimated, what was done.

The rule: a room gives a code and its parameters, the page gives the sentence, so that each language has its own.
A code that this list does not know is shown with the English words it came with, never hidden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.wording import codes, say_coded
from tawthiq.terms.estimates import Caution, Reason
from tawthiq.web.formats import write_number

Words = str | Promise

#: Fields of records and persons, as a reader calls them.
FIELDS: dict[str, Words] = {
    "name": _("Name"),
    "name_other": _("Name in other letters"),
    "sex": _("Sex"),
    "age": _("Age"),
    "birth": _("Date of birth"),
    "outcome": _("Outcome"),
    "event": _("Date"),
    "place": _("Place"),
    "place_part_of": _("Governorate or district"),
    "civilian_status": _("Civilian status"),
    "cause": _("Cause"),
    "perpetrator_kind": _("Alleged perpetrator"),
    "residence": _("Residence"),
    "occupation": _("Occupation"),
    "relation": _("Relation to the witness"),
    "remarks": _("Remarks"),
    "external_id": _("Number in the source"),
    "incident": _("Incident"),
    "title": _("Title"),
    "kind": _("Kind"),
    "weapon": _("Weapon"),
    "account": _("Account"),
    "killed": _("Killed"),
    "killed_min": _("Killed, at least"),
    "killed_max": _("Killed, at most"),
    "injured": _("Injured"),
    "injured_min": _("Injured, at least"),
    "injured_max": _("Injured, at most"),
    "missing": _("Missing"),
    "missing_min": _("Missing, at least"),
    "missing_max": _("Missing, at most"),
    "displaced": _("Displaced"),
    "displaced_min": _("Displaced, at least"),
    "displaced_max": _("Displaced, at most"),
    "words": _("Words of the witness"),
}

#: Why the mission reports this value for a person: the codes of `tawthiq.matching.portrait`.
WHY: dict[str, Words] = {
    "only": _("One source says it"),
    "agree": _("All that say it agree"),
    "most": _("Most origins say it"),
    "precise": _("As many origins, and more precise"),
    "first": _("As many origins: the earliest record"),
}

#: What may happen to evidence: the kinds of ledger entries.
LEDGER_KINDS: dict[str, Words] = {
    "received": _("received"),
    "derived": _("derived"),
    "imported": _("taken as a source"),
    "corrected": _("corrected"),
    "judged": _("judged"),
    "undone": _("judgement taken back"),
    "verified": _("verification decided"),
    "confirmed": _("figure decided"),
    "withdrawn": _("withdrawn"),
    "counted": _("counted or estimated"),
    "released": _("released"),
    "exported": _("exported"),
    "sealed": _("sealed"),
    "opened": _("sealed items handed out for opening"),
    "holders_listed": _("key-holders changed"),
    "resealed": _("sealed again to the key-holders of now"),
    "drilled": _("recovery drill passed"),
    "viewed": _("opened by a member"),
    "disclosed": _("handed over in a bag"),
    "timestamped": _("stamped by an authority"),
    "key_rotated": _("key changed"),
    "model_set": _("model allowed or switched off"),
    "handed_out": _("checkpoint given to a holder"),
    "cosigned": _("checkpoint signed by a holder"),
    "backed_up": _("backed up"),
    "restored": _("restored"),
}

#: What a member decided about a pair of records.
DECISIONS: dict[str, Words] = {
    "same": _("Same person"),
    "different": _("Different people"),
    "unsure": _("Not sure"),
}

#: Kinds of incident that the sample and interviews use.
INCIDENT_KINDS: dict[str, Words] = {
    "shelling": _("shelling"),
    "air_strike": _("air strike"),
    "gunfire": _("gunfire"),
    "sniper": _("sniper fire"),
    "mine": _("mine"),
    "car_bomb": _("car bomb"),
    "custody": _("death in custody"),
    "raid": _("raid"),
    "detention": _("detention"),
    "displacement": _("displacement"),
    "attack_on_school": _("attack on a school"),
    "attack_on_hospital": _("attack on a hospital"),
    "denial_of_access": _("denial of humanitarian access"),
    "unknown": pgettext_lazy("kind of incident", "not known"),
}


#: What the action writes as the reason of decisions that it takes by the mission's rule.
RULE = re.compile(r"rule: (\d+) independent origins, name, date and place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A reason in the language of the page, and what would help."""

    words: str
    what_would_help: str = ""


def word_decision_reason(reason: str) -> str:
    """Why a person was decided on: the words of the member, or the mission's rule in the language of the page."""
    by_rule = RULE.fullmatch(reason)
    if by_rule is None:
        return reason
    return fill(_("by the mission's rule: {number} independent origins, a name, a date and a place"), number=by_rule[1])


def fill(message: Words, **values: object) -> str:
    """A translated sentence with its values put in, each isolated; plain text, for labels of pictures."""
    return str(message).format_map({name: isolate(value) for name, value in values.items()})


def write_range(low: int | None, high: int | None, *, language: str) -> str:
    """A number of people that may be a range, or open at one end; empty where none is said."""
    least, most = (write_number(end, language=language) for end in (low, high))
    if low is None:
        return fill(_("at most {number}"), number=most) if high is not None else ""
    if high is None:
        return fill(_("at least {number}"), number=least)
    return isolate(least if low == high else f"{least}–{most}")


def fill_with_links(message: Words, **values: object) -> SafeString:
    """A translated sentence as markup; a value given as (words, address) becomes a link, every other one is escaped."""
    written = {}
    for name, value in values.items():
        if isinstance(value, tuple):
            words, address = value
            written[name] = format_html('<a href="{}">{}</a>', address, words) if address else format_html("{}", words)
        else:
            written[name] = conditional_escape(isolate(value))
    return mark_safe(str(conditional_escape(str(message))).format_map(written))  # noqa: S308 — all parts are escaped above


def word_reason(reason: Reason, *, language: str) -> Worded:
    """Why nothing is estimated, in the language of the page; a code without words keeps its English ones."""
    if reason.code not in codes("reasons"):
        return Worded(words=reason.words, what_would_help=reason.what_would_help)
    return Worded(
        words=say_coded("reasons", reason.code, reason.params, language=language),
        what_would_help=say_coded("helps", reason.code, reason.params, language=language),
    )


def word_caution(caution: Caution, *, language: str) -> str:
    """What to beware of, in the language of the page; a code without words keeps its English ones."""
    if caution.code not in codes("cautions"):
        return caution.words
    return say_coded("cautions", caution.code, caution.params, language=language)


def word_code(table: Mapping[str, Words], code: str) -> str:
    """The words of a code; the code itself where the table does not know it."""
    return str(table.get(code, code))
