"""Fuzzers of what reads pictures, films, documents and tables: only declared refusals, and never a longer copy."""

from __future__ import annotations

import io
import tempfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from intake import media_files, previews, report_files
from properties.damage import DEEP, DEEP_OBJECT, damaged, damaged_zip, fuzzed, limited_memory
from properties.taking import take_list
from tawthiq.intake import films, pictures, previewer
from tawthiq.intake.encodings import likely_encoding
from tawthiq.intake.exif import UnreadableError, read_exif
from tawthiq.intake.gazetteers import read_gazetteer
from tawthiq.intake.previewing import draw_preview
from tawthiq.intake.seclusion import Walls
from tawthiq.terms.errors import BadInputError, SetupError, TawthiqError

pytestmark = pytest.mark.usefixtures(limited_memory.__name__)
__all__ = ["limited_memory"]  # the fixture, for the tests of this module

DECLARED = (UnreadableError, pictures.TooLargeError, previewer.NotShownError)
PNGS = (
    media_files.png(),
    previews.png(6, 8, 8, 8, previews.halves(b"\x01\x02\x03\x04", b"\x05\x06\x07\x08")),
    previews.png(3, 4, 8, 8, bytes(32), palette=bytes(9)),
)
FEATURES = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ADM1_EN":"Homs","ADM1_PCODE":"SY04",'
    b'"ADM1_AR":"x"},"geometry":{"type":"Polygon","coordinates":[[[36.1,34.2],[37.5,34.9],[36.8,33.9],[36.1,34.2]]]}}]}'
)
GEONAMES = (
    b"170063\tHoms\tHoms\tHims,Homs\t34.72\t36.72\tP\tPPLA\tSY\t\t11\t\t\t\t775404\t\t508\tAsia/Damascus\t2019-09-05\n"
    b"172955\tGhawta\tGhawta\t\t34.7\t36.7\tP\tPPL\tSY\t\t11\t\t\t\t0\t\t500\tAsia/Damascus\t2019-09-05\n"
)
OWN = b"id,level,name_en,name_ar,parent,latitude,longitude\na,admin1,Homs,x,,34.7,36.7\nb,place,Wadi,y,a,34.6,36.6\n"
COD = b"ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_PCODE\nHoms,x,SY04,Al-Qusayr,SY0402\n"


@fuzzed(300)
@given(damaged(media_files.jpeg(), media_files.jpeg(with_metadata=False)))
def test_any_jpeg(data: bytes) -> None:
    for read in (pictures.jpeg_facts, pictures.jpeg_copy, previewer._jpeg_page):
        try:
            read(data)
        except DECLARED as refusal:
            event(f"{read.__name__}: {type(refusal).__name__}")


@fuzzed(300)
@given(damaged(*PNGS))
def test_any_png(data: bytes) -> None:
    for read in (pictures.png_facts, pictures.png_copy, previewer._png_page):
        try:
            read(data)
        except DECLARED as refusal:
            event(f"{read.__name__}: {type(refusal).__name__}")


@fuzzed(300)
@given(damaged(media_files.exif(), media_files.exif(order=">"), media_files.exif(tiff_size=(4, 4))), st.booleans())
def test_any_exif(data: bytes, is_tiff: bool) -> None:  # noqa: FBT001
    try:
        facts = read_exif(data, is_tiff=is_tiff)
    except UnreadableError:
        event("unreadable")
        return
    assert len(str(facts)) < 20_000


@fuzzed(200)
@given(damaged(media_files.film(), media_files.film(keyed=True)))
def test_any_film(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film"
        path.write_bytes(data)
        try:
            films.film_facts(path)
        except DECLARED:
            event("no facts")
        out = io.BytesIO()
        try:
            films.film_copy(path, out)
        except (*DECLARED, ValueError) as refusal:
            event(type(refusal).__name__)
        assert len(out.getvalue()) <= len(data) + 4096


@fuzzed(200)
@given(damaged(b"<html><body><p>Three &amp; <b>four</b></p><script>x</script></body></html>", b"plain words"))
def test_any_web_page_or_text(data: bytes) -> None:
    encoding = likely_encoding(data)
    words = data.decode(encoding, errors="replace")
    assert "<script>x</script>" not in previewer.html_words(words)
    try:
        shown = previewer.draw(b"x" + data if data.startswith((b"%PDF", b"PK", b"\xff\xd8", b"\x89PNG")) else data)
    except DECLARED as refusal:
        event(str(refusal))
        return
    assert not set(shown["text"]) & {"\x00", "\x1b", "\u202e", "\u202d"}


@cache
def docx() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        return report_files.write_docx(path, report_files.paragraph("Three shells fell.")).read_bytes()


@fuzzed(200)
@given(damaged_zip(docx()))
def test_any_docx(data: bytes) -> None:
    import zipfile
    import zlib
    from xml.etree.ElementTree import ParseError

    # The process that draws answers every other failure with "damaged"; what is refused on purpose is named.
    known = (zipfile.BadZipFile, zlib.error, ParseError, ValueError, EOFError, NotImplementedError, KeyError, OSError)
    try:
        previewer.docx_words(data)
    except (*DECLARED, *known, RuntimeError) as refusal:
        event(type(refusal).__name__)


@cache
def pdf() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return report_files.write_pdf(Path(folder) / "a.pdf", ["One", "Two"]).read_bytes()


@fuzzed(12)
@given(st.one_of(damaged(pdf(), previews.pdf(b"0 0 9 9 re f")), damaged_zip(docx()), damaged(*PNGS)))
def test_any_document_is_drawn_or_refused_by_the_process(data: bytes) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        try:
            draw_preview(file, walls=Walls(seconds=4, memory=512 * 1024**2))
        except SetupError as refusal:
            pytest.skip(f"this machine draws no previews: {refusal.problem}")
        except BadInputError as refusal:
            event(refusal.code)


@cache
def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["name", "age", "date of death"])
    for number in range(5):
        book.active.append([f"Samer {number}", number, "2012-08-26"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@fuzzed(60)
@given(damaged_zip(workbook()))
def test_any_workbook(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(data)
        take_list(path)


@fuzzed(150)
@given(damaged(FEATURES, GEONAMES, OWN, COD))
def test_any_gazetteer(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places"
        path.write_bytes(data)
        try:
            reading = read_gazetteer(path)
        except BadInputError as refusal:
            event(refusal.code)
            return
        for place in reading.places:
            assert place.latitude is None or -90 <= place.latitude <= 90
            assert place.longitude is None or -180 <= place.longitude <= 180


@pytest.mark.parametrize("deep", [DEEP, DEEP_OBJECT, b'{"type":"FeatureCollection","features":' + DEEP + b"}"])
def test_a_gazetteer_deeper_than_any_is_refused(tmp_path: Path, deep: bytes) -> None:
    (tmp_path / "places").write_bytes(deep)
    with pytest.raises(TawthiqError):
        read_gazetteer(tmp_path / "places")
