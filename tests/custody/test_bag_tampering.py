"""Every byte of a bag that is changed shows, for our verifier and for the script, at the same place.

`benchmarks/tampering.py` does this for every byte with both; here ours looks at every third byte of
small files, and the script at a sample.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from custody.authority import Authority, make_authority
from custody.bags import EXHIBITS, KEY, Ledger, by_python, by_script, make_bag
from tawthiq.custody import bag_files, bag_verification
from tawthiq.custody.bag_packing import pack_bag, unpacked
from tawthiq.sealing.digests import digest_bytes
from tawthiq.terms.errors import BadInputError, EvidenceError


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority") / "a")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Path:
    folder = tmp_path_factory.mktemp("bag") / "bag"
    make_bag(folder, authority, with_holders=True)
    return folder


@pytest.fixture
def bag(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "bag"))


@pytest.fixture(autouse=True)
def tokens_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """openssl is asked once about the same token, data and roots: thousands of flips leave them as they are."""
    monkeypatch.setattr(bag_verification, "verify_token", lru_cache(bag_verification.verify_token))


def write_lists_anew(folder: Path) -> None:
    """What a forger does last: BagIt holds again."""
    bag_files.write_manifest(folder)
    bag_files.write_tag_manifest(folder)


def test_a_whole_bag_holds(bag: Path) -> None:
    assert by_python(bag) == set() == by_script(bag)


def test_the_script_needs_nothing_but_coreutils_and_openssl(bag: Path, tmp_path: Path) -> None:
    tools = "openssl sha256sum basenc base64 split head tail wc tr date mktemp dirname rm mkdir"
    room = tmp_path / "bin"
    room.mkdir()
    for tool in tools.split():
        found = shutil.which(tool)
        assert found
        (room / tool).symlink_to(found)
    shell = str(shutil.which("dash") or "/bin/sh")
    assert by_script(bag, shell=shell, path=str(room)) == set()
    (bag / "data/exhibits" / digest_bytes(EXHIBITS[0])).write_bytes(b"another photograph")
    assert ("bag.changed", f"data/exhibits/{digest_bytes(EXHIBITS[0])}") in by_script(bag, shell=shell, path=str(room))


def test_a_changed_byte_is_found_in_its_file(bag: Path) -> None:
    for path in bag_files.files_under(bag):
        file = bag / path
        content = file.read_bytes()
        step = 3 if len(content) < 400 else 61
        for at in range(0, len(content), step):
            file.write_bytes(content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :])
            places = {where for _, where in by_python(bag)}
            assert places, f"{path} byte {at}"
            assert path.endswith("manifest-sha256.txt") or path in places, f"{path} byte {at}: {places}"
        file.write_bytes(content)
    assert by_python(bag) == set()


def test_both_verifiers_say_the_same_of_a_sample(bag: Path) -> None:
    for path in bag_files.files_under(bag):
        file = bag / path
        content = file.read_bytes()
        for at in (len(content) // 3, len(content) - 1):
            file.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
            assert by_python(bag) == by_script(bag) != set(), f"{path} byte {at}"
        file.write_bytes(content)


EVIDENCE = ("data/", "proof/")


def test_lists_written_anew_hide_nothing_that_is_evidence(bag: Path) -> None:
    for path in bag_files.files_under(bag):
        if not path.startswith(EVIDENCE) or path.startswith("proof/authority-"):
            continue  # a root or key of somebody else's is shown by its fingerprint: below
        file = bag / path
        content = file.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 40)):
            file.write_bytes(content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :])
            write_lists_anew(bag)
            assert by_python(bag), f"{path} byte {at}"
        file.write_bytes(content)
    write_lists_anew(bag)
    assert by_python(bag) == set()


def _entries(change: Callable[[list[str]], None]) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        file = folder / bag_files.ENTRIES
        lines = file.read_text().splitlines()
        change(lines)
        file.write_text("".join(f"{line}\n" for line in lines))

    return tamper


def _swap(lines: list[str]) -> None:
    lines[0], lines[1] = lines[1], lines[0]


def _add_exhibit(folder: Path) -> None:
    (folder / "data/exhibits" / digest_bytes(b"never received")).write_bytes(b"never received")


def _drop_exhibit(folder: Path) -> None:
    (folder / "data/exhibits" / digest_bytes(EXHIBITS[0])).unlink()


def _truncate_checkpoint(folder: Path) -> None:
    file = folder / bag_files.CHECKPOINT
    file.write_bytes(file.read_bytes()[:-20])


TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "an entry deleted": (_entries(lambda lines: lines.pop(1)), "bag.entry"),
    "entries swapped": (_entries(_swap), "bag.entry"),
    "an entry inserted": (_entries(lambda lines: lines.insert(1, lines[0])), "bag.entry"),
    "an entry changed": (
        _entries(lambda lines: lines.__setitem__(0, lines[0].replace("received", "derived"))),
        "bag.entry",
    ),
    "the end cut off": (_entries(lambda lines: lines.pop()), "bag.entry"),
    "an exhibit added": (_add_exhibit, "bag.exhibit"),
    "an exhibit taken out": (_drop_exhibit, "bag.not_entered"),
    "the checkpoint cut": (_truncate_checkpoint, "bag.checkpoint"),
}


@pytest.mark.parametrize("name", sorted(TAMPERED))
def test_a_forger_who_writes_the_lists_anew_is_caught(bag: Path, name: str) -> None:
    tamper, code = TAMPERED[name]
    tamper(bag)
    write_lists_anew(bag)
    found = by_python(bag)
    assert code in {found_code for found_code, _ in found}
    assert found == by_script(bag)


def test_a_bag_signed_anew_by_somebody_else_shows_by_the_published_key(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    import custody.bags as made
    from tawthiq.sealing.signing import SigningKey

    other = SigningKey(name=KEY.name, seed=bytes(32))
    monkeypatch.setattr(made, "KEY", other)
    monkeypatch.setattr(Ledger.note, "__defaults__", (other,))
    make_bag(tmp_path / "forged", authority)
    assert by_python(tmp_path / "forged") == set(), "nothing inside a bag can show it"
    published = KEY.verifier().fingerprint()
    assert by_python(tmp_path / "forged", key=published) == {("bag.key", "proof/key.pem")}
    assert by_script(tmp_path / "forged", "--key", published) == {("bag.key", "proof/key.pem")}


def test_files_beside_the_content_and_links_are_refused(bag: Path) -> None:
    (bag / "beside.txt").write_text("BagIt lets this lie here")
    (bag / "data/link").symlink_to("/etc/passwd")
    expected = {("bag.extra", "beside.txt"), ("bag.special", "data/link")}
    assert by_python(bag) == expected == by_script(bag)


@pytest.mark.parametrize(
    "line", ["../../etc/passwd", "/etc/passwd", "data/../../x", "data//x", "data/x\\y", "data/\x7f"]
)
def test_a_list_that_leads_outside_is_refused(bag: Path, line: str) -> None:
    with (bag / "manifest-sha256.txt").open("a") as out:
        out.write(f"{'0' * 64}  {line}\n")
    found = by_python(bag)
    assert "bag.manifest" in {code for code, _ in found}
    assert found == by_script(bag)


def test_a_packed_bag_is_the_same_bag(bag: Path, tmp_path: Path) -> None:
    pack_bag(bag, tmp_path / "bag.zip")
    with unpacked(tmp_path / "bag.zip") as folder:
        assert bag_files.files_under(folder) == bag_files.files_under(bag)
        assert by_python(folder) == set()


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside", "a\\b", ""])
def test_an_archive_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as out:
        out.writestr(name or " ", b"x")
    with pytest.raises(EvidenceError), unpacked(tmp_path / "bad.zip"):
        pass
    assert not (tmp_path / "outside").exists()


def test_an_archive_with_a_link_a_double_or_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import warnings
    import zipfile

    from tawthiq.custody import bag_packing

    with zipfile.ZipFile(tmp_path / "link.zip", "w") as out:
        link = zipfile.ZipInfo("data/link")
        link.external_attr = 0o120777 << 16
        out.writestr(link, "/etc/passwd")
    with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "double.zip", "w") as out:
        warnings.simplefilter("ignore")
        out.writestr("a", b"1")
        out.writestr("a", b"2")
    for name in ("link.zip", "double.zip"):
        with pytest.raises(EvidenceError), unpacked(tmp_path / name):
            pass
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("zeros", bytes(1_000_000))
    usage = shutil.disk_usage(tmp_path)
    small = type(usage)(usage.total, usage.used, bag_packing.SPARE + 999_999)
    monkeypatch.setattr(bag_packing.shutil, "disk_usage", lambda _path: small)
    with pytest.raises(EvidenceError) as refused, unpacked(tmp_path / "bomb.zip"):
        pass
    assert refused.value.code == "bag.size"


def test_what_is_no_bag_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes(os.urandom(200))
    with pytest.raises(BadInputError), unpacked(tmp_path / "words.txt"):
        pass


def test_both_verifiers_say_the_same_of_every_moment_that_a_stamped_checkpoint_may_name(bag: Path) -> None:
    (note,) = (path for path in (bag / "proof").glob("stamped-*.txt") if "consistency" not in path.name)
    content = note.read_text(encoding="utf-8")
    for line in (
        "made 2026-43-01T12:00:00Z",
        "made 2026-02-30T12:00:00Z",
        "made 2026-03-01T24:00:00Z",
        "made 2026-03-01 12:00:00Z",
        "made 0026-03-01T12:00:00Z",
        "made 2026-03-01T12:00:00",
        "made now",
        "made ",
        "made02026-03-01T12:00:00Z",
        "made 2026-03-01T12:00:01Z",
    ):
        note.write_text(content.replace("made 2026-03-01T12:00:00Z", line), encoding="utf-8")
        write_lists_anew(bag)
        assert by_python(bag) == by_script(bag), line
        assert ("bag.timestamp", "proof/stamped-11-1.tsr") in by_script(bag)
