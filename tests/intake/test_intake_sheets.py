import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake.intake_files import (
    HEADER,
    ROWS,
    ROWS_1256,
    edit_part,
    stray_cell,
    write_book,
    write_csv,
    write_lying_zip,
    write_ods,
    write_ole,
    write_zip_bomb,
)
from tawthiq.intake.encodings import find_encoding
from tawthiq.intake.limits import Limits
from tawthiq.intake.sheets import open_list
from tawthiq.terms.errors import BadInputError


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(BadInputError) as caught:
        list(open_list(path, **options).rows())
    assert caught.value.next_step
    assert path.name in caught.value.problem
    return caught.value.code


def codes(problems: Any) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_text_tables_open_whatever_they_are_called(tmp_path: Path, delimiter: str, encoding: str) -> None:
    sheets = open_list(write_csv(tmp_path / "list.xlsx", delimiter=delimiter, encoding=encoding))
    rows = list(sheets.rows())
    assert sheets.headers == HEADER
    assert [row.cells["name"] for row in rows] == [row[1] for row in ROWS]
    assert [row.number for row in rows] == [2, 3, 4]
    assert sheets.delimiter == delimiter


def test_arabic_in_windows_1256_is_found_and_said_to_be_likely(tmp_path: Path) -> None:
    sheets = open_list(write_csv(tmp_path / "a.csv", rows=ROWS_1256[:2] * 20, encoding="cp1256"))
    assert (sheets.encoding.name, sheets.encoding.certainty) == ("cp1256", "likely")
    assert "سامر" in sheets.encoding.preview
    assert next(sheets.rows()).cells["name"] == ROWS[0][1]


def test_cyrillic_and_western_encodings_are_told_apart(tmp_path: Path) -> None:
    russian, french = tmp_path / "r.csv", tmp_path / "f.csv"
    russian.write_bytes(("имя,место\n" + "Иван Петров,Город у моря\n" * 30).encode("cp1251"))
    french.write_bytes(("nom,lieu\n" + "Élodie Lefèvre,décédée près du marché à côté\n" * 30).encode("cp1252"))
    assert find_encoding(russian).name == "cp1251"
    assert find_encoding(french).name == "cp1252"


def test_a_wrong_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", rows=ROWS_1256, encoding="cp1256")
    with pytest.raises(BadInputError) as caught:
        open_list(path, encoding="utf-8")
    assert caught.value.code == "intake.encoding"
    assert "line 2" in caught.value.problem


def test_an_unknown_encoding_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        open_list(write_csv(tmp_path / "a.csv"), encoding="no-such-thing")
    assert caught.value.code == "intake.encoding_unknown"


@pytest.mark.parametrize(("right", "wrong"), [("utf-8", "cp1252"), ("cp1256", "cp1252"), ("cp1251", "latin-1")])
def test_text_garbled_before_it_was_saved_is_refused(tmp_path: Path, right: str, wrong: str) -> None:
    word = "Иван Петров" if right == "cp1251" else "محمد سامر"
    text = "\n".join(["name,place", *[f"{word},{word}"] * 10]).encode(right).decode(wrong, errors="replace")
    (tmp_path / "g.csv").write_text(text, encoding="utf-8")
    assert refusal(tmp_path / "g.csv") == "intake.garbled"


