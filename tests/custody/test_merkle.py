"""Trees and proofs against a second implementation (pymerkle), and no altered proof is taken."""

from __future__ import annotations

import random

import pytest
from pymerkle import InmemoryTree

from tawthiq.custody.merkle import EMPTY_ROOT, Frontier, Tree, includes, is_consistent, leaf_hash

SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 16, 21, 33, 57)


def lines(size: int) -> list[bytes]:
    return [f'{{"seq":{i}}}'.encode() for i in range(size)]


def ours(size: int) -> Tree:
    return Tree(leaf_hash(line) for line in lines(size))


def theirs(size: int) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for line in lines(size):
        tree.append_entry(line)
    return tree


def test_roots_are_those_of_the_other_implementation_at_every_size() -> None:
    other = theirs(max(SIZES))
    tree, frontier = ours(max(SIZES)), Frontier()
    assert tree.root(0) == EMPTY_ROOT == frontier.root()
    for size, line in enumerate(lines(max(SIZES)), start=1):
        frontier.add(leaf_hash(line))
        assert tree.root(size) == other.get_root(size) == frontier.root()


def test_a_thousand_random_ledgers_have_the_other_implementations_root() -> None:
    chance = random.Random(20261130)
    for _ in range(1000):
        leaves = [chance.randbytes(chance.randrange(40)) for _ in range(chance.randrange(1, 24))]
        other = InmemoryTree(algorithm="sha256")
        for leaf in leaves:
            other.append_entry(leaf)
        assert Tree(leaf_hash(leaf) for leaf in leaves).root() == other.get_root(len(leaves))


@pytest.mark.parametrize("size", SIZES)
def test_every_inclusion_proof_holds_and_no_altered_one(size: int) -> None:
    tree = ours(size)
    root = tree.root()
    for index, line in enumerate(lines(size)):
        path = tree.prove_inclusion(index, size)
        told = {"leaf": leaf_hash(line), "index": index, "size": size, "root": root}
        assert includes(path=path, **told)  # type: ignore[arg-type]
        assert not includes(path=[*path, bytes(32)], **told)  # type: ignore[arg-type]
        if path:
            assert not includes(path=path[:-1], **told)  # type: ignore[arg-type]
            assert not includes(path=[bytes(32), *path[1:]], **told)  # type: ignore[arg-type]
            assert not includes(path=path, **{**told, "index": (index + 1) % size})  # type: ignore[arg-type]
        assert not includes(path=path, **{**told, "leaf": leaf_hash(b"other")})  # type: ignore[arg-type]


@pytest.mark.parametrize("second", SIZES)
def test_every_consistency_proof_holds_and_no_altered_one(second: int) -> None:
    tree = ours(second)
    for first in range(1, second + 1):
        path = tree.prove_consistency(first, second)
        told = {"first": first, "first_root": tree.root(first), "second": second, "second_root": tree.root()}
        assert is_consistent(path=path, **told)  # type: ignore[arg-type]
        assert not is_consistent(path=path, **{**told, "first_root": bytes(32)})  # type: ignore[arg-type]
        assert not is_consistent(path=[*path, bytes(32)], **told)  # type: ignore[arg-type]
        if path:
            assert not is_consistent(path=path[:-1], **told)  # type: ignore[arg-type]


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match="not in this tree"):
        ours(3).prove_inclusion(3, 3)
    with pytest.raises(ValueError, match="two sizes"):
        ours(3).prove_consistency(0, 3)
