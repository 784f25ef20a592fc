"""Small documents made here: a PDF, a DOCX and a web page with the words of one story."""

import zipfile
from pathlib import Path

STORY = "At least 58 people were killed in the valley on Monday."
MORE = "Some 4,000 others fled to the coast, the mayor said."
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

PAGE = f"""<!DOCTYPE html><html><head><title>Shelling in the valley</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Shelling in the valley</h1><p>{STORY} The shells fell on the market and on a school nearby.</p>
<p>{MORE} Residents said that the road to the coast was full of cars and carts all night long.</p></article>
<footer><p>Subscribe to our newsletter</p><p>All rights reserved</p></footer></body></html>"""


def write_pdf(path: Path, pages: list[str]) -> Path:
    """A PDF with one line of text a page, written by hand."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for words in pages:
        stream = f"BT /F1 11 Tf 40 740 Td ({words}) Tj ET".encode("latin-1") if words else b""
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 << /Type /Font"
            b" /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents %d 0 R >>" % (len(objects) + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    body = b"%PDF-1.4\n"
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + held + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    path.write_bytes(body + table + end)
    return path


def write_docx(path: Path, body: str, *, head: str = "") -> Path:
    """A DOCX with the given paragraphs in WordprocessingML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>")
    return path


def paragraph(words: str) -> str:
    """One paragraph of a DOCX, its words in two runs."""
    half = len(words) // 2
    runs = "".join(f'<w:r><w:t xml:space="preserve">{part}</w:t></w:r>' for part in (words[:half], words[half:]))
    return f"<w:p>{runs}</w:p>"
