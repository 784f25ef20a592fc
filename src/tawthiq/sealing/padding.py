"""How long a sealed item is: long enough that its length tells little of what it holds.

Rules:

1. What is sealed is lengthened to at least 512 bytes, then to the next power of two up to 1 MiB. Every name, number to
   call and address of usual length therefore has the same size.
2. Beyond 1 MiB, where doubling would cost too much, lengths are rounded up as in Padmé (Nikitin, Barman, Lueks,
   Underwood, Hubaux and Ford, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019,
   section 4): at most 12 % is added, here at most 3 %, and a length tells O(log log length) bits.
3. The padding is one byte 0x80 and then zeros (ISO/IEC 7816-4), so that it can be taken off while streaming.
"""

from __future__ import annotations

from tawthiq.terms.errors import EvidenceError

LEAST = 512
DOUBLED_UP_TO = 1024 * 1024
MARK = b"\x80"


def padded_length(length: int) -> int:
    """Length in bytes to which `length` bytes and the mark are lengthened.

    >>> [padded_length(n) for n in (0, 511, 512, 3000)]
    [512, 512, 1024, 4096]
    """
    wanted = length + 1
    if wanted <= LEAST:
        return LEAST
    if wanted <= DOUBLED_UP_TO:
        return 1 << (wanted - 1).bit_length()
    exponent = wanted.bit_length() - 1
    loose = 1 << (exponent - exponent.bit_length())
    return -(-wanted // loose) * loose


def pad(data: bytes) -> bytes:
    """The data with its padding."""
    return data + MARK + bytes(padded_length(len(data)) - len(data) - 1)


class Unpadding:
    """Takes the padding off a stream: give it blocks with `take`, and `finish` at the end.

    Memory stays flat: of a long run of zeros only its length is held back.
    """

    def __init__(self) -> None:
        self._is_marked = False
        self._zeros = 0

    def take(self, block: bytes) -> bytes:
        """What of `block`, and of what was held back, is certainly no padding."""
        if not self._is_marked and block[-1:] not in (b"\0", MARK):
            return block
        body = block.rstrip(b"\0")
        zeros = len(block) - len(body)
        if not body:
            if self._is_marked:
                self._zeros += zeros
                return b""
            return block
        held = self._held()
        self._is_marked = body.endswith(MARK)
        if self._is_marked:
            self._zeros = zeros
            return held + body[:-1]
        self._zeros = 0
        return held + block

    def _held(self) -> bytes:
        return MARK + bytes(self._zeros) if self._is_marked else b""

    def finish(self) -> None:
        """Refuse (EvidenceError) a stream that ended without padding: it was cut short or is not ours."""
        if not self._is_marked:
            raise EvidenceError(
                "sealing.padding", "The sealed item does not end as ours do.", "Compare it with another copy."
            )


def unpad(data: bytes) -> bytes:
    """The data without its padding; refuses (EvidenceError) data that has none."""
    unpadding = Unpadding()
    content = unpadding.take(data)
    unpadding.finish()
    return content
