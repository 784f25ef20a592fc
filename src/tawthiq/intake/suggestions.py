"""A first mapping for a list nobody has mapped yet: from HXL tags, headers, and what the columns hold.

HXL tags are statements of the list's maker and go first; strong headers follow, then weak ones, then
content (a column of dates, of words for sex). A field is given to one column only. It is a proposal: a
person confirms it, and what could not be told stays unmapped instead of being guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tawthiq.intake.cells import CellValue
from tawthiq.intake.dates import infer_order, read_date
from tawthiq.intake.folding import lexicon
from tawthiq.intake.headers import header_key, known_headers
from tawthiq.intake.mapping import NAME_PARTS, Mapping
from tawthiq.intake.rows import ListRow
from tawthiq.intake.sheets import Sheets
from tawthiq.intake.values import is_unknown, read_sex
from tawthiq.terms.vocabularies import Outcome, Sex

SAMPLE = 300
_CONTENT_SHARE = 0.8


def suggest_mapping(sheets: Sheets) -> Mapping:
    """Propose a mapping; reads the first rows for content and the columns of dates whole for their order."""
    columns, outcome = _by_tags(sheets)
    for strength in ("strong", "weak"):
        outcome = _by_headers(sheets, columns, strength=strength) or outcome
    sample = [row for row in islice(sheets.rows(), SAMPLE) if not row.blank]
    _by_content(sheets, columns, sample)
    _settle_names(columns)
    encoding = sheets.encoding.name if sheets.encoding else None
    return Mapping(
        columns=columns,
        header_row=sheets.header.row,
        encoding=encoding,
        sheet=sheets.sheet or None,
        date_order=infer_order(_dates(sheets, columns)).order,
        outcome=Outcome(outcome or "unknown"),
        title=_title(sheets),
        language=_language(sample),
    )


def _by_tags(sheets: Sheets) -> tuple[dict[str, str], str]:
    columns: dict[str, str] = {}
    outcome = ""
    rules = lexicon("headers")["hxl"]
    for header, tag in zip(sheets.headers, sheets.header.hxl, strict=False):
        base, *attributes = re.split(r"\s*\+\s*", tag.lower().lstrip("#"))
        outcome = "killed" if "killed" in attributes else outcome
        for rule in rules:
            if rule["tag"] == base and set(rule["with"]) <= set(attributes) and rule["field"] not in columns:
                columns[rule["field"]] = header
                outcome = rule.get("outcome", outcome)
                break
    return columns, outcome


def _by_headers(sheets: Sheets, columns: dict[str, str], *, strength: str) -> str:
    """Add fields whose header is known; the outcome that a header of dates implies (`killed on`)."""
    outcome = ""
    for header in sheets.headers:
        if header in columns.values():
            continue
        for field, found, implied in _readings(header):
            if found == strength and field not in columns:
                columns[field] = header
                outcome = implied if implied != "unknown" else outcome
                break
    return outcome


def _readings(header: str) -> Iterator[tuple[str, str, str]]:
    """Fields a header may stand for: as a whole, then its last part under a merged group, then its first."""
    for part in dict.fromkeys((header, header.rsplit(" › ", 1)[-1], header.split(" › ", 1)[0])):
        if (found := known_headers().get(header_key(part))) is not None:
            yield found


def _by_content(sheets: Sheets, columns: dict[str, str], sample: list[ListRow]) -> None:
    free = [header for header in sheets.headers if header not in columns.values()]
    for header in free:
        values = [row.value(header) for row in sample]
        filled = [v for v in values if not (isinstance(v, str) and is_unknown(v))]
        if len(filled) < 3:
            continue
        if "sex" not in columns and _share(filled, _is_sex) >= _CONTENT_SHARE:
            columns["sex"] = header
        elif "event" not in columns and _share(filled, _is_date) >= _CONTENT_SHARE:
            columns["event"] = header
        elif not any(part in columns for part in ("name", *NAME_PARTS)) and _share(filled, _is_name) >= _CONTENT_SHARE:
            columns["name"] = header


def _share(values: list[CellValue], test: object) -> float:
    return sum(bool(test(v)) for v in values) / len(values)  # type: ignore[operator]


def _is_sex(value: CellValue) -> bool:
    return read_sex(value).value is not Sex.UNKNOWN


def _is_date(value: CellValue) -> bool:
    if isinstance(value, (int, float)) or (isinstance(value, str) and value.strip().isdigit()):
        return False
    return read_date(value, order="dmy").value.is_known


def _is_name(value: CellValue) -> bool:
    """Two to eight words without figures."""
    return isinstance(value, str) and 2 <= len(value.split()) <= 8 and not re.search(r"\d", value)


def _settle_names(columns: dict[str, str]) -> None:
    """Beside a full name and without a given name, الكنية is the name by which one is known."""
    family = columns.get("family", "")
    if "name" in columns and "given" not in columns and "name_other" not in columns and family:
        weak = lexicon("headers")["fields"]["name_other"]["weak"]
        if header_key(family) in {header_key(w) for w in weak}:
            columns["name_other"] = columns.pop("family")


def _dates(sheets: Sheets, columns: dict[str, str]) -> Iterator[CellValue]:
    wanted = [columns[field] for field in ("event", "birth") if field in columns]
    if wanted:
        for row in sheets.rows():
            for header in wanted:
                yield row.value(header)


def _title(sheets: Sheets) -> str:
    """The first words above the header, as the list's own title."""
    return next((word for _, words in sheets.title_rows for word in words if word.strip()), "")


def _language(sample: list[ListRow]) -> str:
    """``ar`` or ``en`` by the script most letters are in; empty where there are none."""
    text = "".join(word for row in sample for word in row.cells.values())
    arabic, latin = len(re.findall("[\u0600-\u06ff]", text)), len(re.findall("[A-Za-z]", text))
    if not arabic and not latin:
        return ""
    return "ar" if arabic > latin else "en"
