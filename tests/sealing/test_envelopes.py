"""Items sealed and opened in Python: bound, padded, streamed, and nothing given out of what does not fit."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path
from typing import Any

import pytest

from tawthiq.sealing import envelopes
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.keys import make_identity
from tawthiq.sealing.padding import Unpadding, pad, padded_length, unpad
from tawthiq.terms.errors import BadInputError, EvidenceError

OFFICER, OFFICER_KEY = make_identity()
DEPUTY, DEPUTY_KEY = make_identity()
STRANGER, STRANGER_KEY = make_identity()
BINDING = Binding(mission="a" * 32, record="b" * 32, field="name", version=1)


def other(**changed: Any) -> Binding:
    given = {"mission": "a" * 32, "record": "b" * 32, "field": "name", "version": 1}
    return Binding(**{**given, **changed})


@pytest.mark.parametrize(
    "content", [b"", b"x", "سلمى خوري".encode(), b"\x80\x00\x00", bytes(5000), os.urandom(200_000)]
)
def test_each_key_holder_opens_what_was_sealed(content: bytes) -> None:
    sealed = envelopes.seal(content, BINDING, [OFFICER_KEY, DEPUTY_KEY])
    for identity in (OFFICER, DEPUTY):
        assert envelopes.open_item(sealed, BINDING, identity) == (BINDING, content)


def test_a_full_disk_is_not_called_a_wrong_key() -> None:
    class FullDisk(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _data: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    sealed = envelopes.seal(bytes(200_000), BINDING, [OFFICER_KEY])
    with pytest.raises(OSError, match="No space left") as failed:
        envelopes.open_stream(io.BytesIO(sealed), io.BufferedWriter(FullDisk(), 1), BINDING, OFFICER)
    assert failed.value.errno == errno.ENOSPC


def test_nobody_else_opens_it() -> None:
    sealed = envelopes.seal(b"a name", BINDING, [OFFICER_KEY])
    with pytest.raises(EvidenceError) as refused:
        envelopes.open_item(sealed, BINDING, STRANGER)
    assert refused.value.code == "sealing.unopened"
    assert b"a name" not in sealed


@pytest.mark.parametrize("changed", [{"mission": "c" * 32}, {"record": "d" * 32}, {"field": "contact"}, {"version": 2}])
def test_an_item_in_another_ones_place_is_refused_and_nothing_given_out(changed: dict[str, Any]) -> None:
    sealed = envelopes.seal(b"a name", BINDING, [OFFICER_KEY])
    target = io.BytesIO()
    with pytest.raises(EvidenceError) as refused:
        envelopes.open_stream(io.BytesIO(sealed), target, other(**changed), OFFICER)
    assert refused.value.code == "sealing.swapped"
    assert target.getvalue() == b""


def test_a_name_of_any_usual_length_has_one_size() -> None:
    sizes = set()
    for name in ("Ali", "Nur al-Din Abd al-Rahman", "سلمى عبد الرحمن الخوري أم خالد"):
        plain = BINDING.line() + name.encode()
        sizes.add(padded_length(len(plain)))
    assert sizes == {512}


def test_every_changed_byte_is_refused() -> None:
    sealed = bytearray(envelopes.seal(b"a name", BINDING, [OFFICER_KEY]))
    head_ends = sealed.index(b"\n--- ")
    grease = [n for n in range(head_ends) if b"-grease" in bytes(sealed).split(b"\n")[sealed[:n].count(b"\n")]]
    for place in range(0, len(sealed), 7):
        if place in grease:
            continue
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((EvidenceError, BadInputError)):
            envelopes.open_item(bytes(changed), BINDING, OFFICER)


@pytest.mark.parametrize("cut", [1, 16, 300])
def test_a_file_that_was_cut_short_leaves_nothing_behind(tmp_path: Path, cut: int) -> None:
    sealed = envelopes.seal(os.urandom(300_000), BINDING, [OFFICER_KEY])
    (tmp_path / "whole.age").write_bytes(sealed)
    (tmp_path / "short.age").write_bytes(sealed[:-cut])
    found = envelopes.open_file(tmp_path / "whole.age", tmp_path / "opened", BINDING, OFFICER)
    assert found == BINDING
    (tmp_path / "opened").unlink()
    with pytest.raises(EvidenceError):
        envelopes.open_file(tmp_path / "short.age", tmp_path / "opened", BINDING, OFFICER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["short.age", "whole.age"]


def test_an_item_without_a_binding_is_refused() -> None:
    import pyrage

    recipient = pyrage.x25519.Recipient.from_str(OFFICER_KEY)
    for plain in (b"", b"a name", b"{}\n" + bytes(10), b'{"format":"other"}\nx', bytes(9000), b"\xff\xfe\n"):
        with pytest.raises(EvidenceError) as refused:
            envelopes.open_item(pyrage.encrypt(plain, [recipient]), BINDING, OFFICER)
        assert refused.value.code == "sealing.unbound"


def test_an_item_without_its_padding_is_refused() -> None:
    import pyrage

    sealed = pyrage.encrypt(BINDING.line() + b"a name", [pyrage.x25519.Recipient.from_str(OFFICER_KEY)])
    with pytest.raises(EvidenceError) as refused:
        envelopes.open_item(sealed, BINDING, OFFICER)
    assert refused.value.code == "sealing.padding"


def test_what_is_sealed_to_a_passphrase_is_no_item() -> None:
    import pyrage

    with pytest.raises(BadInputError) as refused:
        envelopes.open_item(pyrage.passphrase.encrypt(b"a name", "words"), BINDING, OFFICER)
    assert refused.value.code == "sealing.head"


@pytest.mark.parametrize("keys", [[], ["age1nothing"], ["AGE-SECRET-KEY-1"]])
def test_sealing_to_nobody_is_refused(keys: list[str]) -> None:
    with pytest.raises(BadInputError):
        envelopes.seal(b"a name", BINDING, keys)


def test_a_source_that_fails_fails_the_sealing() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:  # noqa: ARG002
            raise OSError("the disk is gone")

    with pytest.raises(Exception, match="the disk is gone"):
        envelopes.seal_stream(Broken(), io.BytesIO(), BINDING, [OFFICER_KEY])


@pytest.mark.parametrize(
    "wrong",
    [{"mission": "no"}, {"record": "../x"}, {"field": "Name"}, {"version": 0}, {"kind": "text"}, {"name": "x" * 256}],
)
def test_a_binding_holds_ids_and_codes_only(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        other(**wrong)


def test_padding_grows_by_little() -> None:
    assert [padded_length(n) for n in (0, 511, 512, 1024)] == [512, 512, 1024, 2048]
    for length in (2**20, 3_000_001, 10**9, 5 * 10**9 + 3):
        assert length < padded_length(length) <= length * 1.05


@pytest.mark.parametrize("size", [1, 3, 64])
def test_padding_comes_off_in_blocks_of_any_size(size: int) -> None:
    for content in (b"", b"abc", b"\x80", b"\x80\x00", bytes(70), b"a\x80\x00\x00\x80" + bytes(9)):
        padded = pad(content)
        taken = Unpadding()
        got = b"".join(taken.take(padded[at : at + size]) for at in range(0, len(padded), size))
        taken.finish()
        assert got == content == unpad(padded)
