"""Previews are drawn by a process that is shut in; hostile files end that process, and nothing of them gets out."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from intake import media_files, report_files
from intake.previews import GREEN, RED, endless_pdf, halves, pdf, png, raw_png, round_pdf
from tawthiq.intake import previewing
from tawthiq.intake.extracting import PACKAGE
from tawthiq.intake.previewing import Preview, draw_preview
from tawthiq.intake.seclusion import REQUIRED, Walls
from tawthiq.terms.errors import BadInputError, ConflictError, SetupError

WEB_PAGE = (
    b"<!DOCTYPE html><html><head><title>x</title><script>steal()</script></head><body onload=steal()>"
    b"<style>p{}</style><p>Three &amp; four</p><svg><script>steal()</script></svg><p>told</p></body></html>"
)
QUICK = Walls(seconds=2, memory=512 * 1024**2)


def run(script: str) -> str:
    """What a fresh process says that runs these lines."""
    command = [sys.executable, "-B", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, env={"PYTHONPATH": PACKAGE}, check=True)
    return done.stdout


@pytest.fixture(scope="session")
def shut_in() -> None:
    """Skips, by name, where this machine cannot shut a process in."""
    try:
        drawn(b"words")
    except SetupError as error:
        pytest.skip(f"this machine draws no previews: {error.problem}")


def drawn(data: bytes, *, walls: Walls | None = None) -> Preview:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        return draw_preview(file, walls=walls)


def refused(data: bytes, *, walls: Walls | None = None) -> str:
    with pytest.raises(BadInputError) as refusal:
        drawn(data, walls=walls)
    assert refusal.value.problem
    assert refusal.value.next_step
    return refusal.value.code


def pixels(preview: Preview) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    """Width, height, first and last pixel."""
    data = preview.picture
    width, height, colour = int.from_bytes(data[16:20]), int.from_bytes(data[20:24]), data[25]
    rows = zlib.decompress(data[41 : 41 + int.from_bytes(data[33:37])])
    channels = {0: 1, 2: 3}[colour]
    first, last = rows[1 : 1 + channels], rows[-channels:]
    return width, height, tuple(first * (3 // channels)), tuple(last * (3 // channels))


@pytest.mark.usefixtures("shut_in")
@pytest.mark.parametrize(
    "data",
    [
        png(2, 8, 8, 8, halves(bytes(RED), bytes(GREEN))),
        png(6, 8, 8, 8, halves(bytes((*RED, 255)), bytes((*GREEN, 128)))),
        png(3, 8, 8, 8, halves(b"\x00", b"\x01"), palette=bytes((*RED, *GREEN))),
        png(3, 4, 8, 8, bytes(16) + b"\x11" * 16, palette=bytes((*RED, *GREEN))),
        png(2, 16, 8, 8, halves(*(bytes(v for c in colour for v in (c, 0)) for colour in (RED, GREEN)))),
        png(6, 16, 8, 8, halves(*(bytes(v for c in (*colour, 9) for v in (c, c)) for colour in (RED, GREEN)))),
    ],
    ids=["colours", "see-through", "palette", "palette of 16", "fine", "fine and see-through"],
)
def test_a_picture_is_drawn_in_its_colours_and_no_larger_than_it_is(data: bytes) -> None:
    width, height, first, last = pixels(drawn(data))
    assert (width, height) == (8, 8)
    assert all(abs(one - other) <= 1 for one, other in zip((*first, *last), (*RED, *GREEN), strict=True))


@pytest.mark.usefixtures("shut_in")
@pytest.mark.parametrize(
    "data",
    [
        png(0, 8, 8, 8, halves(b"\xc8", b"\x0a")),
        png(4, 8, 8, 8, halves(b"\xc8\xff", b"\x0a\x00")),
    ],
    ids=["grey", "see-through"],
)
def test_a_grey_picture_stays_grey(data: bytes) -> None:
    assert pixels(drawn(data))[2:] == ((200, 200, 200), (10, 10, 10))


@pytest.mark.usefixtures("shut_in")
@pytest.mark.parametrize("data", [media_files.jpeg(), media_files.png()], ids=["jpeg", "png"])
def test_nothing_that_a_picture_says_of_itself_is_in_its_preview(data: bytes) -> None:
    shown = drawn(data)
    assert set(REQUIRED) <= set(shown.held)
    parts = [shown.picture[at : at + 4] for at in (12, 37)]
    assert parts == [b"IHDR", b"IDAT"]
    assert shown.picture.endswith(b"IEND\xaeB`\x82")
    for told in (b"Exif", b"GPS", b"tEXt", b"xap"):
        assert told not in shown.picture


@pytest.mark.usefixtures("shut_in")
def test_a_large_picture_is_shown_small() -> None:
    width, height, *_ = pixels(drawn(png(0, 8, 3000, 2000, bytes(3000 * 2000))))
    assert (width, height) == (1000, 667)


@pytest.mark.usefixtures("shut_in")
def test_the_first_page_of_a_document_is_drawn(tmp_path: Path) -> None:
    shown = drawn(report_files.write_pdf(tmp_path / "a.pdf", ["One", "Two", "Three"]).read_bytes())
    assert (shown.pages, shown.text) == (3, "")
    assert pixels(shown)[0] == 1000


@pytest.mark.usefixtures("shut_in")
def test_scripts_and_notes_of_a_document_are_not_drawn() -> None:
    plain = drawn(pdf(b"0 0 100 100 re f"))
    action = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    note = b"/Annots[<</Type/Annot/Subtype/Square/Rect[200 200 400 400]/IC[1 0 0]/C[1 0 0]>>]"
    page = pdf(b"0 0 100 100 re f").replace(b"/Catalog", b"/Catalog/OpenAction" + action)
    assert drawn(page.replace(b"/Type/Page/Parent", b"/Type/Page" + note + b"/Parent")).picture == plain.picture


@pytest.mark.usefixtures("shut_in")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("سقطت ثلاث قذائف".encode(), "سقطت ثلاث قذائف"),
        ("سقطت ثلاث قذائف على البلدة".encode("cp1256"), "سقطت ثلاث قذائف على البلدة"),
        ("Три снаряда упали".encode("utf-16"), "Три снаряда упали"),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n", "a,b\n1,2"),
        (b"<script>alert(1)</script> told", "<script>alert(1)</script> told"),
        ("told \u202etxt.exe\u202c \x1b[2J".encode(), "told \ufffdtxt.exe\u202c \ufffd[2J"),
        (
            WEB_PAGE,
            "Three & four\ntold",
        ),
    ],
    ids=["utf-8", "windows-1256", "utf-16", "table", "script", "turned round", "web page"],
)
def test_text_is_given_as_words_and_nothing_that_acts(data: bytes, expected: str) -> None:
    assert drawn(data).text == expected


@pytest.mark.usefixtures("shut_in")
def test_a_long_text_is_cut_and_says_so() -> None:
    shown = drawn(b"word " * 100_000)
    assert shown.is_cut
    assert len(shown.text) == 6000


@pytest.mark.usefixtures("shut_in")
def test_a_docx_gives_its_words(tmp_path: Path) -> None:
    body = report_files.paragraph("Three shells fell.") + report_files.paragraph("سقطت ثلاث قذائف")
    path = report_files.write_docx(tmp_path / "a.docx", body)
    assert drawn(path.read_bytes()).text == "Three shells fell.\nسقطت ثلاث قذائف"


def packed(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
HOSTILE = {
    "a picture that says it is vast": (raw_png(2, 8, 60_000, 60_000, zlib.compress(b"")), {"too_large"}),
    "a picture of no size": (raw_png(2, 8, 0, 8, zlib.compress(b"")), {"damaged"}),
    "a picture cut short": (media_files.jpeg()[:700], {"damaged"}),
    "a page without end": (pdf(b"", box=b"0 0 900000 900000"), {"too_large"}),
    "no document behind its head": (b"%PDF-1.7 and nothing", {"damaged"}),
    "a document that draws without end": (endless_pdf(), {"too_slow", "ended", "damaged"}),
    "a bomb in a page": (
        pdf(zlib.compress(b"0 0 9 9 re f " * 30_000_000, 9), about=b"/Filter/FlateDecode"),
        {"too_slow", "ended", "too_large", "damaged"},
    ),
    "an archive that is no document": (packed("a.txt", b"words"), {"kind"}),
    "an archive cut short": (packed("word/document.xml", b"words")[:40], {"damaged"}),
    "a bomb in a document": (packed("word/document.xml", bytes(200_000_000)), {"too_large"}),
    "entities in a document": (packed("word/document.xml", ENTITIES), {"damaged"}),
    "bytes of no kind": (bytes(range(256)) * 100, {"kind"}),
    "a film": (media_files.film(), {"kind"}),
    "nothing": (b"", {"empty"}),
    "only spaces": (b" \n" * 100, {"empty"}),
}


@pytest.mark.usefixtures("shut_in")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_and_harms_nothing(name: str) -> None:
    data, reasons = HOSTILE[name]
    assert refused(data, walls=QUICK).removeprefix("preview.") in reasons
    assert drawn(b"the next one").text == "the next one"


@pytest.mark.usefixtures("shut_in")
def test_drawings_that_draw_each_other_end() -> None:
    try:
        ended = str(drawn(round_pdf(), walls=QUICK).pages)
    except BadInputError as refusal:
        ended = refusal.code
    assert ended in {"1", "preview.ended", "preview.too_slow", "preview.damaged"}


SHUT_IN = """
import os, socket, subprocess, sys, threading, ctypes
from tawthiq.intake.seclusion import Walls, seclude
library = ctypes.CDLL(None, use_errno=True)
sys.stdout.write("")
held = seclude(Walls())
def tried(step):
    try:
        step()
    except BaseException as failure:
        return type(failure).__name__
    return "done"
