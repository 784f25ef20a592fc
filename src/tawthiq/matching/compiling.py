"""Loops over millions of pairs run as machine code, made by numba when first called and kept on disk.

Kernels live in modules of their own (``*_kernels.py``), which are imported only where they are needed:
numba is slow to start. Kernels take arrays and numbers, release the interpreter's lock and never print,
log or raise.

Machine code is kept under a name made from all sources of this package: numba itself looks only at the file
that a kernel stands in, and would go on with code in which the constants of another module are out of date.
Where neither the folder of the sources nor the user's own can be written to, kernels are compiled anew in every
process.
"""

import hashlib
import math
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
Done = TypeVar("Done")
THREADS = 2


def _sources() -> str:
    """A name for exactly these sources."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return f"compiled-{digest.hexdigest()[:16]}"


def _own_folder() -> Path:
    """The user's own folder for what can be made again."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given else Path("~/.cache").expanduser()) / "tawthiq"


@cache
def code_folder() -> Path | None:
    """The folder for machine code of exactly these sources, or None where none can be written to."""
    for parent in (Path(__file__).parent / "__pycache__", _own_folder()):
        folder = parent / _sources()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except (OSError, RuntimeError):  # RuntimeError: the user has no home
            continue
    return None


def compiled(function: Kernel) -> Kernel:
    """Compile a kernel when it is first called; keep the machine code for the next process if possible."""
    folder = code_folder()
    if folder is None:
        return cast("Kernel", numba.njit(nogil=True, error_model="numpy")(function))
    settings: Any = numba.config
    usual = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        return cast("Kernel", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        settings.CACHE_DIR = usual


def slices(size: int, *, least: int = 50_000, most: int = 4 * THREADS) -> Iterator[slice]:
    """Cut the numbers below ``size`` into a few slices of equal length, none of them tiny."""
    parts = max(1, min(most, size // least))
    step = math.ceil(size / parts) if size else 1
    return (slice(start, min(start + step, size)) for start in range(0, size, step))


def work_on(work: Callable[[slice], Done], pieces: Iterable[slice]) -> list[Done]:
    """What ``work`` gives for each slice, on all threads and in the order of the slices."""
    cut = list(pieces)
    if len(cut) < 2:
        return [work(piece) for piece in cut]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, cut))


def over_slices(work: Callable[[slice], None], size: int) -> None:
    """Call ``work`` for every slice, on all threads; what it writes must not depend on the cut."""
    work_on(work, slices(size))
