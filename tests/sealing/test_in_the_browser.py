"""The browser's sealing against Python's: each opens what the other sealed, and both refuse the same."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from sealing.browser_seals import blank, needs_browser
from sealing.ceremony import ceremony
from tawthiq.sealing import envelopes
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.keys import make_identity, protect, unprotect
from tawthiq.sealing.padding import padded_length
from tawthiq.sealing.recipients import SignedList, read_signed, sign_list
from tawthiq.sealing.words import fingerprint

__all__ = ["blank"]
pytestmark = needs_browser
HELD = ceremony()
BINDING = Binding(mission=HELD.listed.mission, record="b" * 32, field="name", version=1)
NAME = "سلمى خوري / Salma Khoury"
AGE = shutil.which("age")


def wire(signed: SignedList) -> dict[str, str]:
    return {"list": signed.text, "signature": signed.signature}


def seal_in_browser(page: Any, text: str, binding: Binding = BINDING) -> bytes:
    sealed = page.evaluate(
        "async ([text, binding, keys]) => Tawthiq.seals.toBase64(await Tawthiq.seals.seal(text, binding, keys))",
        [text, asdict(binding), list(HELD.listed.keys)],
    )
    return base64.b64decode(sealed)


def open_in_browser(page: Any, sealed: bytes, expected: Binding, identity: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """([sealed, expected, identity]) => tried(async () => {
          const { binding, content } = await Tawthiq.seals.open(Tawthiq.seals.fromBase64(sealed), expected, identity);
          return { ...binding, content: Tawthiq.seals.toBase64(content) };
        })""",
        [base64.b64encode(sealed).decode(), asdict(expected), identity],
    )
    return found


def test_python_opens_what_the_browser_sealed(blank: Any) -> None:
    sealed = seal_in_browser(blank, NAME)
    for identity in (HELD.officer, HELD.deputy, HELD.recovery):
        assert envelopes.open_item(sealed, BINDING, identity) == (BINDING, NAME.encode())


def test_the_browser_opens_what_python_sealed(blank: Any) -> None:
    for content in (b"", NAME.encode(), b"\x80\x00", bytes(70_000)):
        opened = open_in_browser(blank, envelopes.seal(content, BINDING, HELD.listed.keys), BINDING, HELD.recovery)
        assert base64.b64decode(opened["gave"]["content"]) == content


@pytest.mark.skipif(AGE is None, reason="the age tool is not installed")
def test_the_age_tool_opens_what_the_browser_sealed(blank: Any, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(HELD.officer)
    (tmp_path / "item.age").write_bytes(seal_in_browser(blank, NAME))
    opened = subprocess.run(
        [str(AGE), "-d", "-i", str(tmp_path / "key.txt"), str(tmp_path / "item.age")], check=True, capture_output=True
    )
    assert opened.stdout.startswith(BINDING.line() + NAME.encode())


@pytest.mark.parametrize("size", [0, 1, 700_000, 3_000_000])
def test_a_file_is_sealed_as_a_stream_to_the_same_size(blank: Any, size: int) -> None:
    sealed = base64.b64decode(
        blank.evaluate(
            """async ([size, binding, keys]) => {
              const file = new File([new Uint8Array(size).fill(7)], "صوت.ogg", { type: "audio/ogg" });
              const blob = await Tawthiq.seals.sealFile(file, binding, keys);
              return Tawthiq.seals.toBase64(await blob.bytes());
            }""",
            [size, asdict(BINDING), list(HELD.listed.keys)],
        )
    )
    found, content = envelopes.open_item(sealed, BINDING, HELD.deputy)
    assert (found.kind, found.name, content) == ("audio/ogg", "صوت.ogg", b"\x07" * size)
    plain = padded_length(len(found.line()) + size)
    chunks = max(1, -(-plain // 65536))
    assert len(sealed) == sealed.index(b"\n--- ") + 5 + 43 + 1 + 16 + plain + 16 * chunks


@pytest.mark.parametrize(
    "changed", [{"mission": "c" * 32}, {"record": "d" * 32}, {"field": "contact"}, {"version": 2}, {"version": 9}]
)
def test_the_browser_refuses_an_item_in_another_ones_place(blank: Any, changed: dict[str, Any]) -> None:
    sealed = envelopes.seal(NAME.encode(), BINDING, HELD.listed.keys)
    assert open_in_browser(blank, sealed, replace(BINDING, **changed), HELD.officer) == {"refused": "sealing.swapped"}


def test_the_browser_refuses_changed_items_and_strangers(blank: Any) -> None:
    import pyrage

    sealed = envelopes.seal(NAME.encode(), BINDING, HELD.listed.keys)
    assert open_in_browser(blank, sealed[:-1], BINDING, HELD.officer) == {"refused": "sealing.unopened"}
    assert open_in_browser(blank, sealed, BINDING, make_identity()[0]) == {"refused": "sealing.unopened"}
    worded = pyrage.passphrase.encrypt(b"x", "words")
    assert open_in_browser(blank, worded, BINDING, HELD.officer) == {"refused": "sealing.head"}
    bare = pyrage.encrypt(BINDING.line() + b"x", [pyrage.x25519.Recipient.from_str(HELD.listed.keys[0])])
    assert open_in_browser(blank, bare, BINDING, HELD.officer) == {"refused": "sealing.padding"}
    unbound = pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(HELD.listed.keys[0])])
    assert open_in_browser(blank, unbound, BINDING, HELD.officer) == {"refused": "sealing.unbound"}


def check(page: Any, signed: dict[str, str], version: int = 0, sha256: str = "") -> dict[str, Any]:
    pin = {
        "mission": HELD.listed.mission,
        "organisation": HELD.listed.organisation,
        "version": version,
        "sha256": sha256,
    }
    found: dict[str, Any] = page.evaluate(
        "([signed, pin]) => tried(() => Tawthiq.seals.checkList(signed, pin))", [signed, pin]
    )
    return found


def test_the_browser_takes_the_signed_list_and_no_other(blank: Any) -> None:
    second = sign_list(replace(HELD.listed, version=2), HELD.organisation_secret)
    assert check(blank, wire(second))["gave"]["pin"]["version"] == 2
    assert check(blank, wire(HELD.signed), version=2) == {"refused": "sealing.list_older"}
    other = sign_list(replace(HELD.listed, version=2, mission="e" * 32), HELD.organisation_secret)
    assert check(blank, wire(other), version=1) == {"refused": "sealing.list_other_mission"}
    assert check(blank, wire(second), version=2, sha256="0" * 64) == {"refused": "sealing.list_changed"}
    for signature in ("", "AAAA", "A" * 86 + "==", "!"):
        assert check(blank, {**wire(second), "signature": signature}) == {"refused": "sealing.list_unsigned"}
    added = json.loads(second.text)
    added["recipients"].append({"holder": "case", "label": "x", "key": make_identity()[1]})
    assert check(blank, {**wire(second), "list": json.dumps(added)}) == {"refused": "sealing.list_unsigned"}
    assert check(blank, wire(ceremony().signed)) == {"refused": "sealing.list_unsigned"}


def test_a_pin_is_never_replaced_by_what_the_server_says(blank: Any) -> None:
    blank.evaluate("() => localStorage.clear()")
    take = "(signed) => tried(() => { const { isNew, pin } = Tawthiq.pins.take(signed); return { isNew, pin }; })"
    first = blank.evaluate(take, wire(HELD.signed))["gave"]
    assert first["isNew"]
    blank.evaluate("(pin) => Tawthiq.pins.remember(pin)", first["pin"])
    assert not blank.evaluate(take, wire(HELD.signed))["gave"]["isNew"]
    strangers = ceremony(mission="f" * 32)
    assert blank.evaluate(take, wire(strangers.signed)) == {"refused": "sealing.list_unsigned"}
    newer = sign_list(replace(HELD.listed, version=2), HELD.organisation_secret)
    assert not blank.evaluate(take, wire(newer))["gave"]["isNew"]
    assert blank.evaluate(take, wire(HELD.signed)) == {"refused": "sealing.list_older"}
    blank.evaluate("() => localStorage.clear()")


def test_a_list_signed_in_the_browser_is_one_for_python(blank: Any) -> None:
    listed = {**json.loads(HELD.listed.text()), "version": 7}
    made = blank.evaluate("([list, key]) => Tawthiq.seals.signList(list, key)", [listed, HELD.organisation_secret])
    assert read_signed(json.dumps(made)) == sign_list(replace(HELD.listed, version=7), HELD.organisation_secret)


def test_keys_and_their_files_are_the_same_in_both(blank: Any) -> None:
    made = blank.evaluate(
        """async () => { const { identity, key } = await Tawthiq.seals.makeIdentity();
        const words = Tawthiq.seals.makePassphrase(); const file = await Tawthiq.seals.protect(identity, words);
        return { identity, key, words, file: Tawthiq.seals.toBase64(file), print: Tawthiq.seals.fingerprint(key) }; }"""
    )
    assert unprotect(base64.b64decode(made["file"]), made["words"]) == made["identity"]
    assert made["print"] == fingerprint(made["key"])
    assert len(made["words"].split()) == 8
    opening = "([file, words]) => tried(() => Tawthiq.seals.unprotect(Tawthiq.seals.fromBase64(file), words))"
    ours = base64.b64encode(protect(HELD.deputy, "one two")).decode()
    assert blank.evaluate(opening, [ours, " One  two "]) == {"gave": HELD.deputy}
    assert blank.evaluate(opening, [ours, "one three"]) == {"refused": "sealing.passphrase"}


def test_both_lengthen_alike(blank: Any) -> None:
    lengths = [0, 1, 510, 511, 512, 1023, 1024, 2**20 - 1, 2**20, 2**20 + 1, 3_000_000, 2**31, 5 * 10**9]
    assert blank.evaluate("(all) => all.map(Tawthiq.seals.paddedLength)", lengths) == [
        padded_length(n) for n in lengths
    ]
