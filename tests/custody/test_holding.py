"""Outside holders see a rollback, a rewritten history and a split view, whoever has the key."""

from __future__ import annotations

import pytest

from custody.bags import AT, KEY, ORIGIN, Ledger
from tawthiq.custody.checkpoints import check_against_ledger, check_clock, compare, open_checkpoint
from tawthiq.custody.holding import Handout, check_handout, read_handout
from tawthiq.custody.ledger import EntryKind
from tawthiq.custody.merkle import Tree, leaf_hash
from tawthiq.sealing.signing import SigningKey, read_public_pem, read_verifier, sign_note
from tawthiq.terms.errors import EvidenceError

VERIFIERS = [KEY.verifier()]


def ledger(length: int, *, kind: EntryKind = EntryKind.RECEIVED) -> Ledger:
    made = Ledger()
    for _ in range(length):
        made.enter(kind)
    return made


def handout(made: Ledger, since: int) -> Handout:
    tree = Tree(leaf_hash(line.encode()) for line in made.lines)
    path = tree.prove_consistency(since, tree.size) if 0 < since < tree.size else []
    return Handout(since=since, path=tuple(path), note=made.note())


def test_what_continues_is_kept_and_reads_back() -> None:
    held = open_checkpoint(ledger(5).note(), VERIFIERS)
    given = handout(ledger(9), since=5)
    assert read_handout(given.text()) == given
    assert check_handout(given, held, VERIFIERS) == []
    assert check_handout(given, None, VERIFIERS) == []


def test_a_rollback_a_rewritten_past_and_a_split_view_show() -> None:
    held = open_checkpoint(ledger(5).note(), VERIFIERS)
    found = {
        "rollback": check_handout(handout(ledger(4), since=0), held, VERIFIERS),
        "rewritten": check_handout(handout(ledger(9, kind=EntryKind.JUDGED), since=5), held, VERIFIERS),
        "split": check_handout(handout(ledger(5, kind=EntryKind.JUDGED), since=0), held, VERIFIERS),
        "gap": check_handout(handout(ledger(9), since=4), held, VERIFIERS),
    }
    assert {name: [f.code for f in findings] for name, findings in found.items()} == {
        "rollback": ["checkpoint.rolled_back"],
        "rewritten": ["checkpoint.inconsistent"],
        "split": ["checkpoint.split_view"],
        "gap": ["handout.gap"],
    }
    assert found["split"][0].where == "checkpoint 5"


def test_two_holders_who_compare_see_two_views() -> None:
    one = open_checkpoint(ledger(5).note(), VERIFIERS)
    other = open_checkpoint(ledger(5, kind=EntryKind.JUDGED).note(), VERIFIERS)
    assert [f.code for f in compare(one, other)] == ["checkpoint.split_view"]
    assert compare(one, one) == []


def test_the_live_ledger_is_checked_against_what_is_held() -> None:
    made = ledger(9)
    notes = [ledger(5).note(), ledger(12).note(), ledger(7, kind=EntryKind.JUDGED).note()]
    found = check_against_ledger(made.lines, notes, VERIFIERS)
    assert {(f.code, f.where) for f in found} == {
        ("checkpoint.rewritten", "checkpoint 7"),
        ("checkpoint.rolled_back", "checkpoint 12"),
    }
    assert "from 6 to 7" in next(f.words for f in found if f.code == "checkpoint.rewritten")


def test_each_changed_character_of_a_checkpoint_shows() -> None:
    note = ledger(5).note()
    for at in range(len(note)):
        changed = note[:at] + ("x" if note[at] != "x" else "y") + note[at + 1 :]
        with pytest.raises(EvidenceError):
            open_checkpoint(changed, VERIFIERS)


@pytest.mark.parametrize(
    "text", ["", "old 5", "old -1\n\nnote", "new 5\n\nnote", "old 5\nAAAA\n\nnote", "old 05\n\nnote"]
)
def test_what_is_no_handout_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError):
        read_handout(text)


def test_a_key_reads_back_from_its_line_and_its_pem() -> None:
    verifier = KEY.verifier()
    assert read_verifier(verifier.line()) == verifier
    assert read_public_pem(verifier.pem(), name=ORIGIN) == verifier
    for wrong in ("", "name+00000000+AAAA", verifier.line().replace("+", "-", 1), verifier.line()[:-4]):
        with pytest.raises(EvidenceError):
            read_verifier(wrong)
    assert str(KEY.seed) not in repr(KEY)


def test_a_name_that_is_borrowed_does_not_pass() -> None:
    other = SigningKey(name=ORIGIN, seed=bytes(32))
    with pytest.raises(EvidenceError):
        open_checkpoint(ledger(5).note(other), VERIFIERS)
    with pytest.raises(EvidenceError):
        open_checkpoint(sign_note("words\n", KEY), VERIFIERS)


def test_a_clock_that_was_set_back_shows() -> None:
    from datetime import timedelta

    assert check_clock(stamped_at=AT, made_at=AT, newest_before=AT - timedelta(days=1)) == ""
    assert "older than the checkpoint" in check_clock(
        stamped_at=AT - timedelta(hours=1), made_at=AT, newest_before=None
    )
    assert "set back" in check_clock(stamped_at=AT, made_at=AT, newest_before=AT + timedelta(hours=1))