def test_a_few_broken_bytes_are_problems_by_row_and_column(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", rows=ROWS * 10)
    path.write_bytes(path.read_bytes().replace("لينا".encode(), b"\xd9\xff\xd8", 1))
    rows = list(open_list(path).rows())
    assert [(p.code, p.row, p.column) for row in rows for p in row.problems] == [
        ("cell.unreadable_characters", 3, "name")
    ]
    assert len(rows) == 30


def test_zero_bytes_and_lost_letters_are_told(tmp_path: Path) -> None:
    path = tmp_path / "z.csv"
    path.write_bytes(b"id,name\n1,Sa\x00mer\n2,????? ????\n")
    rows = list(open_list(path).rows())
    assert rows[0].cells["name"] == "Samer"
    assert codes(rows[0].problems) == ["cell.zero_bytes"]
    assert codes(rows[1].problems) == ["cell.lost_characters"]


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b",,,\n,,\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "e.csv").write_bytes(content)
    assert refusal(tmp_path / "e.csv") == "intake.empty"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(write_book(tmp_path / "e.xlsx", {"s": []})) == "intake.empty"


def test_a_missing_file_a_folder_and_a_picture_are_refused(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    (tmp_path / "b.csv").write_bytes(bytes(range(256)) * 100)
    assert refusal(tmp_path / "none.csv") == "intake.not_found"
    assert refusal(tmp_path) == "intake.not_a_file"
    assert refusal(tmp_path / "p.csv") == "intake.not_a_list"
    assert refusal(tmp_path / "b.csv") == "intake.binary"


def test_a_file_above_the_limit_is_refused_unread_and_says_how_to_raise_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "big.csv", rows=ROWS * 50)
    with pytest.raises(BadInputError) as caught:
        open_list(path, limits=Limits(file_bytes=1000))
    assert caught.value.code == "intake.too_large"
    assert "file_bytes" in caught.value.next_step


def test_a_sparse_file_of_500_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    assert refusal(path) == "intake.too_large"


def test_a_password_protected_workbook_is_told_from_a_broken_one(tmp_path: Path) -> None:
    assert refusal(write_ole(tmp_path / "p.xlsx", stream="EncryptedPackage")) == "intake.password"
    assert refusal(write_ole(tmp_path / "b.xls", stream="Workbook")) == "intake.damaged"
    assert refusal(write_ole(tmp_path / "w.doc", stream="WordDocument")) == "intake.not_a_list"


def test_a_part_that_is_called_otherwise_in_its_header_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "book.xlsx", {"Victims": [["Name", "Age"], ["Salim Haddad", 34]]})
    data = path.read_bytes()
    at = data.index(b"xl/workbook.xml")
    path.write_bytes(data[:at] + b"xl/workbook.xmm" + data[at + 15 :])
    with pytest.raises(BadInputError) as refused:
        open_list(path)
    assert refused.value.code == "intake.damaged"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    path = write_book(tmp_path / "t.xlsx", {"s": [HEADER, *ROWS * 20]})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert refusal(path) == "intake.damaged"


def test_a_workbook_with_a_flipped_byte_is_refused(tmp_path: Path) -> None:
    path = write_book(tmp_path / "f.xlsx", {"s": [HEADER, *ROWS * 20]})
    data = bytearray(path.read_bytes())
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    assert refusal(path) == "intake.damaged"


def test_a_zip_bomb_is_found_in_the_directory(tmp_path: Path) -> None:
    path = write_zip_bomb(tmp_path / "bomb.xlsx", megabytes=8)
    assert path.stat().st_size < 100_000
    assert refusal(path) == "intake.zip_bomb"
    assert refusal(path, limits=Limits(packed_ratio=10**6, workbook_bytes=10**6)) == "intake.zip_bomb"


def test_a_directory_that_lies_about_sizes_is_found_by_the_bytes(tmp_path: Path) -> None:
    path = write_lying_zip(tmp_path / "liar.xlsx", megabytes=4)
    assert refusal(path) == "intake.zip_bomb"


def test_a_stray_cell_at_the_far_corner_is_refused_before_memory_is_reserved(tmp_path: Path) -> None:
    path = write_book(tmp_path / "far.xlsx", {"s": [HEADER, *ROWS]})
    edit_part(path, "xl/worksheets/sheet1.xml", stray_cell)
    assert refusal(path) == "intake.too_many_cells"


