"""The comparison levels of every field: the words in which two records agree or differ.

Level 0 is always ``missing`` and says nothing. Agreement on a name is split by how rare the name is
(`RARITY`): agreeing on a rare name says more, and the weights of the bands are estimated like any others.
"""

from typing import Final

RARITY: Final = (0.0006, 0.003, 0.012)
"""Upper bounds of the shares of records with a name, for each band but the last."""
BANDS: Final = ("rare", "uncommon", "common", "very_common")

NAME: Final = (
    "missing",
    "different",
    "two_names",
    "alike",
    *(f"close_{b}" for b in ("rare", "common")),
    *(f"sound_{b}" for b in BANDS),
    *(f"equal_{b}" for b in BANDS),
    "swapped",
)
DIFFERENT, TWO_NAMES, ALIKE, CLOSE, SOUND, EQUAL, SWAPPED = 1, 2, 3, 4, 6, 10, 14
BIRTH: Final = (
    "missing",
    "over_ten_years",
    "over_five_years",
    "years_apart",
    "two_years",
    "one_year",
    "same_age",
    "one_part_off",
    "day_month_swapped",
    "same_date",
)
DEATH: Final = (
    "missing",
    "different",
    "same_year",
    "within_month",
    "days_apart",
    "day_month_swapped",
    "inside_span",
    "same_day_busy",
    "same_day",
)
PLACE: Final = (
    "missing",
    "different",
    "same_governorate",
    "inside_place",
    "town_only",
    "town_alike",
    "same_town_common",
    "same_town",
)
TEXT: Final = ("missing", "different", "alike", "close", "same_common", "same")
SEX: Final = ("missing", "different", "same")
LISTS: Final = ("missing", "same_list", "two_lists")
RIVAL: Final = ("missing", "far_behind", "behind", "near", "tied", "ahead", "best")
BEHIND_BY: Final = (-4.0, -0.5, 0.5, 4.0, 9.0)
"""Beyond how many log2 odds behind its best rival a pair is ahead, tied, near, behind and far behind."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "given": NAME,
    "father": NAME,
    "grandfather": NAME,
    "family": NAME,
    "kunya": NAME,
    "birth": BIRTH,
    "death": DEATH,
    "place": PLACE,
    "sex": SEX,
    "number": TEXT,
    "contact": TEXT,
    "address": TEXT,
    "postcode": TEXT,
    "occupation": TEXT,
    "lists": LISTS,
    "rival": RIVAL,
}
"""The fields in the order in which they are compared and shown, with their levels."""
