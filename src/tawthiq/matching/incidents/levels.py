"""The comparison levels of every field of an incident: the words in which two records agree or differ.

Level 0 is always ``missing`` and says nothing. Agreement that is rarer says more and has a level of its own: an equal
number of many, a word few records hold, a spot inside a town.
"""

from typing import Final

DAY: Final = (
    "missing",
    "different",
    "within_month",
    "within_week",
    "days_apart",
    "day_month_swapped",
    "inside_span",
    "next_day",
    "overlap",
    "same_day",
)
PLACE: Final = (
    "missing",
    "different",
    "same_governorate",
    "nearby",
    "inside_place",
    "apart_in_town",
    "same_town",
    "same_spot",
)
ACTOR: Final = ("missing", "different", "some_shared", "same")
MEANS: Final = ("missing", "different", "related", "same_weapon", "same")
NUMBER: Final = (
    "missing",
    "contradict",
    "apart",
    "factor_two",
    "near_small",
    "near_large",
    "overlap",
    "equal_small",
    "equal_middle",
    "equal_large",
)
WORDS: Final = ("missing", "other_words", "few_shared", "shared", "shared_rare")
VICTIMS: Final = ("missing", "none_shared", "one_shared", "several_shared")
COMPANY: Final = ("missing", "many", "two", "alone")
LISTS: Final = ("missing", "same_list", "two_lists")
RIVAL: Final = ("missing", "far_behind", "behind", "near", "best")

NUMBERS: Final = ("killed", "injured", "detained", "missing", "displaced")
"""What is counted of people; the columns are these with ``_low`` and ``_high``."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "day": DAY,
    "place": PLACE,
    "means": MEANS,
    "actor": ACTOR,
    **dict.fromkeys(NUMBERS, NUMBER),
    "words": WORDS,
    "victims": VICTIMS,
    "company": COMPANY,
    "lists": LISTS,
    "rival": RIVAL,
}
"""The fields in the order in which they are compared and shown, with their levels.

``company`` is how many incidents either list has in that town on that day; ``rival`` whether either record has a better
partner in the other's list.
"""