def test_title_rows_are_kept_above_the_header(tmp_path: Path) -> None:
    rows = [("قائمة الضحايا",), ("للتبادل",), HEADER, *ROWS]
    sheets = open_list(write_book(tmp_path / "t.xlsx", {"s": rows}))
    assert (sheets.header.row, sheets.headers) == (3, HEADER)
    assert [number for number, _ in sheets.title_rows] == [1, 2]
    assert [row.number for row in sheets.rows()] == [4, 5, 6]


def test_merged_header_cells_name_every_column_they_cover(tmp_path: Path) -> None:
    rows = [
        ("id", "name", "date of death", None, None, "town"),
        (None, None, "day", "month", "year", None),
        ("a1", "سامر", 20, 4, 2012, "الزهراء"),
    ]
    merges = {"s": ["A1:A2", "B1:B2", "C1:E1", "F1:F2"]}
    sheets = open_list(write_book(tmp_path / "m.xlsx", {"s": rows}, merges=merges))
    assert sheets.headers == (
        "id", "name", "date of death › day", "date of death › month", "date of death › year", "town",
    )  # fmt: skip
    assert "header.merged" in codes(sheets.problems)
    assert [row.number for row in sheets.rows()] == [3]
    again = open_list(tmp_path / "m.xlsx", header_row=sheets.header.row)
    assert (again.headers, list(again.rows())) == (sheets.headers, list(sheets.rows()))


def test_cells_merged_downwards_count_for_every_row(tmp_path: Path) -> None:
    rows = [HEADER, *ROWS]
    sheets = open_list(write_book(tmp_path / "d.xlsx", {"s": rows}, merges={"s": ["G2:G4"]}))
    assert [row.cells["governorate"] for row in sheets.rows()] == ["الساحل"] * 3
    assert codes(sheets.problems) == ["cell.merged"]


def test_a_table_that_begins_off_the_corner_keeps_its_row_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for place, row in enumerate([HEADER, *ROWS], start=5):
        for column, value in enumerate(row, start=3):
            book.active.cell(place, column, value)
    book.save(tmp_path / "o.xlsx")
    sheets = open_list(tmp_path / "o.xlsx")
    assert sheets.header.row == 5
    assert [(row.number, row.cells["id"]) for row in sheets.rows()] == [(6, "a1"), (7, "a2"), (8, "a3")]


def test_hxl_tags_are_found_below_the_header(tmp_path: Path) -> None:
    tags = ("#meta+id", "#affected+name", "#affected+sex", "#affected+age", "#date+killed", "#loc", "#adm1+name")
    sheets = open_list(write_csv(tmp_path / "h.csv", rows=(tags, *ROWS)))
    assert sheets.header.hxl == tags
    assert [row.number for row in sheets.rows()] == [3, 4, 5]


def test_a_list_without_a_header_is_read_from_its_first_row(tmp_path: Path) -> None:
    rows = [(f"{n}", f"Samer Haddad {n}", "2012-03-04") for n in range(100, 110)]
    sheets = open_list(write_csv(tmp_path / "n.csv", header=rows[0], rows=rows[1:]))
    assert codes(sheets.problems) == ["header.none"]
    assert sheets.headers == ("A", "B", "C")
    assert len(list(sheets.rows())) == 10


def test_two_hundred_columns_doubled_and_empty_names(tmp_path: Path) -> None:
    header = ["name", "name", "", *[f"column {n}" for n in range(197)]]
    sheets = open_list(write_csv(tmp_path / "w.csv", header=header, rows=[list(range(200))] * 3))
    assert len(sheets.headers) == len(set(sheets.headers)) == 200
    assert sheets.headers[:3] == ("name", "name (2)", "C")
    assert codes(sheets.problems) == ["header.repeated"]
    assert list(next(sheets.rows()).cells.values()) == [str(n) for n in range(200)]
    assert refusal(tmp_path / "w.csv", limits=Limits(columns=100)) == "intake.too_many_columns"


