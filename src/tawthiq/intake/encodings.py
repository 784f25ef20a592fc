"""Which encoding a text file is in, how sure that is, and what it reads like.

A byte-order mark decides. Bytes that are valid UTF-8 throughout are UTF-8. Otherwise the single-byte
encodings of the field are compared by what they make of the bytes: in Arabic or Cyrillic the high bytes form
whole words of common letters, in Western languages they stand alone between plain letters. The result is only
as sure as the difference, and the preview lets a person decide. Text that was decoded wrongly before it was
saved (Ù…Ø­Ù…Ø¯, or Latin letters in place of Arabic ones) is told, because no choice here can mend it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tawthiq.terms.errors import BadInputError

SAMPLE = 1024 * 1024
PREVIEW = 240
CANDIDATES = ("cp1256", "cp1251", "cp1252")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON = {
    "cp1256": frozenset("اليمنورتهبدعحسفقكةأ"),
    "cp1251": frozenset("оеаинтсрвлкмдпуяыьгз"),
    "cp1252": frozenset("éèàêçñóíáúöüäßîôâûëïœå"),
}


class Certainty(StrEnum):
    """How sure an encoding is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodingFinding:
    """The encoding to read with, how sure, why, what the text then reads like, and the other candidates."""

    name: str
    certainty: Certainty
    reason: str
    preview: str = ""
    alternatives: tuple[str, ...] = ()


def find_encoding(path: Path, *, given: str | None = None) -> EncodingFinding:
    """Find the encoding of a text file, or check the given one.

    Reads the whole file once in pieces, holding one piece at a time. Refuses (BadInputError) binary
    content, an unknown encoding name, a given encoding the bytes contradict, and text garbled before it was
    saved.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if given:
        return _check_given(path, head, given)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _finish(
                path, head, EncodingFinding(name=name, certainty=Certainty.CERTAIN, reason="byte-order mark")
            )
    if (wide := _wide(head)) is not None:
        return _finish(
            path,
            head,
            EncodingFinding(name=wide, certainty=Certainty.LIKELY, reason="every other byte is zero"),
        )
    _refuse_binary(path, head)
    high, bad, good = _scan_utf8(path)
    if not bad or good > 20 * bad:
        certainty = Certainty.LIKELY if bad else Certainty.CERTAIN
        reason = "valid UTF-8" if not bad else "UTF-8 but for a few bytes"
        return _finish(path, head, EncodingFinding(name="utf-8", certainty=certainty, reason=reason))
    return _finish(path, head, _single_byte(high))


def likely_encoding(head: bytes) -> str:
    """What the beginning of a text is most likely written in: for showing it, never for taking it in.

    Nothing is refused; a character cut at the end is not counted against UTF-8.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if (wide := _wide(head)) is not None:
        return wide
    wrong = _decoded(head, "utf-8").count("\ufffd")
    beyond = sum(1 for byte in head if byte > 0x7F)
    if wrong * 20 <= beyond:
        return "utf-8"
    return max(CANDIDATES, key=lambda name: plausibility(head, name))


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: zeros crowd on odd (little-endian) or even (big-endian) places."""
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.2 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.2 * half and odd < 0.05 * half else None


def _refuse_binary(path: Path, head: bytes) -> None:
    zeros = head.count(0)
    controls = sum(head.count(bytes([c])) for c in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if zeros > max(16, len(head) // 50) or controls > max(16, len(head) // 50) or (zeros and head[0] == 0):
        raise BadInputError(
            "intake.binary",
            f"{path.name} is not a text file.",
            "Save it as CSV or XLSX (UTF-8 text) and try again.",
        )


def _scan_utf8(path: Path) -> tuple[bytes, int, int]:
    """Lines with high bytes (a sample), undecodable spots, well-formed characters beyond ASCII."""
    high, bad, good = bytearray(), 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    with path.open("rb") as file:
        while piece := file.read(SAMPLE):
            if len(high) < SAMPLE and not piece.isascii():
                high += b"\n".join(line for line in piece.splitlines() if not line.isascii())
            text = decoder.decode(piece)
            if not text.isascii():
                wrong = text.count("\ufffd")
                bad += wrong
                good += sum(1 for c in text if c > "\x7f") - wrong
    bad += decoder.decode(b"", final=True).count("\ufffd")
    return bytes(high[:SAMPLE]), bad, good


def _single_byte(high: bytes) -> EncodingFinding:
    """The most plausible single-byte encoding; charset-normalizer's word where none convinces."""
    scores = sorted(((plausibility(high, name), name) for name in CANDIDATES), reverse=True)
    (best, name), (second, _) = scores[0], scores[1]
    others = tuple(other for _, other in scores[1:])
    if best >= 0.5 and best - second >= 0.15:
        return EncodingFinding(name=name, certainty=Certainty.LIKELY, reason="letters and words", alternatives=others)
    from charset_normalizer import from_bytes

    match = from_bytes(high[:65536]).best()
    if match is not None and match.encoding.replace("_", "-") not in {"ascii", "utf-8"} and best < 0.5:
        others = tuple(other for _, other in scores)
        return EncodingFinding(
            name=match.encoding, certainty=Certainty.GUESS, reason="statistics of bytes", alternatives=others
        )
    return EncodingFinding(name=name, certainty=Certainty.GUESS, reason="letters and words", alternatives=others)


