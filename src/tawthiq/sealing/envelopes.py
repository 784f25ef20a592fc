"""Sealing to the key-holders and opening again, in memory and as streams.

Rules:

1. An item is an age v1 file to every key of the recipient list, over the binding, the content and the padding. The
   server only ever seals, what arrived in clear; it holds no key that opens.
2. Streams stay streams: memory does not grow with the file.
3. Opening gives nothing out before the binding fits. A file is opened into a private file beside its place, which
   takes the place only when the whole of it was opened and its end is right: half of a file is never left behind.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from tawthiq.sealing.bindings import LONGEST, Binding, read_binding, require_binding
from tawthiq.sealing.headers import LONGEST as LONGEST_HEAD
from tawthiq.sealing.headers import check_item
from tawthiq.sealing.padding import MARK, Unpadding, padded_length
from tawthiq.terms.errors import BadInputError, EvidenceError, TawthiqError

#: Blocks in which streams are read; the library asks for 8 KiB at a time.
BLOCK = 1024 * 1024


def seal(content: bytes, binding: Binding, keys: Sequence[str]) -> bytes:
    """The sealed item for `content`, to every one of `keys` (``age1…``)."""
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(content), sealed, binding, keys)
    return sealed.getvalue()


def seal_stream(source: BinaryIO, target: BinaryIO, binding: Binding, keys: Sequence[str]) -> None:
    """Seal all that `source` gives into `target`, memory flat.

    Refuses (BadInputError) keys that are none. What was written to `target` before a failure of `source` opens
    nowhere: its end is missing.
    """
    import pyrage

    plain: Any = _Plain(source, binding.line())
    pyrage.encrypt_io(plain, target, _recipients(keys))


def open_item(sealed: bytes, expected: Binding, identity: str) -> tuple[Binding, bytes]:
    """What the item is in full, and its content; for key-holders' own tools and the tests.

    Refuses (EvidenceError) an item that was changed, is sealed to others, or is not the one asked for.
    """
    content = io.BytesIO()
    binding = open_stream(io.BytesIO(sealed), content, expected, identity)
    return binding, content.getvalue()


def open_unasked(sealed: bytes, identity: str) -> tuple[Binding, bytes]:
    """What an item says it is, and its content, where nobody can know beforehand what it should be.

    For a key-holder's drill alone; whoever has a record in mind uses `open_item`.
    """
    content = io.BytesIO()
    binding = open_stream(io.BytesIO(sealed), content, None, identity)
    return binding, content.getvalue()


def open_stream(source: BinaryIO, target: BinaryIO, expected: Binding | None, identity: str) -> Binding:
    """Open `source` into `target`, memory flat. `target` may hold a part when this refuses: see `open_file`."""
    import pyrage

    head = source.read(LONGEST_HEAD)
    check_item(head)
    opened: Any = _Opened(target, expected)
    try:
        pyrage.decrypt_io(_Rejoined(head, source), opened, [_identity(identity)])
    except (pyrage.DecryptError, OSError) as error:
        if opened.refusal is None and isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's own failure, such as no space left: the key and the item may be sound
        raise opened.refusal or EvidenceError(
            "sealing.unopened",
            "The sealed item does not open: it was changed, cut short, or is not sealed to this key.",
            "Try another key-holder's key, or another copy.",
        ) from error
    return opened.finish()  # type: ignore[no-any-return]


def open_file(path: Path, target: Path, expected: Binding, identity: str) -> Binding:
    """Open the sealed file at `path` as `target`; nothing is left at `target` where this refuses."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".opening-")
    private = Path(name)
    try:
        with os.fdopen(handle, "wb") as out, path.open("rb") as sealed:
            binding = open_stream(sealed, out, expected, identity)
        private.replace(target)
        return binding
    finally:
        private.unlink(missing_ok=True)


def _recipients(keys: Sequence[str]) -> list[Any]:
    import pyrage

    if not keys:
        raise BadInputError("sealing.no_keys", "There is nobody to seal to.", "Hold the key ceremony first.")
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as error:
        raise BadInputError("sealing.key", "A key on the list is not an age key.", "Mend the list.") from error


def _identity(identity: str) -> Any:
    import pyrage

    try:
        return pyrage.x25519.Identity.from_str(identity)
    except pyrage.IdentityError as error:
        raise BadInputError("sealing.identity", "This is not a private age key.", "Give the key file.") from error


class _Plain:
    """What stands inside a seal, read as one stream: binding, content, padding."""

    def __init__(self, source: BinaryIO, line: bytes) -> None:
        self._source = source
        self._block = memoryview(line)
        self._length = len(line)
        self._left = -1

    def read(self, size: int) -> bytes:
        """At most `size` bytes; empty at the end."""
        if not self._block:
            self._block = memoryview(self._next())
        given, self._block = self._block[:size], self._block[size:]
        return bytes(given)

    def _next(self) -> bytes:
        if self._left < 0:
            block = self._source.read(BLOCK)
            if block:
                self._length += len(block)
                return block
            self._left = padded_length(self._length) - self._length - 1
            return MARK
        zeros = min(self._left, BLOCK)
        self._left -= zeros
        return bytes(zeros)


class _Rejoined:
    """A stream whose beginning was looked at already, read from its beginning."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._block = memoryview(head)
        self._rest = rest

    def read(self, size: int) -> bytes:
        """At most `size` bytes; empty at the end."""
        if not self._block:
            self._block = memoryview(self._rest.read(BLOCK))
        given, self._block = self._block[:size], self._block[size:]
        return bytes(given)


class _Opened:
    """Where opened bytes arrive: checks the binding, takes the padding off, gives the content on."""

    def __init__(self, target: BinaryIO, expected: Binding | None) -> None:
        self._target = target
        self._expected = expected
        self._line = b""
        self._binding: Binding | None = None
        self._unpadding = Unpadding()
        self.refusal: TawthiqError | None = None

    def write(self, block: bytes) -> int:
        """Take one block; anything that is refused stops the opening."""
        if self.refusal is not None:
            raise OSError("refused")  # the library tries to write once more what it had left
        size = len(block)
        if self._binding is None:
            self._line += block
            line, end, rest = self._line.partition(b"\n")
            if not end and len(line) <= LONGEST:
                return size
            self._check(line)
            block = rest
        self._target.write(self._unpadding.take(block))
        return size

    def flush(self) -> None:
        """Nothing is held back that could be given on."""

    def _check(self, line: bytes) -> None:
        try:
            self._binding = read_binding(line)
            if self._expected is not None:
                require_binding(self._binding, self._expected)
        except EvidenceError as refusal:
            # The library turns whatever is raised here into an error of its own; ours is told after it.
            self.refusal = refusal
            raise OSError("refused") from refusal

    def finish(self) -> Binding:
        """What the item is; refuses (EvidenceError) one without a binding or an end."""
        if self._binding is None:
            return read_binding(self._line)
        self._unpadding.finish()
        return self._binding
