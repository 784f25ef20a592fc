"""Seals a file while it arrives, for a form client that sends it in clear: its bytes never touch the server's disk.

Blocks go straight into the age library, which runs in a thread of its own and writes the sealed file into a private
temporary file; a queue of four blocks keeps memory flat. A connection that breaks leaves a sealed file without an end,
which opens nowhere and is removed. The server's memory holds the blocks as they pass, which the threat model says.
"""

from __future__ import annotations

import tempfile
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.envelopes import seal_stream

BLOCKS_WAITING = 4


class _Arriving:
    """Blocks pushed on one side, read on the other; None ends them, an exception fails the reader."""

    def __init__(self) -> None:
        self._blocks: Queue[bytes | None] = Queue(BLOCKS_WAITING)
        self._has_ended = False
        self.is_broken = False

    def push(self, block: bytes | None) -> None:
        """Add a block, or the end."""
        self._blocks.put(block)

    def read(self, _size: int = -1) -> bytes:
        """The next block; empty at the end. Raises OSError where the upload broke off."""
        if self._has_ended:
            return b""
        block = self._blocks.get()
        if block is None:
            self._has_ended = True
            if self.is_broken:
                raise OSError("the upload broke off")
            return b""
        return block

    def drain(self) -> None:
        """Take what is left and let it go, so that whoever pushes never waits for a reader that failed."""
        while not self._has_ended:
            self._has_ended = self._blocks.get() is None


class SealingUploadHandler(FileUploadHandler):
    """Takes the one file of a request as a sealed file; words of the form are left to Django's memory."""

    def __init__(self, request: HttpRequest, *, binding: Binding, keys: tuple[str, ...], most: int) -> None:
        super().__init__(request)
        self._binding = binding
        self._keys = keys
        self._most = most
        self._arriving: _Arriving | None = None
        self._failure: BaseException | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to seal; a second file of the same request is refused."""
        super().new_file(*args, **kwargs)
        if self._arriving is not None:
            raise StopUpload(connection_reset=True)
        self._target: BinaryIO = tempfile.TemporaryFile(prefix="sealed-")  # noqa: SIM115 - handed on when whole
        self._arriving = _Arriving()
        self._size = 0
        self._thread = Thread(target=self._seal, args=(self._arriving,), daemon=True)
        self._thread.start()

    def _seal(self, arriving: _Arriving) -> None:
        source: Any = arriving
        try:
            seal_stream(source, self._target, self._binding, self._keys)
        except BaseException as failure:  # noqa: BLE001 - told to whoever waits for the thread
            self._failure = failure
            arriving.drain()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Pass a block on; nothing is given to any other handler."""
        self._size = start + len(raw_data)
        if self._arriving is None or self._size > self._most:
            raise StopUpload(connection_reset=True)
        self._arriving.push(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The sealed file, once all of it is sealed."""
        if self._arriving is None:
            return None
        self._arriving.push(None)
        self._thread.join()
        if self._failure is not None:
            self._target.close()
            raise StopUpload(connection_reset=True) from self._failure
        self._target.seek(0)
        return UploadedFile(self._target, name="sealed.age", content_type="application/age", size=file_size)

    def upload_interrupted(self) -> None:
        """Fail the sealing of an upload that broke off, and take its temporary file away."""
        if self._arriving is not None:
            self._arriving.is_broken = True
            self._arriving.push(None)
            self._thread.join()
            self._target.close()
