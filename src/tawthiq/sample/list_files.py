"""The lists as files: a workbook in Arabic, a semicolon CSV, a TSV with HXL tags, a CSV in Windows-1256.

Beside them ``mappings.json`` says, for each file, what an importer should be told: the organisation, the row of the
header (counted from 1), the order of day and month, the encoding, and which header stands for which canonical field.
The same seed gives the same bytes: the workbook carries fixed times.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tawthiq.sample.conflict import ListPlan
from tawthiq.sample.lists import Cell, Row

_FIXED_TIME = dt.datetime(2013, 10, 1, 8, 0, tzinfo=dt.UTC)
_HXL = {
    "external_id": "#meta+id",
    "name": "#affected+name",
    "sex": "#affected+sex",
    "age": "#affected+age",
    "event": "#date+occurred",
    "place_part_of": "#adm1+name",
    "place": "#loc+name",
    "cause": "#cause",
    "remarks": "#meta+remarks",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How one list looks as a file; `columns` maps canonical fields to headers, in the order of the file."""

    language: str
    header_row: int
    first_row: int
    date_order: str
    encoding: str
    delimiter: str
    columns: dict[str, str]


LAYOUTS = {
    "committee": Layout(
        language="ar",
        header_row=4,
        first_row=5,
        date_order="dmy",
        encoding="",
        delimiter="",
        columns={
            "external_id": "الرقم",
            "name": "الاسم الكامل",
            "sex": "الجنس",
            "age": "العمر",
            "event": "تاريخ الوفاة",
            "place_part_of": "المحافظة",
            "place": "البلدة",
            "cause": "السبب",
            "civilian_status": "الصفة",
            "remarks": "ملاحظات",
        },
    ),
    "network": Layout(
        language="ar",
        header_row=1,
        first_row=2,
        date_order="dmy",
        encoding="utf-8-sig",
        delimiter=";",
        columns={
            "external_id": "no",
            "name": "full_name",
            "name_other": "latin_name",
            "sex": "sex",
            "birth": "born",
            "event": "date",
            "place_part_of": "governorate",
            "place": "town",
            "cause": "cause",
            "civilian_status": "civil_status",
            "outcome": "outcome",
            "remarks": "note",
        },
    ),
    "diaspora": Layout(
        language="en",
        header_row=1,
        first_row=3,
        date_order="ymd",
        encoding="utf-8",
        delimiter="\t",
        columns={
            "external_id": "Id",
            "name": "Name of relative",
            "sex": "Sex",
            "age": "Age",
            "event": "Killed on",
            "place_part_of": "Governorate",
            "place": "Town",
            "cause": "How",
            "remarks": "Remarks",
        },
    ),
    "hospital": Layout(
        language="ar",
        header_row=1,
        first_row=2,
        date_order="dmy",
        encoding="cp1256",
        delimiter=",",
        columns={
            "external_id": "رقم القبول",
            "name": "اسم المريض",
            "sex": "الجنس",
            "age": "العمر",
            "event": "تاريخ القبول",
            "place_part_of": "المحافظة",
            "place": "مكان الإصابة",
            "cause": "سبب الإصابة",
            "outcome": "النتيجة",
            "remarks": "ملاحظات",
        },
    ),
}


def save_list(path: Path, plan: ListPlan, rows: Sequence[Row]) -> None:
    """Write one list into the file named `path`."""
    layout = LAYOUTS[plan.key]
    if layout.delimiter:
        path.write_bytes(_delimited(layout, rows))
    else:
        path.write_bytes(_workbook(layout, plan, rows))


def suggest_mapping(plan: ListPlan) -> dict[str, object]:
    """Return what an importer should be told about this list's file."""
    layout = LAYOUTS[plan.key]
    return {
        "organisation": plan.organisation["en"],
        "title": plan.title["en"],
        "language": layout.language,
        "header_row": layout.header_row,
        "date_order": layout.date_order,
        "encoding": layout.encoding or None,
        "one_per_person": plan.duplicates == 0,
        "outcome": "unknown" if "outcome" in layout.columns else "killed",
        "columns": layout.columns,
    }


def save_json(path: Path, value: object) -> None:
    """Write a JSON file in UTF-8, readable and stable."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def save_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV table in UTF-8 with commas and bare line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def _delimited(layout: Layout, rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\r\n")
    writer.writerow(layout.columns.values())
    if layout.first_row - layout.header_row == 2:
        writer.writerow(_HXL[field] for field in layout.columns)
    writer.writerows([row.cells.get(field, "") for field in layout.columns] for row in rows)
    return text.getvalue().encode(layout.encoding)


def _workbook(layout: Layout, plan: ListPlan, rows: Sequence[Row]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    workbook.set_properties({"title": plan.title["ar"], "created": _FIXED_TIME.replace(tzinfo=None)})
    sheet = workbook.add_worksheet("الضحايا")
    sheet.right_to_left()
    bold = workbook.add_format({"bold": True, "align": "center"})
    sheet.merge_range(0, 0, 0, len(layout.columns) - 1, plan.title["ar"], bold)
    sheet.write_string(1, 0, f"{plan.organisation['ar']} - نسخة للتبادل مع الشركاء")
    for column, (field, header) in enumerate(layout.columns.items()):
        sheet.write_string(layout.header_row - 1, column, header, bold)
        for offset, row in enumerate(rows):
            _put(sheet, layout.first_row - 1 + offset, column, row.cells.get(field, ""))
    notes = workbook.add_worksheet("ملاحظات")
    notes.right_to_left()
    for line, words in enumerate(("ملاحظات", "الأعمار بالسنوات الكاملة عند الوفاة", "التواريخ: يوم/شهر/سنة")):
        notes.write_string(line, 0, words)
    workbook.close()
    return buffer.getvalue()


def _put(sheet: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001 -- a day
    elif cell != "":
        sheet.write_string(row, column, str(cell))
