"""Bytes from outside for fuzzers: whole ones changed in many ways, and ones that only begin right.

How many examples each fuzzer tries is `TAWTHIQ_FUZZ` times the usual number (1: what every run of the tests tries).
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

TIMES = int(os.environ.get("TAWTHIQ_FUZZ", "1"))


@pytest.fixture
def limited_memory() -> Iterator[None]:
    """Three gigabytes more than are in use, and no more: what would take all memory fails here, and not the machine."""
    used = Path("/proc/self/statm")
    if not used.exists():
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(used.read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 3 * 1024**3, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def fuzzed(examples: int) -> Callable[[Any], Any]:
    """Settings of a fuzzer: so many examples, times `TAWTHIQ_FUZZ`; time says nothing on a busy machine."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )


#: One change: what is done, where (a share of the length), how much, and with which bytes.
CHANGES = st.tuples(
    st.sampled_from(["flip", "set", "cut", "drop", "double", "insert", "swap", "grow"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 64),
    st.one_of(
        st.binary(min_size=1, max_size=8),
        st.sampled_from(
            [b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"9" * 20, b"\n", b'"', b"{["]
        ),
    ),
)


def change(data: bytes, changes: Sequence[tuple[str, float, int, bytes]]) -> bytes:
    """The bytes with these changes made one after the other."""
    for how, where, much, given in changes:
        at = int(where * len(data))
        if how == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << much % 8)]) + data[at + 1 :]
        elif how == "set":
            data = data[:at] + given + data[at + len(given) :]
        elif how == "cut":
            data = data[:at]
        elif how == "drop":
            data = data[:at] + data[at + much :]
        elif how == "double":
            data = data[:at] + data[at : at + much] * 2 + data[at + much :]
        elif how == "insert":
            data = data[:at] + given + data[at:]
        elif how == "swap":
            data = data[:at] + data[at + much : at + 2 * much] + data[at : at + much] + data[at + 2 * much :]
        elif how == "grow":
            data = data[:at] + data[at : at + much] * 200 + data[at + much :]
    return data


def damaged(*seeds: bytes) -> st.SearchStrategy[bytes]:
    """One of these with one to six changes; or its first bytes before chance; or chance alone."""
    changed = st.builds(change, st.sampled_from(seeds), st.lists(CHANGES, min_size=1, max_size=6))
    headed = st.builds(
        lambda seed, head, rest: seed[:head] + rest, st.sampled_from(seeds), st.integers(0, 40), st.binary(max_size=200)
    )
    return st.one_of(changed, changed, headed, st.binary(max_size=200))


def damaged_text(*seeds: str) -> st.SearchStrategy[str]:
    """Text that was changed as bytes are; what is no UTF-8 any more is replaced."""
    return damaged(*(seed.encode() for seed in seeds)).map(lambda data: data.decode("utf-8", "replace"))


def damaged_zip(seed: bytes) -> st.SearchStrategy[bytes]:
    """A zip file whose members were changed and packed again, so that the damage lies behind good checksums."""
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        members = {item.filename: archive.read(item) for item in archive.infolist()}

    def repack(name: str, changes: Sequence[tuple[str, float, int, bytes]], gone: bool, twice: bool) -> bytes:  # noqa: FBT001
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for member, data in members.items():
                if not (gone and member == name):
                    packed.writestr(member, change(data, changes) if member == name else data)
            if twice:
                packed.writestr(f"{name}2", b"more")
        return out.getvalue()

    inside = st.builds(
        repack,
        st.sampled_from(sorted(members)),
        st.lists(CHANGES, min_size=1, max_size=4),
        st.booleans(),
        st.booleans(),
    )
    return st.one_of(inside, inside, damaged(seed))


#: Whatever JSON may hold.
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)),
    max_leaves=12,
)

#: Deeper than any reader goes.
DEEP = b"[" * 60_000 + b"]" * 60_000
DEEP_OBJECT = b'{"a":' * 30_000 + b"1" + b"}" * 30_000
