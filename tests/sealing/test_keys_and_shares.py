"""Keys under a passphrase, their words, and two of three shares."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tawthiq.sealing import keys, shares, words
from tawthiq.terms.errors import BadInputError, EvidenceError

IDENTITY, KEY = keys.make_identity()
ROOT = Path(__file__).resolve().parents[2]


def test_a_key_file_opens_with_its_passphrase_alone() -> None:
    import pyrage

    made = keys.protect(IDENTITY, "eight words of the list")
    assert keys.unprotect(made, "eight words of the list") == IDENTITY
    with pytest.raises(BadInputError) as refused:
        keys.unprotect(made, "eight words of the lost")
    assert refused.value.code == "sealing.passphrase"
    assert IDENTITY.encode() not in made
    with pytest.raises(BadInputError):
        keys.unprotect(pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(KEY)]), "words")


def test_a_key_and_its_bytes_are_the_same() -> None:
    assert keys.identity_from_bytes(keys.identity_to_bytes(IDENTITY)) == IDENTITY
    assert keys.public_of(IDENTITY) == KEY
    for wrong in (IDENTITY[:-1] + ("Q" if IDENTITY[-1] != "Q" else "P"), KEY, "", "AGE-SECRET-KEY-1"):
        with pytest.raises(EvidenceError):
            keys.identity_to_bytes(wrong)
    with pytest.raises(BadInputError):
        keys.public_of("nothing")
    with pytest.raises(EvidenceError):
        keys.identity_from_bytes(b"short")


def test_any_two_shares_bring_the_key_back() -> None:
    made = shares.split(IDENTITY)
    assert [len(share.split()) for share in made] == [33, 33, 33]
    for pair in permutations(made, 2):
        assert shares.combine([f" {share.upper()} " for share in pair]) == IDENTITY


def test_one_share_or_a_wrong_one_brings_nothing_back() -> None:
    made, others = shares.split(IDENTITY), shares.split(keys.make_identity()[0])
    mistyped = " ".join([*made[1].split()[:-1], "academic"])
    for given in ([made[0]], [made[0], made[0]], [made[0], others[1]], [made[0], mistyped], ["words"], []):
        with pytest.raises(BadInputError) as refused:
            shares.combine(given)
        assert refused.value.code == "sealing.shares"
        assert made[0].split()[4] not in str(refused.value).split()


def test_words_of_a_key_are_its_own() -> None:
    first = words.fingerprint(KEY)
    assert len(first.split()) == words.FINGERPRINT_WORDS
    assert first != words.fingerprint(keys.make_identity()[1])
    assert words.passphrase(lambda _n: 0).split() == ["academic"] * 8


def test_the_browser_has_the_same_words() -> None:
    script = (ROOT / "src/tawthiq/web/static/tawthiq/sealing/words.js").read_text(encoding="utf-8")
    assert tuple(script.split("`")[1].split()) == words.word_list()
