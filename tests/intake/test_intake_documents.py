"""Reports as web pages, PDF, DOCX and scans; hostile ones are refused by name and the next one is read."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from intake.report_files import MORE, PAGE, STORY, paragraph, write_docx, write_pdf
from tawthiq.intake.extracting import Extractor
from tawthiq.intake.limits import Limits
from tawthiq.intake.report_kinds import ReportKind
from tawthiq.intake.reports import ReportText, open_report
from tawthiq.terms.errors import BadInputError


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor() as shared:
        yield shared


def refused(path: Path, extractor: Extractor, limits: Limits | None = None) -> str:
    with pytest.raises(BadInputError) as caught:
        open_report(path, limits=limits, extractor=extractor)
    assert caught.value.next_step
    return caught.value.code


def opened(path: Path, extractor: Extractor) -> ReportText:
    return open_report(path, extractor=extractor)


def test_a_web_page_gives_its_article_without_its_menus(tmp_path: Path, extractor: Extractor) -> None:
    path = tmp_path / "page.txt"  # the name tells nothing
    path.write_text(PAGE, encoding="utf-8")
    report = opened(path, extractor)
    assert report.kind is ReportKind.HTML
    assert STORY in report.text
    assert MORE in report.text
    assert report.text.startswith("Shelling in the valley\n\n")
    assert "Subscribe" not in report.text
    assert "Sport" not in report.text


def test_a_web_page_without_an_article_is_taken_whole_and_says_so(tmp_path: Path, extractor: Extractor) -> None:
    path = tmp_path / "bare.html"
    path.write_text("<html><body><div>12 dead</div></body></html>", encoding="utf-8")
    report = opened(path, extractor)
    assert "12 dead" in report.text
    assert [problem.code for problem in report.problems] == ["html.no_article"]


def test_a_pdf_gives_the_text_of_its_pages(tmp_path: Path, extractor: Extractor) -> None:
    report = opened(write_pdf(tmp_path / "a.pdf", [STORY, MORE]), extractor)
    assert report.kind is ReportKind.PDF
    assert report.kind.media_type == "application/pdf"
    assert report.text == f"{STORY}\n\n{MORE}"


def test_a_docx_gives_its_paragraphs_without_what_was_deleted(tmp_path: Path, extractor: Extractor) -> None:
    gone = "<w:p><w:del><w:r><w:delText>90 people</w:delText></w:r></w:del></w:p>"
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('In a box')}</w:txbxContent></w:pict></w:r></w:p>"
    body = paragraph(STORY) + gone + paragraph(MORE) + box
    report = opened(write_docx(tmp_path / "a.docx", body), extractor)
    assert report.text == f"{STORY}\n\n{MORE}\n\nIn a box"


def test_arabic_stays_as_it_is(tmp_path: Path, extractor: Extractor) -> None:
    words = "قُتل ٣٧ مدنياً في القصف"
    assert opened(write_docx(tmp_path / "ar.docx", paragraph(words)), extractor).text == words


@pytest.mark.skipif(shutil.which("tesseract") is not None, reason="Tesseract is here: scans are read")
def test_a_scan_is_refused_with_what_to_install(tmp_path: Path, extractor: Extractor) -> None:
    assert refused(write_pdf(tmp_path / "scan.pdf", [""]), extractor) == "intake.no_ocr"
    picture = tmp_path / "scan.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    assert refused(picture, extractor) == "intake.no_ocr"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_a_scan_is_read(tmp_path: Path, extractor: Extractor) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(write_pdf(tmp_path / "a.pdf", [STORY]))
    grey = document[0].render(scale=3, grayscale=True).to_numpy()
    document.close()
    grey = grey if grey.ndim == 2 else grey[:, :, 0]
    path = tmp_path / "scan.pgm"
    path.write_bytes(b"P5\n%d %d\n255\n" % (grey.shape[1], grey.shape[0]) + grey.tobytes())
    report = opened(path, extractor)
    assert "58 people were killed" in report.text
    assert [problem.code for problem in report.problems] == ["ocr.read"]


def test_damaged_documents_are_refused(tmp_path: Path, extractor: Extractor) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4\nnothing of a PDF")
    assert refused(broken, extractor) == "intake.damaged"
    cut = write_docx(tmp_path / "whole.docx", paragraph(STORY)).read_bytes()
    short = tmp_path / "short.docx"
    short.write_bytes(cut[: len(cut) // 2])
    assert refused(short, extractor) == "intake.damaged"
    unclosed = write_docx(tmp_path / "unclosed.docx", "<w:p>")
    assert refused(unclosed, extractor) == "intake.damaged"


def test_entities_in_xml_are_refused(tmp_path: Path, extractor: Extractor) -> None:
    head = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    assert refused(write_docx(tmp_path / "laughs.docx", paragraph("&b;"), head=head), extractor) == "intake.damaged"


def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    small = replace(Limits(), text_bytes=10_000)
    bomb = write_docx(tmp_path / "bomb.docx", paragraph("ha " * 400_000))
    with Extractor(small) as extractor:
        assert refused(bomb, extractor, small) == "intake.too_large"
        long = write_docx(tmp_path / "long.docx", paragraph("ha " * 20_000))
        assert refused(long, extractor, small) == "intake.too_large"


def test_a_document_that_takes_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [STORY])
    hurried = replace(Limits(), document_seconds=0)
    with Extractor(hurried) as extractor:
        assert refused(path, extractor) == "intake.too_slow"
    with Extractor() as extractor:
        assert opened(path, extractor).text == STORY


def test_a_process_that_ends_is_said_and_started_anew(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [STORY])
    with Extractor() as extractor:
        assert opened(path, extractor).text == STORY
        process = extractor._process
        assert process is not None
        process.kill()
        process.wait()
        assert refused(path, extractor) == "intake.ended"
        assert opened(path, extractor).text == STORY


@pytest.mark.parametrize("head", [b"{\\rtf1 text", bytes.fromhex("d0cf11e0a1b11ae1"), b"GIF89a\x00", b"\x1f\x8b\x08"])
def test_other_documents_are_refused_by_what_they_are(tmp_path: Path, extractor: Extractor, head: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(head + b"\x00" * 40)
    assert refused(path, extractor) == "intake.not_readable"


def test_a_packed_file_that_is_no_docx_is_refused(tmp_path: Path, extractor: Extractor) -> None:
    import zipfile

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "12 dead")
    assert refused(path, extractor) == "intake.not_readable"
