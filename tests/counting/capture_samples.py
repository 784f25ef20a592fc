"""Tables that several tests use: a good one, and those from which nobody could estimate anything.

Known packages give numbers for each of the latter.
"""

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.runs import Budget

QUICK = Budget(
    lcm=LcmSettings(islands=4, particles=8, moves=2, block=60, most_turns=180, effective=60),
    nhoi_draws=2_000,
    checks=False,
)
# Independent lists with chances of 0.6, 0.5 and 0.4: 1,000 people, 880 of them found.
GOOD = CaptureTable.from_cells(
    ("north", "south", "west"),
    {
        (1, 1, 1): 120,
        (1, 1, 0): 180,
        (1, 0, 1): 120,
        (1, 0, 0): 180,
        (0, 1, 1): 80,
        (0, 1, 0): 120,
        (0, 0, 1): 80,
    },
)

NO_OVERLAP = CaptureTable.from_cells("ABC", {(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 20})
ONE_SHARED = CaptureTable.from_cells("ABC", {(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 20, (1, 1, 0): 1})
NESTED = CaptureTable.from_cells("ABC", {(1, 1, 1): 30, (1, 0, 0): 70})
THIRD_SHARES_NOBODY = CaptureTable.from_cells("ABC", {(1, 1, 0): 50, (1, 0, 0): 100, (0, 1, 0): 100, (0, 0, 1): 100})
ELEVEN_PEOPLE = CaptureTable.from_cells(
    "ABC", {(1, 1, 1): 2, (1, 1, 0): 2, (1, 0, 1): 1, (0, 1, 1): 1, (1, 0, 0): 2, (0, 1, 0): 2, (0, 0, 1): 1}
)
TWO_LISTS = CaptureTable.from_cells("AB", {(1, 1): 50, (1, 0): 100, (0, 1): 100})
TWO_PAIRS = CaptureTable.from_cells(
    "ABCD",
    {
        (1, 1, 0, 0): 20,
        (1, 0, 0, 0): 50,
        (0, 1, 0, 0): 50,
        (0, 0, 1, 1): 20,
        (0, 0, 1, 0): 9,
        (0, 0, 0, 1): 9,
    },
)
EMPTY = CaptureTable.from_cells("ABC", {})

BY_CODE = {
    "list_shares_nobody": (NO_OVERLAP, ONE_SHARED, THIRD_SHARES_NOBODY),
    "one_list_holds_everybody": (NESTED,),
    "too_few_shared": (ELEVEN_PEOPLE, NO_OVERLAP, ONE_SHARED),
    "too_few_lists": (TWO_LISTS,),
    "lists_fall_apart": (TWO_PAIRS,),
    "nobody_documented": (EMPTY,),
}
