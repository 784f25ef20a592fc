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
    "unknown": pgettext_lazy("kind of incident", "not known"),
}


#: What the action writes as the reason of decisions that it takes by the mission's rule.
RULE = re.compile(r"rule: (\d+) independent origins, name, date and place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A reason in the language of the page, and what would help."""

    words: str
    what_would_help: str = ""


REASONS: dict[str, tuple[Words, Words]] = {
    "nobody_documented": (_("The lists name nobody."), _("Lists with people on them.")),
    "too_few_lists": (
        _(
            "There are {lists} lists, and at least {needed} are needed: with two, nothing shows whether being on one "
            "makes a person more or less likely to be on the other."
        ),
        _("A further list, made by others and in another way."),
    ),
    "list_too_small": (
        _("The list {list} has {people} people; fewer than {needed} say nothing about how it was made."),
        _("Leave that list out, or join it with a list made in the same way."),
    ),
    "list_shares_nobody": (
        _("Nobody on the list {list} is on any other list, so it says nothing about how many are missing."),
        _("Check whether its records can be linked at all (names, dates, places), or leave it out."),
    ),
    "lists_fall_apart": (
        _("The lists fall into {groups} groups that share nobody with each other."),
        _("Check the links between the groups, or find a list that reaches into both."),
    ),
    "too_few_shared": (
        _("Only {people} people are on two lists or more; fewer than {needed} cannot carry an estimate."),
        _("Longer lists, or lists that reach the same people."),
    ),
    "one_list_holds_everybody": (
        _("One list holds everybody: no other list shows whether it missed anyone."),
        _("A list that was made without the use of that one."),
    ),
    "answers_too_far_apart": (
        _("Answers that fit the lists run from {lower} to {upper}, more than {limit} times apart."),
        _("More people on several lists, or fewer and larger lists."),
    ),
    "not_converged": (
        _("Independent runs do not agree on the answer (R-hat {r_hat}, at most {limit} is allowed)."),
        _("More time to compute, or lists made in the same way joined."),
    ),
    "answer_set_by_limit": (
        _(
            "{share} per cent of the draws ran into the largest number the computation allows: the answer would be "
            "that limit's and not the data's."
        ),
        _("More people on several lists."),
    ),
    "mostly_unseen": (
        _(
            "The middle answer is {median}, more than {limit} times the {people} documented: nearly all of it would "
            "rest on the assumption and not on the lists."
        ),
        _("Lists that reach more of the people."),
    ),
    "stratum_refused": (
        _("The stratum {stratum} cannot be estimated, so neither can the sum."),
        _("Join it with a stratum that is alike, or report the sum of the others and name what it lacks."),
    ),
}

CAUTIONS: dict[str, Words] = {
    "saturated_graph": _(
        "Graph averaging would give {percent} per cent of its weight to a model that the lists cannot check; that "
        "model was left out."
    ),
    "assumptions_disagree": _(
        "The assumptions disagree: {high_method} gives {high}, {low_method} gives {low}, {ratio} times apart."
    ),
    "records_cannot_link": _(
        "{percent} per cent of the records lack what linking needs ({records} of them); they can make the answer "
        "larger or smaller."
    ),
    "one_list_dominates": _(
        "{percent} per cent of the people on only one list are on the list {list}: the answer leans on how that list "
        "was made."
    ),
    "list_matters": _("Without the list {list} the method {method} gives {without} instead of {with_all}."),
    "xi_matters": _(
        "If lists depended on each other twice or half as much as assumed, the method without the highest "
        "interaction would give {lower} to {upper} instead of {median}."
    ),
    "few_effective_draws": _(
        "The sampler for latent classes made only {draws} effective draws (R-hat {r_hat}): the ends of the range are "
        "rough."
    ),
    "beside_not_run": _("The method {method} was not run: {why}."),
}


def word_decision_reason(reason: str) -> str:
    """Why a person was decided on: the words of the member, or the mission's rule in the language of the page."""
    by_rule = RULE.fullmatch(reason)
    if by_rule is None:
        return reason
    return fill(_("by the mission's rule: {number} independent origins, a name, a date and a place"), number=by_rule[1])


def fill(message: Words, **values: object) -> str:
    """A translated sentence with its values put in, each isolated; plain text, for labels of pictures."""
    return str(message).format_map({name: isolate(value) for name, value in values.items()})


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
    """Why nothing is estimated, in the language of the page."""
    known = REASONS.get(reason.code)
    if known is None:
        return Worded(words=reason.words, what_would_help=reason.what_would_help)
    return Worded(words=fill(known[0], **_params(reason.params, language)), what_would_help=str(known[1]))


def word_caution(caution: Caution, *, language: str) -> str:
    """What to beware of, in the language of the page."""
    known = CAUTIONS.get(caution.code)
    return caution.words if known is None else fill(known, **_params(caution.params, language))


def word_code(table: Mapping[str, Words], code: str) -> str:
    """The words of a code; the code itself where the table does not know it."""
    return str(table.get(code, code))


def _params(params: Mapping[str, object], language: str) -> dict[str, object]:
    return {
        name: write_number(value, language=language, places=2)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else value
        for name, value in params.items()
    }
