"""Flips bits of a whole evidence bag, asks our verifier and `verify.sh`, and counts what either does not see.

    python3 run.py benchmark tampering [--every 1] [--script-every 11]

Each byte is changed by one bit. Twice: as it is, and with the lists of files written anew, as a forger would. README,
verify.sh and the like are no evidence, and nothing but their listed digest covers them; they count in the first.
"""

from __future__ import annotations

import argparse
import functools
import sys
import tempfile
from pathlib import Path

sys.path.remove(str(Path(__file__).resolve().parent))  # benchmarks/custody.py would stand before tests/custody

from custody.authority import make_authority
from custody.bags import by_python, by_script, make_bag
from tawthiq.custody import bag_files, bag_verification


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--every", type=int, default=1)
    given.add_argument("--script-every", type=int, default=11)
    options = given.parse_args()
    bag_verification.verify_token = functools.lru_cache(bag_verification.verify_token)
    with tempfile.TemporaryDirectory(prefix="tawthiq-bench-") as name:
        folder = Path(name) / "bag"
        make_bag(folder, make_authority(Path(name) / "authority"))
        lists = {n: (folder / n).read_bytes() for n in (bag_files.MANIFEST, bag_files.TAG_MANIFEST)}
        for anew in (False, True):
            flip_all(folder, lists, anew=anew, every=options.every, script_every=options.script_every)


def flip_all(folder: Path, lists: dict[str, bytes], *, anew: bool, every: int, script_every: int) -> None:
    tried = missed = asked = apart = 0
    for path in bag_files.files_under(folder):
        if anew and not path.startswith(("data/", "proof/")):
            continue
        if anew and path.startswith("proof/authority-"):
            continue
        content = (folder / path).read_bytes()
        for at in range(0, len(content), every):
            changed = content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]
            (folder / path).write_bytes(changed)
            if anew:
                bag_files.write_manifest(folder)
                bag_files.write_tag_manifest(folder)
            tried += 1
            found = by_python(folder)
            if not found:
                missed += 1
                print(f"  not seen: {path} byte {at}")
            if tried % script_every == 0:
                asked += 1
                if by_script(folder) != found:
                    apart += 1
                    print(f"  verify.sh says otherwise: {path} byte {at}")
        (folder / path).write_bytes(content)
        for name, text in lists.items():
            (folder / name).write_bytes(text)
    how = "lists written anew" if anew else "as it is"
    print(f"{how}: {tried} bits flipped, {missed} not seen; verify.sh asked {asked} times, {apart} other verdicts")


if __name__ == "__main__":
    main()