def plausibility(data: bytes, encoding: str) -> float:
    """How far `data` reads like the language `encoding` is used for: 0 (not at all) to 1.

    Counts the share of high bytes that become common letters, and takes off what stands wrongly: capitals
    inside Cyrillic words, lone letters of Arabic or Cyrillic inside Latin words, runs of Western accents.
    """
    text = data[:65536].decode(encoding, errors="replace")
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    common = sum(c.lower() in _COMMON[encoding] for c in beyond) / len(beyond)
    runs = re.findall(r"[^\x00-\x7f]+", text)
    if encoding == "cp1252":
        wrong = sum(len(run) for run in runs if len(run) > 2) / len(beyond)
    else:
        mixed = re.findall(r"[A-Za-z][^\x00-\x7f]{1,2}(?=[A-Za-z])", text)
        wrong = 2 * len(mixed) / len(beyond)
        wrong += sum(c.isupper() for run in runs for c in run[1:]) / len(beyond)
    return max(0.0, common - wrong)


def _check_given(path: Path, head: bytes, given: str) -> EncodingFinding:
    try:
        name = _with_mark(codecs.lookup(given).name, head)
        text = _decoded(head, name)
    except LookupError as failure:
        raise BadInputError(
            "intake.encoding_unknown",
            "The encoding that was chosen is not known.",
            "Use a name such as utf-8, utf-16, windows-1256 or windows-1252.",
        ) from failure
    beyond = sum(1 for c in text if c > "\x7f") or 1
    wrong = text.count("\ufffd")
    if "\x00" in text and name not in {"utf-16", "utf-32"}:
        wrong = max(wrong, text.count("\x00"))
    if wrong > 2 and wrong / beyond > 0.02:
        line = text[: text.find("\ufffd")].count("\n") + 1 if "\ufffd" in text else 1
        raise BadInputError(
            "intake.encoding",
            f"{path.name} is not in {name}: {wrong} places cannot be read, the first in line {line}.",
            "Leave the encoding open, or choose the one the file was saved in.",
        )
    return EncodingFinding(name=name, certainty=Certainty.GIVEN, reason="chosen", preview=_preview(text))


def _with_mark(name: str, head: bytes) -> str:
    """The form of an encoding that takes the byte-order mark off, where the file begins with one."""
    for mark, marked in _MARKS:
        if head.startswith(mark) and name.startswith(marked.removesuffix("-sig")):
            return marked
    return name


def _decoded(head: bytes, name: str) -> str:
    """The sample as text; a character cut at the end of the sample is not counted as wrong."""
    return codecs.getincrementaldecoder(name)(errors="replace").decode(head)


def _finish(path: Path, head: bytes, finding: EncodingFinding) -> EncodingFinding:
    text = _decoded(head, finding.name)
    if (how := garbled(text)) is not None:
        raise BadInputError(
            "intake.garbled",
            f"The text of {path.name} was garbled before it was saved ({how}).",
            "Ask for the original file, or choose an encoding yourself to take it as it stands.",
        )
    return EncodingFinding(
        name=finding.name,
        certainty=finding.certainty,
        reason=finding.reason,
        preview=_preview(text),
        alternatives=finding.alternatives,
    )


def garbled(text: str) -> str | None:
    """How the text was decoded wrongly before it was saved, or None where it reads well."""
    letters = Counter(c for c in text[:200_000] if c > "\x7f" and not c.isspace())
    beyond = sum(letters.values())
    if beyond < 12:
        return None
    if letters["\ufffd"] / beyond > 0.3:
        return "letters replaced by �"
    pairs = len(
        re.findall(r"[ØÙÐÑÃ][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]", text[:200_000])
    )
    if 2 * pairs / beyond > 0.6:
        return "UTF-8 read as Western"
    western = sum(n for c, n in letters.items() if "\u00c0" <= c <= "\u00ff")
    in_runs = sum(len(run) for run in re.findall("[\u00c0-\u00ff]{3,}", text[:200_000]))
    return "Arabic or Cyrillic read as Western" if western / beyond > 0.7 and in_runs / beyond > 0.5 else None


def _preview(text: str) -> str:
    """The first lines that hold letters beyond ASCII, else the first lines."""
    lines = text.lstrip("\ufeff").splitlines()
    telling = [line for line in lines[:2000] if not line.isascii()] or lines
    return "\n".join(telling[:4])[:PREVIEW]
