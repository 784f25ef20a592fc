from pathlib import Path
from typing import Any

import pytest

from tawthiq.intake.limits import Limits
from tawthiq.intake.reports import open_report
from tawthiq.terms.errors import BadInputError

TEXT = "أفاد مراسلون بمقتل ثلاثين شخصاً في البلدة يوم الثلاثاء.\r\nوقال شهود إن القصف استمر حتى المساء.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_the_text_is_decoded_once_and_keeps_its_line_ends(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(TEXT.encode(encoding))
    report = open_report(path)
    assert report.text == TEXT
    assert "مراسلون" not in repr(report).split("encoding=")[0]


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b"", Limits(), "intake.empty"),
        (b" \n ", Limits(), "intake.empty"),
        (bytes(range(256)) * 50, Limits(), "intake.binary"),
        (b"x" * 100, Limits(text_bytes=10), "intake.too_large"),
    ],
)
def test_empty_binary_and_large_files_are_refused(tmp_path: Path, content: bytes, limits: Any, code: str) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        open_report(path, limits=limits)
    assert caught.value.code == code


def test_unreadable_characters_are_counted_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(TEXT.encode() + b"and \xff here\n")
    report = open_report(path)
    assert [p.code for p in report.problems] == ["text.unreadable_characters"]
    assert "line 3" in report.problems[0].message


def test_a_text_that_only_begins_like_a_web_page_is_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_bytes(b"<!---->" * 290 + b"plain words")
    assert open_report(path).text.endswith("plain words")
