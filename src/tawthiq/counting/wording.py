"""Why nothing is estimated, and what to beware of: a code each, its English words, and what would help.

Codes and parameters are stable and pages translate them; the words here are the English ones. A code that is
not here cannot be given.
"""

from dataclasses import dataclass

from tawthiq.terms.estimates import Caution, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """English words of a code, with the parameters in braces."""

    words: str
    what_would_help: str = ""


REASONS: dict[str, Wording] = {
    "nobody_documented": Wording(
        words="The lists name nobody.",
        what_would_help="Lists with people on them.",
    ),
    "too_few_lists": Wording(
        words="There are {lists} lists, and at least {needed} are needed: with two, nothing in the data can "
        "tell whether being on one makes a person more or less likely to be on the other.",
        what_would_help="A further list, made by others and in another way.",
    ),
    "list_too_small": Wording(
        words="The list {list} has {people} people; fewer than {needed} say nothing about how it was made.",
        what_would_help="Leave that list out, or join it with a list of the same making.",
    ),
    "list_shares_nobody": Wording(
        words="Nobody on the list {list} is on any other list, so it says nothing about how many are missing.",
        what_would_help="Check whether its records can be linked at all (names, dates, places), or leave it out.",
    ),
    "lists_fall_apart": Wording(
        words="The lists fall into {groups} groups that share nobody with each other.",
        what_would_help="Check the linkage between the groups, or find a list that reaches into both.",
    ),
    "too_few_shared": Wording(
        words="Only {people} people are on two lists or more; fewer than {needed} cannot carry an estimate.",
        what_would_help="Longer lists, or lists that reach the same people.",
    ),
    "one_list_holds_everybody": Wording(
        words="One list holds everybody: no other list shows whether it missed anyone.",
        what_would_help="A list that was made without the use of that one.",
    ),
    "answers_too_far_apart": Wording(
        words="Answers that fit the lists run from {lower} to {upper}, more than {limit} times apart.",
        what_would_help="More people on several lists, or fewer and larger lists.",
    ),
    "not_converged": Wording(
        words="Independent runs do not agree on the answer (R-hat {r_hat}, at most {limit} is allowed).",
        what_would_help="A larger budget of computing; lists of the same making joined.",
    ),
    "answer_set_by_limit": Wording(
        words="{share} percent of the draws ran into the largest number the computation allows: the answer "
        "would be that limit's and not the data's.",
        what_would_help="More people on several lists.",
    ),
    "mostly_unseen": Wording(
        words="The middle answer is {median}, more than {limit} times the {people} documented: nearly all "
        "of it would rest on the assumption and not on the lists.",
        what_would_help="Lists that reach more of the people.",
    ),
    "stratum_refused": Wording(
        words="The stratum {stratum} cannot be estimated, so neither can the sum.",
        what_would_help="Join it with a stratum that is alike, or report the sum of the others and name what it lacks.",
    ),
}

CAUTIONS: dict[str, Wording] = {
    "saturated_graph": Wording(
        words="Graph averaging would give {percent} percent of its weight to a model the lists cannot "
        "check; that model was left out."
    ),
    "assumptions_disagree": Wording(
        words="The assumptions disagree: {high_method} gives {high}, {low_method} gives {low}, {ratio} times apart."
    ),
    "records_cannot_link": Wording(
        words="{percent} percent of the records lack what linking needs ({records} of them); they can make "
        "the answer larger or smaller."
    ),
    "one_list_dominates": Wording(
        words="{percent} percent of the people on only one list are on the list {list}: the answer leans on "
        "how that list was made."
    ),
    "list_matters": Wording(words="Without the list {list} the method {method} gives {without} instead of {with_all}."),
    "xi_matters": Wording(
        words="If lists depended on each other twice or half as much as assumed, no-highest-order "
        "interaction would give {lower} to {upper} instead of {median}."
    ),
    "few_effective_draws": Wording(
        words="The sampler for latent classes made only {draws} effective draws (R-hat {r_hat}): ends of "
        "the range are rough."
    ),
}


def give_reason(code: str, **params: str | float) -> Reason:
    """A reason with its words.

    Raises:
        KeyError: for a code or a parameter that is not in the list of reasons.
    """
    wording = REASONS[code]
    return Reason(
        code=code,
        params=params,
        words=wording.words.format(**_shown(params)),
        what_would_help=wording.what_would_help,
    )


def give_caution(code: str, **params: str | float) -> Caution:
    """A caution with its words.

    Raises:
        KeyError: for a code or a parameter that is not in the list of cautions.
    """
    return Caution(code=code, params=params, words=CAUTIONS[code].words.format(**_shown(params)))


def _shown(params: dict[str, str | float]) -> dict[str, str]:
    return {name: _number(value) if isinstance(value, (int, float)) else value for name, value in params.items()}


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:.3g}"
