"""Brings files and their names to the disk. A rename lasts only once the folder that holds the name is flushed."""

from __future__ import annotations

import os
from pathlib import Path


def flush_file(path: Path) -> None:
    """Bring what was written into a file to the disk."""
    with path.open("rb") as written:
        os.fsync(written.fileno())


def flush_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_tree(folder: Path) -> None:
    """Bring every file under a folder, and every name, to the disk."""
    for place, _, names in os.walk(folder):
        for name in names:
            flush_file(Path(place) / name)
        flush_folder(Path(place))
