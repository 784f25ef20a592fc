"""The community's test vectors for age (C2SP CCTV), read from the npm package they are published in."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "vectors/cctv-age.js"
ENTRY = re.compile(r'^var (\w+?)_default = __toBinary\("([A-Za-z0-9+/=]*)"\)', re.MULTILINE)


@dataclass(frozen=True)
class Vector:
    """One vector: what it says of itself, and the age file."""

    name: str
    says: dict[str, list[str]]
    file: bytes

    @property
    def succeeds(self) -> bool:
        return self.says["expect"] == ["success"]

    @property
    def payload_sha256(self) -> str:
        return self.says.get("payload", [""])[0]


@cache
def vectors() -> tuple[Vector, ...]:
    """Every vector of the package."""
    return tuple(_read(name, base64.b64decode(data)) for name, data in ENTRY.findall(FILE.read_text(encoding="utf-8")))


def _read(name: str, data: bytes) -> Vector:
    head, _, body = data.partition(b"\n\n")
    says: dict[str, list[str]] = {}
    for line in head.decode("utf-8").split("\n"):
        key, _, value = line.partition(": ")
        says.setdefault(key, []).append(value)
    if says.get("compressed") == ["zlib"]:
        body = zlib.decompress(body)
    return Vector(name=name, says=says, file=body)
