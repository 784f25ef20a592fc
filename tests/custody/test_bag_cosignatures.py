"""Signatures of holders outside in a bag: each holds, came in and belongs to its key, for both verifiers."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from custody.bags import AT, HOLDERS, KEY, ORIGIN, SCRIPT, by_python, by_script, make_bag
from tawthiq.custody import bag_files
from tawthiq.custody.bag_verification import verify_bag
from tawthiq.sealing.cosigning import cosign, cosigner_of
from tawthiq.sealing.signing import SigningKey, public_pem

STRANGER = SigningKey(name="stranger.invalid/a", seed=bytes(32))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("held") / "bag"
    make_bag(folder, None, with_holders=True)
    return folder


@pytest.fixture
def bag(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "bag"))


def said(folder: Path) -> list[str]:
    done = subprocess.run(["sh", str(SCRIPT), str(folder)], capture_output=True, check=False, text=True)
    return done.stdout.splitlines()


def test_both_say_who_held_how_much_and_when(bag: Path) -> None:
    cosigned = verify_bag(bag).cosigned
    assert [(one.name, one.size, one.at) for one in cosigned] == [
        ("partner.invalid/a", 13, AT),
        ("partner.invalid/b", 13, AT),
        ("partner.invalid/a", 15, AT),
    ]
    assert cosigned[1].fingerprint == cosigner_of(HOLDERS[1]).fingerprint()
    lines = said(bag)
    for number, one in zip((1, 2, 1), cosigned, strict=True):
        assert (
            f"Signed: the first {one.size} entries were held at 2026-03-01 12:00:00 UTC, "
            f"by the word of {one.name}, holder {number}"
        ) in lines
    assert f"Key of holder 2: {cosigned[1].fingerprint}" in lines


def test_a_bag_without_holders_says_nothing_of_them(tmp_path: Path) -> None:
    make_bag(tmp_path / "bag", None)
    assert verify_bag(tmp_path / "bag").cosigned == ()
    assert not any("holder" in line or "Signed" in line for line in said(tmp_path / "bag"))


def sole(folder: Path) -> Path:
    """The second holder's only file."""
    return folder / "proof/cosigned-13-2.txt"


def _other_key(folder: Path) -> None:
    (folder / "proof/holder-2.pem").write_text(public_pem(cosigner_of(STRANGER).public))


def _keys_swapped(folder: Path) -> None:
    one, other = (folder / f"proof/holder-{n}.pem" for n in (1, 2))
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)


def _key_gone(folder: Path) -> None:
    (folder / "proof/holder-2.pem").unlink()


def _signed_by_a_stranger(folder: Path) -> None:
    text = sole(folder).read_text(encoding="utf-8").partition("\n\n")[0]
    (folder / "proof/holder-3.pem").write_text(public_pem(cosigner_of(STRANGER).public))
    note = cosign(f"{text}\n\n— x AAAAAAA=\n", STRANGER, at=AT)
    (folder / "proof/cosigned-13-3.txt").write_text(f"{text}\n\n{note.splitlines()[-1]}\n", encoding="utf-8")


def _another_time(folder: Path) -> None:
    text = sole(folder).read_text(encoding="utf-8").partition("\n\n")[0]
    note = cosign(f"{text}\n\n— x AAAAAAA=\n", HOLDERS[1], at=AT.replace(year=2020))
    sole(folder).write_text(f"{text}\n\n{note.splitlines()[-1]}\n", encoding="utf-8")


def _another_checkpoint(folder: Path) -> None:
    text = (folder / "proof/cosigned-15-1.txt").read_text(encoding="utf-8").partition("\n\n")[0]
    line = sole(folder).read_text(encoding="utf-8").splitlines()[-1]
    sole(folder).write_text(f"{text}\n\n{line}\n", encoding="utf-8")


def _no_proof(folder: Path) -> None:
    (folder / "proof/cosigned-13-consistency.txt").unlink()


def _another_name(folder: Path) -> None:
    sole(folder).rename(folder / "proof/cosigned-013-2.txt")


def _key_under_a_name(folder: Path) -> None:
    (folder / "proof/holder-2.pem").rename(folder / "proof/holder-b.pem")


def _after_the_year_9000(folder: Path) -> None:
    from base64 import b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tawthiq.sealing.cosigning import _message

    text = sole(folder).read_text(encoding="utf-8").partition("\n\n")[0] + "\n"
    seconds = 221845392000
    signature = Ed25519PrivateKey.from_private_bytes(HOLDERS[1].seed).sign(_message(text, seconds))
    raw = cosigner_of(HOLDERS[1]).key_id + seconds.to_bytes(8, "big") + signature
    sole(folder).write_text(f"{text}\n— {HOLDERS[1].name} {b64encode(raw).decode()}\n", encoding="utf-8")


