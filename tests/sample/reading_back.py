"""Reads the sample's files the way somebody would who never saw the generator."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl


def read_table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def read_list(folder: Path, file: str) -> tuple[list[str], list[list[Any]]]:
    """The header and the rows below it (a row of HXL tags among them), as the mapping says where they are."""
    mapping = read_json(folder / "lists" / "mappings.json")[file]
    path = folder / "lists" / file
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    else:
        text = path.read_bytes().decode(mapping["encoding"])
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    start = mapping["header_row"]
    return [str(cell) for cell in rows[start - 1]], rows[start:]


def _delimiter(text: str) -> str:
    header = text.splitlines()[0]
    return max("\t;,", key=header.count)
