"""The Merkle tree over ledger lines (RFC 9162, section 2.1), its proofs, and how they are checked.

With it one line is shown to be in the ledger without showing the others (inclusion), and a later ledger is shown
to begin with an earlier one (consistency). A leaf is SHA-256(0x00 ‖ line), a node SHA-256(0x01 ‖ left ‖ right);
lines are taken without their newline. Positions here count from 0; a ledger entry `seq` is the leaf `seq - 1`.

Making proofs and checking them are written apart: the makers follow the recursive definitions of the standard, the
checkers its step-by-step algorithms (2.1.3.2 and 2.1.4.2), which ``verify.sh`` follows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(line: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: takes leaves one by one, gives the root at any moment, in O(log n) memory."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        rest = self.size
        while rest & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            rest >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves added so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


class Tree:
    """A whole tree held in memory (64 bytes a line), for making proofs."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            self._levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves (default: all)."""
        wanted = self.size if size is None else size
        return EMPTY_ROOT if wanted == 0 else self._over(0, wanted)

    def prove_inclusion(self, index: int, size: int) -> list[bytes]:
        """The path from leaf `index` to the root over the first `size` leaves (RFC 9162, 2.1.3.1)."""
        if not 0 <= index < size <= self.size:
            raise ValueError("the leaf is not in this tree")
        return self._path(index, 0, size)

    def prove_consistency(self, first: int, second: int) -> list[bytes]:
        """That the first `second` leaves begin with the first `first` ones (RFC 9162, 2.1.4.1)."""
        if not 0 < first <= second <= self.size:
            raise ValueError("these are not two sizes of this tree")
        return self._sub_proof(first, 0, second, is_whole=True)

    def _over(self, begin: int, end: int) -> bytes:
        length = end - begin
        if length & (length - 1) == 0:
            level = length.bit_length() - 1
            return self._levels[level][begin >> level]
        middle = begin + _split(length)
        return node_hash(self._over(begin, middle), self._over(middle, end))

    def _path(self, index: int, begin: int, end: int) -> list[bytes]:
        if end - begin == 1:
            return []
        middle = begin + _split(end - begin)
        if index < middle:
            return [*self._path(index, begin, middle), self._over(middle, end)]
        return [*self._path(index, middle, end), self._over(begin, middle)]

    def _sub_proof(self, first: int, begin: int, end: int, *, is_whole: bool) -> list[bytes]:
        if first == end - begin:
            return [] if is_whole else [self._over(begin, end)]
        step = _split(end - begin)
        if first <= step:
            return [*self._sub_proof(first, begin, begin + step, is_whole=is_whole), self._over(begin + step, end)]
        return [
            *self._sub_proof(first - step, begin + step, end, is_whole=False),
            self._over(begin, begin + step),
        ]


def _split(length: int) -> int:
    """The largest power of two below `length`."""
    return 1 << ((length - 1).bit_length() - 1)


def includes(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves `leaf` to be leaf `index` of the tree of `size` leaves with this root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, result = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            result = node_hash(step, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = node_hash(result, step)
        node, last = node >> 1, last >> 1
    return last == 0 and result == root


def is_consistent(*, first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `second` leaves begins with that of `first` leaves (2.1.4.2)."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