steps = {
    "socket": lambda: socket.socket(),
    "local socket": lambda: socket.socket(socket.AF_UNIX),
    "read": lambda: open("/etc/passwd"),
    "write": lambda: open("/tmp/tawthiq-preview-got-out", "w"),
    "fork": os.fork,
    "thread": lambda: threading.Thread(target=print).start(),
    "program": lambda: os.execv("/bin/true", ["true"]),
    "kill": lambda: os.kill(os.getppid(), 0),
    "remove": lambda: os.unlink("/nowhere"),
    "list": lambda: os.listdir("/"),
    "memory": lambda: bytearray(4 * 1024**3),
}
for name, step in steps.items():
    print(name, tried(step))
print("ring", library.syscall(425, 8, 0))
"""


@pytest.mark.usefixtures("shut_in")
def test_nothing_leads_out_of_the_process() -> None:
    said = dict(line.rsplit(" ", 1) for line in run(SHUT_IN).splitlines())
    assert said.pop("ring") == "-1"
    assert said.pop("thread") == "RuntimeError"
    assert said.pop("memory") == "MemoryError"
    assert said == dict.fromkeys(
        ("socket", "local socket", "read", "write", "fork", "program", "kill", "remove", "list"), "PermissionError"
    )
    assert not Path("/tmp/tawthiq-preview-got-out").exists()  # noqa: S108 - the path that the process tried


BEFORE = """
import sys
sys.argv = ["previewer", "5", "1073741824"]
from tawthiq.intake import previewer, seclusion
"""


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ("seclusion.platform.machine = lambda: 'riscv64'", "calls"),
        ("import types\nseclusion.sys = types.SimpleNamespace(platform='darwin')", "calls"),
        (
            "import resource\ndef no(*given): raise ValueError\nresource.setrlimit = no",
            "memory",
        ),
        ("import resource\nresource.setrlimit = lambda *given: None", "memory"),
        ("import sys as s\ns.modules['resource'] = None", "memory"),
    ],
)
def test_where_a_limit_cannot_be_had_nothing_is_read(change: str, missing: str) -> None:
    script = f"{BEFORE}{change}\npreviewer.draw = lambda data: {{'text': 'drawn without limits'}}\npreviewer.main()"
    assert json.loads(run(script)) == {"refused": "no_limits", "missing": missing}


def answering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, *, status: int = 0) -> None:
    """Put another program in the place of the process."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nprintf '%s' '{said}'\nexit {status}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(previewing.sys, "executable", str(program))


