"""Whatever stands in a cell or a file: only our errors, and no row is lost."""

import csv
import io
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import event, given, settings
from hypothesis import strategies as st

from properties.taking import take_list
from tawthiq.intake.ages import read_age
from tawthiq.intake.dates import infer_order, read_date
from tawthiq.intake.interviews import read_interview
from tawthiq.intake.lists import read_list, summarise
from tawthiq.intake.mapping import FIELDS, Mapping
from tawthiq.intake.reports import open_report
from tawthiq.intake.sheets import open_list
from tawthiq.intake.values import read_term
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.vocabularies import vocabulary

WORDS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789٠١٢٣٤٥/-. هـوإلىمن")), max_size=40)
CELLS = st.one_of(WORDS, st.floats(), st.integers(), st.dates(), st.datetimes(), st.none(), st.booleans())
SURE = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"'), max_size=30)


@given(CELLS, st.sampled_from([None, "dmy", "mdy", "ymd"]), st.sampled_from([None, date(2026, 11, 23)]))
def test_any_cell_is_a_date_or_a_problem(cell: Any, order: Any, today: Any) -> None:
    reading = read_date(cell, order=order, today=today)
    assert reading.value.is_known or reading.problem is not None or len(str(cell)) < 20
    if isinstance(cell, str):
        assert reading.value.words == cell


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_is_read_back_from_every_way_of_writing_it(day: Any) -> None:
    for words, order in (
        (day.isoformat(), None),
        (f"{day.day}/{day.month}/{day.year}", "dmy"),
        (f"{day.month}/{day.day}/{day.year}", "mdy"),
        (f"{day.day} {day:%B} {day.year}", None),
        (f"{day:%b} {day.day}, {day.year}", None),
    ):
        reading = read_date(words, order=order)
        assert (reading.value.start, reading.value.end) == (day, day)


@given(st.lists(CELLS, max_size=20))
def test_any_column_has_an_order_or_none(cells: Any) -> None:
    assert infer_order(cells).order in {None, "dmy", "mdy", "ymd"}


@given(CELLS)
def test_any_cell_is_an_age_or_a_problem(cell: Any) -> None:
    reading = read_age(cell)
    assert not (reading.value.is_known and reading.problem is not None)


@given(CELLS, st.sampled_from(["sex", "outcome", "cause", "civilian_status", "perpetrator_kind"]))
def test_any_cell_is_a_known_code(cell: Any, name: str) -> None:
    assert read_term(cell, vocabulary_name=name).value in vocabulary(name).codes()


@settings(max_examples=60)
@given(st.lists(st.lists(SURE, min_size=4, max_size=4), min_size=1, max_size=30))
def test_no_row_of_a_text_table_is_lost(rows: Any) -> None:
    header = ["name", "age", "date of death", "sex"]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_text(buffer.getvalue(), encoding="utf-8-sig", newline="")
        try:
            sheets = open_list(path, encoding="utf-8-sig", header_row=1)
        except BadInputError as refusal:
            event(refusal.code)
            return
        mapping = Mapping(
            columns=dict(zip(("name", "age", "event", "sex"), sheets.headers, strict=False)), header_row=1
        )
        result = list(read_list(sheets, mapping, today=date(2026, 11, 23)).rows())
    summary = summarise(result)
    assert summary.rows == len(rows) - (sheets.header.first_data_row - 2)
    assert summary.rows == summary.claims + summary.set_aside
    assert [list(row.row.cells.values())[:4] for row in result] == rows[sheets.header.first_data_row - 2 :]
    assert all(row.problems for row in result if row.claim is None)


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_bytes_are_a_list_or_a_refusal(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(content)
        take_list(path)
        try:
            assert open_report(path).text.strip()
        except BadInputError as refusal:
            event(refusal.code)


@settings(max_examples=80)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=6), st.booleans())
def test_any_damage_to_a_workbook_is_a_list_or_a_refusal(changes: Any, cut: Any) -> None:
    data = bytearray(_workbook())
    for where, mask in changes:
        data[int(where * len(data))] ^= mask
    if cut:
        data = data[: int(changes[0][0] * len(data))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(bytes(data))
        try:
            assert len(list(open_list(path).rows())) <= 25
        except BadInputError as refusal:
            event(refusal.code)


@cache
def _workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["name", "age"])
    for number in range(20):
        book.active.append([f"Samer {number}", number])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


KEYS = [*FIELDS, "words", "quote_span", "date", "key", "killed_min", "purpose", "answer", "answers", "to"]
NESTED = st.recursive(
    st.one_of(WORDS, st.integers(), st.floats(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "narrative",
                "persons",
                "incidents",
                "consent",
                "held_on",
                "mode",
                "place",
                "read_back",
                "earlier_accounts",
            ]
        ),
        NESTED,
    )
)
def test_any_payload_is_an_interview_or_a_reason(data: Any) -> None:
    interview, problems = read_interview({"witness_code": "W-1"} | data, today=date(2026, 11, 23))
    assert interview is not None or any(problem.fatal for problem in problems)