def _two_lines(folder: Path) -> None:
    line = sole(folder).read_text(encoding="utf-8").splitlines()[-1]
    with sole(folder).open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")


def _a_zero_byte(folder: Path) -> None:
    sole(folder).write_bytes(sole(folder).read_bytes().replace(b"partner", b"par\0tner"))


TAMPERED: dict[str, tuple[Callable[[Path], None], set[tuple[str, str]]]] = {
    "another key in its place": (
        _other_key,
        {("bag.cosignature", "proof/cosigned-13-2.txt"), ("bag.cosignature_not_entered", "proof/holder-2.pem")},
    ),
    "keys swapped": (
        _keys_swapped,
        {("bag.cosignature", f"proof/cosigned-{n}.txt") for n in ("13-1", "13-2", "15-1")},
    ),
    "a key taken out": (_key_gone, {("bag.cosignature", "proof/cosigned-13-2.txt")}),
    "a signature given afterwards": (
        _signed_by_a_stranger,
        {("bag.cosignature_not_entered", f"proof/{n}") for n in ("cosigned-13-3.txt", "holder-3.pem")},
    ),
    "signed anew with another time": (_another_time, {("bag.cosignature_not_entered", "proof/cosigned-13-2.txt")}),
    "under another checkpoint": (
        _another_checkpoint,
        {("bag.checkpoint", "proof/cosigned-13-2.txt"), ("bag.cosignature", "proof/cosigned-13-2.txt")},
    ),
    "its proof taken out": (_no_proof, {("bag.checkpoint", f"proof/cosigned-13-{n}.txt") for n in (1, 2)}),
    "under another name": (
        _another_name,
        {("bag.checkpoint", "proof/cosigned-013-2.txt"), ("bag.cosignature", "proof/cosigned-013-2.txt")},
    ),
    "a key under a name": (
        _key_under_a_name,
        {("bag.cosignature", "proof/holder-b.pem"), ("bag.cosignature", "proof/cosigned-13-2.txt")},
    ),
    "a time that no clock shows": (_after_the_year_9000, {("bag.cosignature", "proof/cosigned-13-2.txt")}),
    "two lines": (
        _two_lines,
        {("bag.checkpoint", "proof/cosigned-13-2.txt"), ("bag.cosignature", "proof/cosigned-13-2.txt")},
    ),
    "a zero byte": (
        _a_zero_byte,
        {("bag.checkpoint", "proof/cosigned-13-2.txt"), ("bag.cosignature", "proof/cosigned-13-2.txt")},
    ),
}


@pytest.mark.parametrize("name", sorted(TAMPERED))
def test_a_forger_who_writes_the_lists_anew_is_caught_by_both(bag: Path, name: str) -> None:
    tamper, expected = TAMPERED[name]
    tamper(bag)
    bag_files.write_tag_manifest(bag)
    assert by_python(bag) == expected
    assert by_script(bag) == expected


def test_a_key_that_was_not_published_shows_by_its_fingerprint(bag: Path) -> None:
    first, second = (cosigner_of(key).fingerprint() for key in HOLDERS)
    assert by_python(bag, holders=(first, second)) == set() == by_script(bag, "--holder", first, "--holder", second)
    expected = {("bag.holder", "proof/holder-2.pem")}
    assert by_python(bag, holders=(first,)) == expected == by_script(bag, "--holder", first)


def test_the_ledgers_own_key_does_not_pass_for_a_holder(bag: Path) -> None:
    """A key that signs notes and one that co-signs them have other ids, though the bytes are the same."""
    text = sole(bag).read_text(encoding="utf-8").partition("\n\n")[0]
    (bag / "proof/holder-2.pem").write_text(public_pem(KEY.verifier().public))
    signed = (bag / bag_files.CHECKPOINT).read_text(encoding="utf-8").splitlines()[-1]
    sole(bag).write_text(f"{text}\n\n{signed}\n", encoding="utf-8")
    bag_files.write_tag_manifest(bag)
    assert ORIGIN in signed
    expected = {("bag.cosignature", "proof/cosigned-13-2.txt"), ("bag.cosignature_not_entered", "proof/holder-2.pem")}
    assert by_python(bag) == expected == by_script(bag)