HELD = list(REQUIRED)


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        ({"refused": "no_limits", "missing": "calls"}, SetupError, "preview.no_limits"),
        ({"text": "words"}, SetupError, "preview.no_limits"),
        ({"text": "words", "held": HELD[:-1]}, SetupError, "preview.no_limits"),
        ({"picture": "PHN2Zz4=", "held": HELD}, BadInputError, "preview.ended"),
        ({"picture": "no base64", "held": HELD}, BadInputError, "preview.ended"),
        ({"picture": "iVBORw0KGgo=", "pages": "<b>", "held": HELD}, BadInputError, "preview.ended"),
        ({"refused": "something new"}, BadInputError, "preview.damaged"),
    ],
)
def test_what_the_process_says_is_believed_only_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, object], kind: type[Exception], code: str
) -> None:
    answering(tmp_path, monkeypatch, json.dumps(answer))
    with pytest.raises(kind) as refusal:
        drawn(b"words")
    assert refusal.value.code == code  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["", "no json", "[]", "7"])
def test_a_process_that_says_nothing_sensible_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    answering(tmp_path, monkeypatch, said, status=11)
    assert refused(b"words") == "preview.ended"


def test_a_process_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o700)
    monkeypatch.setattr(previewing.sys, "executable", str(program))
    monkeypatch.setattr(previewing, "SECONDS_MORE", 0)
    assert refused(b"words", walls=Walls(seconds=1)) == "preview.too_slow"


def test_only_so_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "WAIT_SECONDS", 0.01)
    for _ in range(previewing.AT_ONCE):
        assert previewing._seats.acquire(blocking=False)
    try:
        with pytest.raises(ConflictError) as refusal:
            drawn(b"words")
        assert refusal.value.code == "preview.busy"
    finally:
        for _ in range(previewing.AT_ONCE):
            previewing._seats.release()
    with pytest.raises(ValueError, match="released too many"):
        previewing._seats.release()


def test_the_process_gets_nothing_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_SECRET_KEY", "an invented secret")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\n")
    program.chmod(0o700)
    monkeypatch.setattr(previewing.sys, "executable", str(program))
    refused(b"words")
    names = {line.split("=")[0] for line in (tmp_path / "seen").read_text().splitlines()}
    assert names <= {"PYTHONPATH", "LC_ALL", "PWD", "SHLVL", "_", "OLDPWD"}
