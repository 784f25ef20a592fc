"""Each way to tamper with the ledger is found, at the place where it was done."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from tawthiq.custody.ledger import BEFORE_THE_FIRST, Entry, EntryKind, check_chain, compare_with_held_copy
from tawthiq.sealing.digests import digest_text

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
Row = tuple[int, str, str]


def chain(length: int) -> list[Row]:
    rows: list[Row] = []
    previous = BEFORE_THE_FIRST
    for seq in range(1, length + 1):
        line = Entry(
            seq=seq,
            at=AT,
            kind=EntryKind.RECEIVED,
            object_id=f"exhibit-{seq}",
            actor="m",
            salt="0" * 32,
            previous=previous,
        ).line()
        previous = digest_text(line)
        rows.append((seq, line, previous))
    return rows


def codes(rows: list[Row]) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in check_chain(rows)]


@pytest.mark.parametrize("length", [0, 1, 7])
def test_an_untouched_chain_holds(length: int) -> None:
    assert check_chain(chain(length)) == []


def test_a_changed_line_is_found_and_so_is_its_successors_link() -> None:
    rows = chain(5)
    rows[2] = (3, rows[2][1].replace("exhibit-3", "exhibit-9"), rows[2][2])
    assert codes(rows) == [("ledger.changed", "ledger entry 3"), ("ledger.broken_link", "ledger entry 4")]


def test_a_line_changed_together_with_its_digest_is_found_by_the_next_one() -> None:
    rows = chain(5)
    line = rows[2][1].replace("exhibit-3", "exhibit-9")
    rows[2] = (3, line, digest_text(line))
    assert codes(rows) == [("ledger.broken_link", "ledger entry 4")]


def test_a_missing_line_is_found() -> None:
    rows = chain(5)
    del rows[2]
    assert codes(rows) == [("ledger.gap", "ledger entry 4"), ("ledger.broken_link", "ledger entry 4")]


def test_lines_that_changed_places_are_found() -> None:
    rows = chain(4)
    (_, one, digest_one), (_, other, digest_other) = rows[1], rows[2]
    rows[1], rows[2] = (2, other, digest_other), (3, one, digest_one)
    assert ("ledger.moved", "ledger entry 2") in codes(rows)
    assert ("ledger.moved", "ledger entry 3") in codes(rows)


def test_an_added_line_is_found() -> None:
    rows = chain(3)
    rows.append((4, rows[2][1], rows[2][2]))
    assert ("ledger.moved", "ledger entry 4") in codes(rows)
    assert ("ledger.broken_link", "ledger entry 4") in codes(rows)


@pytest.mark.parametrize(
    ("line", "code"), [("not json", "ledger.unreadable"), ('{"seq": 2}', "ledger.fields"), ("[]", "ledger.fields")]
)
def test_a_line_that_is_no_entry_is_found(line: str, code: str) -> None:
    rows = chain(2)
    rows[1] = (2, line, digest_text(line))
    assert codes(rows) == [(code, "ledger entry 2")]


def test_a_chain_rewritten_from_the_start_holds_and_only_a_held_copy_shows_it() -> None:
    held_seq, _, held = chain(5)[3]
    rewritten = [(seq, line.replace("exhibit", "nothing"), "") for seq, line, _ in chain(5)]
    again: list[Row] = []
    previous = BEFORE_THE_FIRST
    for seq, line, _ in rewritten:
        data = json.loads(line) | {"previous": previous}
        line = json.dumps(data, sort_keys=True, separators=(",", ":"))  # noqa: PLW2901
        previous = digest_text(line)
        again.append((seq, line, previous))
    assert check_chain(again) == []
    found = compare_with_held_copy(held_seq=held_seq, held_sha256=held, sha256_now=again[3][2])
    assert [finding.code for finding in found] == ["ledger.rewritten"]


def test_a_store_rolled_back_to_an_older_one_is_shown_by_a_held_copy() -> None:
    rows = chain(5)
    found = compare_with_held_copy(held_seq=5, held_sha256=rows[4][2], sha256_now=None)
    assert [finding.code for finding in found] == ["ledger.rolled_back"]
    assert compare_with_held_copy(held_seq=5, held_sha256=rows[4][2], sha256_now=rows[4][2]) == []


def test_a_line_is_canonical_and_holds_what_it_says() -> None:
    line = chain(1)[0][1]
    assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"))
    assert json.loads(line)["at"] == "2026-03-01T12:00:00.000000+00:00"
