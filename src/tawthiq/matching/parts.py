"""The table of distinct name parts: their letters, consonant skeletons and vowels as arrays, and how common they are.

A name part is coded once, as its place in this table; kernels compare codes. Letters beyond the first
`LETTERS` of a part, and consonants beyond the first `CONSONANTS` of its skeleton, are not compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.names import NamePart

KINDS = ("plain", "abd", "abu", "umm")
SCRIPTS = ("arabic", "latin", "cyrillic", "other")
LETTERS, CONSONANTS = 20, 12
# Columns of a part's row in `PartTable.rows`.
CORE, CORE_KEY, KIND, SCRIPT, COUNT, LENGTH, SKELETON_LENGTH = range(7)
SPELT = 7
SKELETON = SPELT + LETTERS
VOWELS = SKELETON + CONSONANTS
_COLUMNS = VOWELS + CONSONANTS + 1

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words as arrays: code points by row (0 behind the end), lengths, and a signature for quick rejection."""

    letters: NDArray[np.int32]
    length: NDArray[np.int8]
    signature: NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTable:
    """The distinct name parts, one row each.

    Args:
        parts: the parts themselves.
        rows: the columns named above: codes of the folded core and of its skeleton, kind and script (places
            in `KINDS` and `SCRIPTS`), number of records with the part anywhere, lengths, the letters, the
            skeleton and the vowels of its gaps.
        signatures: of letters (column 0) and skeleton (column 1).
        key: code of the skeleton with the kind.
        given_share: share of records whose given name has the part's key.
        lineage_share: share of other parts with the part's key.
    """

    parts: tuple[NamePart, ...]
    rows: NDArray[np.int32]
    signatures: NDArray[np.uint64]
    key: Ints
    given_share: Floats
    lineage_share: Floats

    @property
    def core_key(self) -> Ints:
        """Code of each part's skeleton without its kind."""
        return self.rows[:, CORE_KEY]


def pack_words(texts: Sequence[str], width: int) -> Words:
    """Words as arrays of code points; what is longer than ``width`` is cut."""
    letters = np.array(texts, dtype=f"U{width}").reshape(-1).view(np.uint32).reshape(len(texts), width)
    packed = letters.astype(np.int32)
    return Words(letters=packed, length=(packed > 0).sum(axis=1).astype(np.int8), signature=_signatures(packed))


def _signatures(letters: NDArray[np.int32]) -> NDArray[np.uint64]:
    """64 bits a word: one for each letter, another for a letter that stands in it again.

    The number of bits two words share bounds from above how many letters they can have in common, but for
    letters that stand three times: those are what a word's length has beyond its bits.
    """
    out = np.zeros(len(letters), dtype=np.uint64)
    again = np.zeros(len(letters), dtype=np.uint64)
    for column in range(letters.shape[1]):
        value = letters[:, column].astype(np.uint64)
        bit = np.where(value > 0, np.uint64(1) << ((value * np.uint64(11)) % np.uint64(32)), np.uint64(0))
        again |= out & bit
        out |= bit
    return out | (again << np.uint64(32))


def part_table(parts: Sequence[NamePart], *, lineage: Ints, given: Ints, others: Ints) -> PartTable:
    """Build the table.

    Args:
        parts: the distinct parts, in the order of their codes.
        lineage: codes that stand anywhere in a name (for ``count``), -1 for none.
        given: codes that stand as given names.
        others: codes that stand as other parts.
    """
    counted = (np.bincount(codes[codes >= 0], minlength=len(parts)) for codes in (lineage, given, others))
    return counted_part_table(parts, *counted)


def counted_part_table(
    parts: Sequence[NamePart], lineage: NDArray[np.int64], given: NDArray[np.int64], others: NDArray[np.int64]
) -> PartTable:
    """Build the table from how often each part stands anywhere in a name, as given name and as another part."""
    spellings = [p.spelling for p in parts]
    letters = pack_words([p.core for p in parts], LETTERS)
    skeletons = pack_words([s.skeleton for s in spellings], CONSONANTS)
    key, keys = _coded([p.key for p in parts])
    rows = np.zeros((len(parts), _COLUMNS), dtype=np.int32)
    rows[:, CORE] = _coded([p.core for p in parts])[0]
    rows[:, CORE_KEY] = _coded([s.skeleton for s in spellings])[0]
    rows[:, KIND] = [KINDS.index(p.kind) for p in parts]
    rows[:, SCRIPT] = [SCRIPTS.index(s.script) for s in spellings]
    rows[:, COUNT] = lineage
    rows[:, LENGTH], rows[:, SKELETON_LENGTH] = letters.length, skeletons.length
    rows[:, SPELT:SKELETON], rows[:, SKELETON:VOWELS] = letters.letters, skeletons.letters
    for row, spelling in zip(rows, spellings, strict=True):
        known = spelling.vowels[: CONSONANTS + 1]
        row[VOWELS : VOWELS + len(known)] = known
    return PartTable(
        parts=tuple(parts),
        rows=rows,
        signatures=np.stack([letters.signature, skeletons.signature], axis=1),
        key=key,
        given_share=_key_share(given, key, keys),
        lineage_share=_key_share(others, key, keys),
    )


def _coded(texts: Sequence[str]) -> tuple[Ints, int]:
    """Code of each text by first appearance, and how many there are."""
    codes: dict[str, int] = {}
    coded = np.array([codes.setdefault(text, len(codes)) for text in texts], dtype=np.int32)
    return coded, len(codes)


def _key_share(counts: NDArray[np.int64], key: Ints, keys: int) -> Floats:
    """Share of the counted parts that have each part's key; smoothed so that few records do not look rare."""
    if not len(key):
        return np.zeros(0)
    by_key: Floats = np.bincount(key, weights=counts, minlength=keys).astype(np.float64)
    share: Floats = ((by_key + 1.0) / np.float64(counts.sum() + 50.0))[key]
    return share
