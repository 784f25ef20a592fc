"""A kept linkage on disk: as it was kept, its owner's alone, whole or not there, else refused."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from matching.kept_lists import cut, keep
from matching.lists_of_the_dead import make_lists
from tawthiq import matching
from tawthiq.matching.encoding import PLAIN_TEXTS
from tawthiq.matching.kept import folder as folders
from tawthiq.matching.kept.holding import Kept
from tawthiq.sealing.digests import digest_text
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Decision, Judgement

FRAME = matching.conform(
    make_lists(150)[0].with_columns(phone=pl.col("record_id").str.slice(2), governorate=pl.lit("Idlib"))
).with_columns(governorate_id=pl.lit("7"))
OLD, NEW = cut(FRAME, share=0.1)
JUDGED = Judgement(
    record_a=str(OLD["record_id"][0]),
    record_b=str(OLD["record_id"][1]),
    decision=Decision.DIFFERENT,
    basis=Basis.REVIEWED,
    probability=None,
    at=datetime(2026, 1, 1, tzinfo=UTC),
    member_id="m",
)


@pytest.fixture(scope="module")
def kept() -> Kept:
    return keep(OLD, judgements=[JUDGED], one_per_list=["A"])


@pytest.fixture
def place(kept: Kept, tmp_path: Path) -> Path:
    matching.write_kept(kept, tmp_path / "kept")
    return tmp_path / "kept"


def test_what_is_opened_links_as_what_was_kept(kept: Kept, place: Path) -> None:
    opened = matching.read_kept(place)
    one, two = matching.link_new(kept, NEW), matching.link_new(opened, NEW)
    assert one.pairs.equals(two.pairs)
    assert one.all_clusters.equals(two.all_clusters)
    assert json.dumps(one.report, default=str) == json.dumps(two.report, default=str)
    assert one.shown.equals(two.shown)
    assert opened.settings.judgements == (JUDGED,)
    assert opened.clusters.equals(kept.clusters)


def test_what_was_added_is_kept_and_opened(kept: Kept, tmp_path: Path) -> None:
    half = NEW.height // 2
    grown = matching.link_new(kept, NEW.head(half)).kept()
    matching.write_kept(grown, tmp_path / "grown")
    rest = NEW.tail(NEW.height - half)
    one, two = matching.link_new(grown, rest), matching.link_new(matching.read_kept(tmp_path / "grown"), rest)
    assert one.all_clusters.equals(two.all_clusters)


def test_a_grown_kept_form_has_the_keys_and_counts_of_all_records(kept: Kept) -> None:
    grown = matching.link_new(kept, NEW).kept()
    whole = keep(pl.concat([OLD, NEW]))
    for name in whole.index.rules:
        if not name.startswith("rare"):  # keys of names that have become common stay, and are not looked up
            assert len(grown.index.of_rule(name)[0]) == len(whole.index.of_rule(name)[0])
            assert (np.diff(grown.index.of_rule(name)[0]) >= 0).all()
    assert sorted(grown.words.parts.given.tolist()) == sorted(whole.words.parts.given.tolist())
    assert grown.words.day_counts.tolist() == whole.words.day_counts.tolist()
    for field in PLAIN_TEXTS:
        ours, theirs = grown.words.texts[field], whole.words.texts[field]
        assert dict(zip(ours.values, ours.counts.tolist(), strict=True)) == dict(
            zip(theirs.values, theirs.counts.tolist(), strict=True)
        )
    for level in ("governorate", "town"):
        mine, other = grown.words.places[level], whole.words.places[level]
        assert dict(zip(mine.codes, mine.counts.tolist(), strict=True)) == dict(
            zip(other.codes, other.counts.tolist(), strict=True)
        )


def test_only_the_owner_can_read_it(place: Path) -> None:
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}


def test_an_earlier_one_is_replaced_and_one_that_is_open_still_works(place: Path) -> None:
    opened = matching.read_kept(place)
    added = matching.link_new(opened, NEW)
    matching.write_kept(added.kept(), place)
    assert matching.read_kept(place).size == FRAME.height
    assert [path.name for path in place.parent.iterdir()] == ["kept"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_a_folder_of_something_else_is_left_alone(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("notes")
    (tmp_path / "file").write_text("text")
    for target, code in (("mine", "link.keep_exists"), ("file", "link.keep_exists"), ("none/kept", "link.keep_folder")):
        with pytest.raises(BadInputError) as error:
            matching.write_kept(kept, tmp_path / target)
        assert error.value.code == code
    assert (tmp_path / "mine" / "notes.txt").read_text() == "notes"
    (tmp_path / "empty").mkdir()
    matching.write_kept(kept, tmp_path / "empty")
    assert matching.read_kept(tmp_path / "empty").size == kept.size


def test_nothing_is_left_behind_when_writing_fails(kept: Kept, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(OSError, match="no space"):
        matching.write_kept(kept, place)
    assert [path.name for path in place.parent.iterdir()] == ["kept"]
    assert matching.read_kept(place).size == kept.size


def _flip(place: Path) -> None:
    path = place / "keys.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def _edit(place: Path, **changes: object) -> None:
    manifest = json.loads((place / "manifest.json").read_text())
    body = json.loads(manifest["body"]) | changes
    manifest["body"] = json.dumps(body)
    manifest["digest"] = digest_text(manifest["body"])
    (place / "manifest.json").write_text(json.dumps(manifest))


def _whole_manifest(place: Path, **changes: object) -> None:
    manifest = json.loads((place / "manifest.json").read_text()) | changes
    (place / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_flip, "matching.kept_damaged"),
        (lambda place: (place / "roots.npy").unlink(), "matching.kept_damaged"),
        (lambda place: (place / "frame.parquet").write_bytes(b""), "matching.kept_damaged"),
        (lambda place: (place / "manifest.json").write_text("{"), "matching.kept_damaged"),
        (lambda place: _whole_manifest(place, body="{}"), "matching.kept_damaged"),
        (lambda place: _edit(place, columns=["none"]), "matching.kept_damaged"),
        (lambda place: (place / "manifest.json").unlink(), "matching.kept_missing"),
        (lambda place: _whole_manifest(place, kind="other"), "matching.kept_missing"),
        (lambda place: (place / "manifest.json").write_text("[]"), "matching.kept_missing"),
        (lambda place: _whole_manifest(place, format=0), "matching.kept_version"),
        (lambda place: _edit(place, method="0"), "matching.kept_version"),
        (lambda place: _edit(place, fields={"given": ["missing"]}), "matching.kept_version"),
    ],
)
def test_what_is_not_as_it_was_kept_is_refused(place: Path, harm: Callable[[Path], object], code: str) -> None:
    harm(place)
    with pytest.raises(BadInputError) as error:
        matching.read_kept(place)
    assert error.value.code == code
    assert error.value.next_step


def test_the_messages_hold_no_names(place: Path) -> None:
    _flip(place)
    with pytest.raises(BadInputError) as error:
        matching.read_kept(place)
    assert str(place.parent) not in str(error.value)


def test_the_kept_version_of_a_folder_is_that_of_this_program() -> None:
    assert folders.FORMAT == 1


def test_a_place_given_an_id_later_is_the_place_of_its_words() -> None:
    arabic = FRAME.filter(pl.col("list") != "C")
    words = arabic.with_columns(governorate_id=pl.lit(None, dtype=pl.String), town_id=pl.lit(None, dtype=pl.String))
    old, new = cut(words, share=0.1)
    kept = keep(old)
    with_ids = new.with_columns(pl.when(pl.col("town").is_not_null()).then("t" + pl.col("town")).alias("town_id"))
    one, two = matching.link_new(kept, new), matching.link_new(kept, with_ids)
    assert one.all_clusters.equals(two.all_clusters)
    assert two.kept().words.places["town"].codes == kept.words.places["town"].codes