def test_ragged_rows_keep_every_cell(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("id,name,town\n1,Samer\n2,Lina,Qasra,more,words\n\n3,Nadim,Qasra\n", encoding="utf-8")
    rows = list(open_list(path).rows())
    assert list(rows[1].cells.values()) == ["2", "Lina", "Qasra", "more", "words"]
    assert (rows[2].blank, rows[2].number, rows[3].number) == (True, 4, 5)
    assert "row.short" in codes(rows[0].problems)
    assert "row.long" in codes(rows[1].problems)


def test_quotes_inside_quotes_and_line_breaks_in_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text('id,name,remarks\n1,Samer,"said ""no"", then\nleft, alone"\n2,Lina,x\n', encoding="utf-8")
    rows = list(open_list(path).rows())
    assert rows[0].cells["remarks"] == 'said "no", then\nleft, alone'
    assert [row.number for row in rows] == [2, 3]


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    lines = [f"{n},Samer,Qasra,x" for n in range(40)]
    path.write_text("\n".join(["id,name,town,remarks", '0,Lina,Qasra,"open', *lines]), encoding="utf-8")
    rows = list(open_list(path).rows())
    assert [(p.code, p.row, p.fatal) for p in rows[-1].problems] == [("row.unclosed_quote", 2, True)]
    path.write_text("\n".join(["id,name,town,remarks", '0,Lina,Qasra,"open', *lines * 500]), encoding="utf-8")
    assert refusal(path) == "intake.quotes"


def test_the_widest_sheet_is_taken_and_said(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"notes": [("a", "b")] * 50, "list": [HEADER, *ROWS]})
    sheets = open_list(path)
    assert (sheets.sheet, sheets.sheet_names) == ("list", ("notes", "list"))
    assert codes(sheets.problems) == ["sheet.chosen"]
    assert open_list(path, sheet="notes").sheet == "notes"
    assert refusal(path, sheet="none") == "intake.no_such_sheet"


def test_formulas_give_their_stored_value_and_errors_are_told(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "f.xlsx",
        {"s": [("id", "name", "age"), ("1", "Samer", "=1+1"), ("2", "Lina", "=1/0"), ("3", "Nadim", "=A1")]},
    )

    def store(data: bytes) -> bytes:
        data = re.sub(rb'(<c r="C2"[^>]*><f>1\+1</f>)<v(?: ?/>|></v>)', rb"\1<v>2</v>", data)
        return re.sub(
            rb'<c r="C3"([^>]*)><f>1/0</f><v(?: ?/>|></v>)', rb'<c r="C3" t="e"\1><f>1/0</f><v>#DIV/0!</v>', data
        )

    sheets = open_list(edit_part(path, "xl/worksheets/sheet1.xml", store))
    rows = list(sheets.rows())
    assert rows[0].cells["age"] == "2"
    assert [(p.code, p.row, p.column, p.value) for p in rows[1].problems] == [("cell.error", 3, "age", "#DIV/0!")]
    assert [(p.code, p.row, p.column) for p in rows[2].problems] == [("cell.no_value", 4, "age")]
    assert "sheet.formulas" in codes(sheets.problems)


def test_rows_can_be_read_again_and_again(tmp_path: Path) -> None:
    sheets = open_list(write_csv(tmp_path / "a.csv"))
    assert list(sheets.rows()) == list(sheets.rows())


def test_an_opendocument_sheet_is_read(tmp_path: Path) -> None:
    sheets = open_list(write_ods(tmp_path / "o.ods", [HEADER, *ROWS]))
    assert sheets.kind == "ods"
    assert sheets.headers == HEADER
    assert [row.cells["name"] for row in sheets.rows()] == [row[1] for row in ROWS]


def test_an_encrypted_and_a_repeating_opendocument_sheet_are_refused(tmp_path: Path) -> None:
    assert refusal(write_ods(tmp_path / "e.ods", [HEADER, *ROWS], encrypted=True)) == "intake.password"
    repeat = ' table:number-columns-repeated="900000000"'
    assert refusal(write_ods(tmp_path / "r.ods", [HEADER, *ROWS], repeat=repeat)) == "intake.too_many_cells"
