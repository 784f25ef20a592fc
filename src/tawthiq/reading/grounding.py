"""Whether words that an engine gives back stand in a report, to the letter.

The rules kept here: both sides are folded alike (no-break spaces, digits, quotation marks), then the words must
be there exactly; a fuzzy match is never tried, for at a likeness of 0.9 it takes 96 of 100 quotations with one
digit changed. They must stand between word ends ("12" is not in "120" or "1,200"), and once only in the
paragraph that was shown. Offsets given by an engine are not even read. What is kept are the report's own words.
"""

from tawthiq.reading.folding import Folded, fold_words

LONGEST = 2000


def ground(folded: Folded, words: str, start: int, end: int) -> list[tuple[int, int]]:
    """Every place of the view between two offsets where the words stand exactly, between word ends."""
    if not words.strip() or len(words) > LONGEST:
        return []
    wanted = fold_words(words).strip()
    if not wanted:
        return []
    found = []
    at = folded.view.find(wanted, start, end)
    while at >= 0:
        last = at + len(wanted)
        if _whole(folded.view, at, last):
            found.append((at, last))
        at = folded.view.find(wanted, at + 1, end)
    return found


def _whole(view: str, start: int, end: int) -> bool:
    """Whether a place starts and ends at the ends of words, and cuts no number."""
    before, first = view[start - 1 : start], view[start]
    last, after = view[end - 1], view[end : end + 1]
    if (before.isalnum() and first.isalnum()) or (last.isalnum() and after.isalnum()):
        return False
    behind = view[end + 1 : end + 2]
    ahead = view[start - 2 : start - 1] if start >= 2 else ""
    cut_behind = last.isdigit() and after in (".", ",", " ", "-") and behind.isdigit() and after != " "
    cut_ahead = first.isdigit() and before in (".", ",", "-", "+") and ahead.isdigit()
    return not cut_behind and not cut_ahead
