"""Sealing and opening against the libraries' own speed, and whether memory stays flat.

    python3 run.py benchmark sealing [--mib 256] [--browser]

In Python: `sealing.envelopes` beside pyrage's `encrypt_io` on the same bytes, files on disk, CPU seconds, the best of
three, interleaved. Memory: the most that a fresh process held while sealing a small and a large file. With --browser
the same in Chromium, wall seconds, `Tawthiq.seals.sealFile` beside the bundled library's own stream of that length.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.envelopes import open_file, seal, seal_stream
from tawthiq.sealing.keys import make_identity

MIB = 1024 * 1024
BINDING = Binding(mission="a" * 32, record="b" * 32, field="voice", version=1, kind="audio/ogg")
STATIC = Path(__file__).resolve().parents[1] / "src/tawthiq/web/static/tawthiq"
SMALL_ITEMS = 500


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--mib", type=int, default=256)
    asked.add_argument("--browser", action="store_true")
    asked.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.memory_of:
        memory_of(given.memory_of)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        in_python(folder, given.mib)
        if given.browser:
            in_the_browser(folder, given.mib)


def in_python(folder: Path, mib: int) -> None:
    import pyrage

    made = [make_identity() for _ in range(3)]
    keys = [key for _identity, key in made]
    recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    plain, sealed = folder / "plain", folder / "sealed.age"
    write_file(plain, mib)

    def ours() -> None:
        with plain.open("rb") as source, sealed.open("wb") as target:
            seal_stream(source, target, BINDING, keys)

    def theirs() -> None:
        with plain.open("rb") as source, (folder / "raw.age").open("wb") as target:
            pyrage.encrypt_io(source, target, recipients)

    def opened() -> None:
        open_file(sealed, folder / "opened", BINDING, made[0][0])

    def theirs_opened() -> None:
        with (folder / "raw.age").open("rb") as source, (folder / "raw").open("wb") as target:
            pyrage.decrypt_io(source, target, [pyrage.x25519.Identity.from_str(made[0][0])])

    compare(f"sealing {mib} MiB", ours, theirs, mib)
    compare(f"opening {mib} MiB", opened, theirs_opened, mib)
    began = time.process_time()
    for _ in range(SMALL_ITEMS):
        seal(b"a name of usual length", BINDING, keys)
    print(f"small items to three keys: {SMALL_ITEMS / (time.process_time() - began):,.0f}/s of CPU")
    small = folder / "small"
    write_file(small, 8)
    peaks = [peak_of(file) for file in (small, plain)]
    print(f"most memory held: {peaks[0]:.0f} MiB for 8 MiB, {peaks[1]:.0f} MiB for {mib} MiB")


def compare(what: str, ours: Callable[[], None], theirs: Callable[[], None], mib: int) -> None:
    taken: dict[str, list[float]] = {"ours": [], "library": []}
    for _ in range(3):
        for name, work in (("ours", ours), ("library", theirs)):
            began = time.process_time()
            work()
            taken[name].append(time.process_time() - began)
    best = {name: min(seconds) for name, seconds in taken.items()}
    print(
        f"{what}: {mib / best['ours']:.0f} MiB/s, the library itself {mib / best['library']:.0f} MiB/s, "
        f"ratio {best['ours'] / best['library']:.2f} (bar 1.2)"
    )


def write_file(path: Path, mib: int) -> None:
    with path.open("wb") as out:
        for number in range(mib):
            out.write(bytes([number % 251]) * MIB)


def peak_of(file: Path) -> float:
    command = [sys.executable, __file__, "--memory-of", str(file)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def memory_of(file: Path) -> None:
    _identity, key = make_identity()
    with file.open("rb") as source, Path("/dev/null").open("wb") as target:
        seal_stream(source, target, BINDING, [key])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


IN_BROWSER = """async ([key, mib]) => {
  const blob = new Blob(Array.from({ length: mib }, (_, n) => new Uint8Array(1048576).fill(n)));
  const file = new File([blob], "voice.ogg", { type: "audio/ogg" });
  const binding = { mission: "a".repeat(32), record: "b".repeat(32), field: "voice", version: 1 };
  const drain = async (stream) => { let n = 0; const reader = stream.getReader();
    for (;;) { const { done, value } = await reader.read(); if (done) return n; n += value.length; } };
  const timed = async (work) => { const began = performance.now(); await work();
    return (performance.now() - began) / 1000; };
  const ours = async () => drain((await Tawthiq.seals.sealFile(file, binding, [key])).stream());
  const theirs = async () => { const made = new age.Encrypter(); made.addRecipient(key);
    return drain((await new Response(await made.encrypt(file.stream())).blob()).stream()); };
  const taken = { ours: [], theirs: [] };
  for (let round = 0; round < 3; round += 1) {
    taken.ours.push(await timed(ours)); taken.theirs.push(await timed(theirs)); }
  return [Math.min(...taken.ours), Math.min(...taken.theirs)];
}"""


def in_the_browser(_folder: Path, mib: int) -> None:
    from playwright.sync_api import sync_playwright

    _identity, key = make_identity()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page: Any = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto("http://localhost/")
        for script in ("vendor/age.js", "sealing/words.js", "sealing/seals.js"):
            page.add_script_tag(path=STATIC / script)
        ours, theirs = page.evaluate(IN_BROWSER, [key, mib])
        print(
            f"in the browser, {mib} MiB: {mib / ours:.0f} MiB/s, the library itself {mib / theirs:.0f} MiB/s, "
            f"ratio {ours / theirs:.2f} (bar 1.2)"
        )
        browser.close()


if __name__ == "__main__":
    main()
