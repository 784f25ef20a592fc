"""Tables from which nobody could estimate anything, yet from which known packages give numbers."""

from tawthiq.counting.captures import CaptureTable

NO_OVERLAP = CaptureTable.from_cells("ABC", {(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 20})
ONE_SHARED = CaptureTable.from_cells("ABC", {(1, 0, 0): 40, (0, 1, 0): 30, (0, 0, 1): 20, (1, 1, 0): 1})
NESTED = CaptureTable.from_cells("ABC", {(1, 1, 1): 30, (1, 0, 0): 70})
THIRD_SHARES_NOBODY = CaptureTable.from_cells(
    "ABC", {(1, 1, 0): 50, (1, 0, 0): 100, (0, 1, 0): 100, (0, 0, 1): 100}
)
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
