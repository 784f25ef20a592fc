"""Rows of a list turned into claims about people: one row, one result, and nothing lost on the way.

Every row below the header is either a claim or set aside with the reason. Set aside are: empty rows,
repeated header rows, rows of totals, rows that swallowed others, and rows that say neither a name nor when,
where and who. A person whose name is not known is still a person: such a row becomes a claim with an empty
name, and says so. Values are read once per distinct wording and column. Nothing is corrected: what
disagrees (a birth after the death, an age that the dates contradict, an id used twice) is told beside the
claim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from tawthiq.intake.ages import read_age
from tawthiq.intake.cells import CellReading, CellValue, words_of
from tawthiq.intake.dates import infer_order, read_date
from tawthiq.intake.folding import clean_text
from tawthiq.intake.limits import Limits
from tawthiq.intake.mapping import NAME_PARTS, Mapping
from tawthiq.intake.rows import ListRow
from tawthiq.intake.sheets import Sheets, open_list
from tawthiq.intake.values import is_total, is_unnamed, read_outcome, read_sex, read_term, read_text
from tawthiq.terms.dates import UNKNOWN_DATE
from tawthiq.terms.errors import Problem
from tawthiq.terms.quantities import Age
from tawthiq.terms.records import Given, Location, PersonClaim
from tawthiq.terms.vocabularies import Outcome, RowOutcome, Sex

CHUNK = 1000
CACHED = 50_000
Reader = Callable[[CellValue], CellReading[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReading:
    """What became of one row: a claim, or the problem that set it aside; `problems` come with either."""

    row: ListRow
    claim: PersonClaim | None
    problems: tuple[Problem, ...]
    outcome: RowOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSummary:
    """How many rows there were and what became of them: `rows` is always `claims` + `set_aside`."""

    rows: int
    claims: int
    claims_with_problems: int
    set_aside: int
    problems: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """A list being read; iterate `chunks` (or `rows`) as often as wanted, each time from the file.

    Args:
        problems: what is wrong with the list as a whole.
        progress: called after each chunk with the rows done and the (upper bound of) rows there are.
    """

    sheets: Sheets
    mapping: Mapping
    problems: tuple[Problem, ...]
    today: date | None = None
    progress: Callable[[int, int], None] | None = None

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[RowReading, ...]]:
        """The rows in order, `size` at a time; memory holds one chunk."""
        reader = _Reader(mapping=self.mapping, headers=self.sheets.headers, today=self.today)
        rows, done = self.sheets.rows(), 0
        while chunk := tuple(reader.read(row) for row in islice(rows, size)):
            done += len(chunk)
            yield chunk
            if self.progress is not None:
                self.progress(done, max(done, self.sheets.row_count))

    def rows(self) -> Iterator[RowReading]:
        """The rows one by one."""
        for chunk in self.chunks():
            yield from chunk


def read_list(
    sheets: Sheets,
    mapping: Mapping,
    *,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ListReading:
    """Read an opened list with a mapping; lazily, see `ListReading`.

    Args:
        sheets: what `open_list` gave.
        mapping: which column holds what.
        today: dates after it are problems; None: not checked.
        progress: called after each chunk with the rows done and the rows there are.

    Raises:
        BadInputError: the mapping does not fit the list (`Mapping.check`).
    """
    mapping.check(sheets.headers)
    problems = (*sheets.problems, *_order_problems(sheets, mapping))
    return ListReading(sheets=sheets, mapping=mapping, problems=problems, today=today, progress=progress)


def open_mapped(path: Path, mapping: Mapping, *, limits: Limits | None = None) -> Sheets:
    """Open a list the way a confirmed or saved mapping says: its encoding, sheet and header row.

    Raises:
        BadInputError: what `open_list` refuses, and a mapping that does not fit this list.
    """
    sheets = open_list(
        path, encoding=mapping.encoding, sheet=mapping.sheet, header_row=mapping.header_row, limits=limits
    )
    mapping.check(sheets.headers)
    return sheets


def summarise(rows: Iterable[RowReading]) -> ListSummary:
    """Count rows, claims and problems by code."""
    outcomes: Counter[RowOutcome] = Counter()
    problems: Counter[str] = Counter()
    for row in rows:
        outcomes[row.outcome] += 1
        problems.update(problem.code for problem in row.problems)
    aside, flawed = outcomes[RowOutcome.SET_ASIDE], outcomes[RowOutcome.RECORD_WITH_PROBLEMS]
    total = sum(outcomes.values())
    return ListSummary(
        rows=total,
        claims=total - aside,
        claims_with_problems=flawed,
        set_aside=aside,
        problems=dict(problems.most_common()),
    )


def _order_problems(sheets: Sheets, mapping: Mapping) -> Iterator[Problem]:
    for name in ("event", "birth"):
        header = mapping.columns.get(name)
        if header is None:
            continue
        finding = infer_order(row.value(header) for row in islice(sheets.rows(), 20_000))
        step = "Ask the maker of the list which comes first, and set it in the mapping."
        if mapping.date_order is None and finding.ambiguous:
            message = "The column does not show whether day or month stands first; such dates keep their year only."
            yield Problem(code="date.order_unclear", message=message, next_step=step, column=header)
        elif mapping.date_order and finding.order in {"dmy", "mdy"} and finding.order != mapping.date_order:
            message = "The dates of this column are written in another order than the mapping says."
            yield Problem(code="date.order_contradicted", message=message, next_step=step, column=header)
        if finding.written_differently:
            message = "Real dates fall on days 1 to 12 only: a spreadsheet may have swapped day and month."
            yield Problem(code="date.order_swapped", message=message, next_step=step, column=header)


@dataclass(slots=True)
class _Column:
    """One mapped column: reads each distinct wording once."""

    name: str
    header: str
    reader: Reader
    seen: dict[Any, tuple[Given, CellReading[Any]]] = field(default_factory=dict)

    def read(self, row: ListRow) -> tuple[Given, CellReading[Any]]:
        words = row.cells.get(self.header, "")
        value = row.typed.get(self.header, words)
        key = (words, type(value))
        if (found := self.seen.get(key)) is None:
            found = Given(words=words, column=self.header), self.reader(value)
            if len(self.seen) < CACHED:
                self.seen[key] = found
        return found


class _Reader:
    """Reads rows one after the other and remembers the ids it has met."""

    def __init__(self, *, mapping: Mapping, headers: tuple[str, ...], today: date | None) -> None:
        self.mapping = mapping
        self.ids: dict[str, int] = {}
        self.headers = {header for header in headers if header}
        readers = _readers(mapping, today)
        self.columns = [_Column(name=f, header=h, reader=readers[f]) for f, h in mapping.columns.items()]

    def read(self, row: ListRow) -> RowReading:
        problems = list(row.problems)
        if (reason := self._aside(row)) is not None:
            return _set_aside(row, [*problems, reason])
        values: dict[str, Any] = {}
        given: dict[str, Given] = {}
        for column in self.columns:
            words, reading = column.read(row)
            values[column.name] = reading.value
            if words.words:
                given[column.name] = words
            if reading.problem is not None:
                problems.append(_placed(reading.problem, row, column.header))
        if any(problem.fatal for problem in problems):
            return _set_aside(row, problems)
        return self._claim(row, values, given, problems)

    def _aside(self, row: ListRow) -> Problem | None:
        if row.blank:
            return _row_problem("row.blank", "The row is empty.", row)
        filled = {header: words for header, words in row.cells.items() if words.strip()}
        if len(filled) > 1 and all(clean_text(words) == header for header, words in filled.items()):
            return _row_problem("row.header_repeated", "The row repeats the header.", row)
        first = next(iter(filled.values()))
        if is_total(first) or is_total(row.cells.get(self.mapping.columns.get("name", ""), "")):
            return _row_problem("row.total", "The row gives a total, not a person.", row)
        return None

    def _claim(
        self, row: ListRow, values: dict[str, Any], given: dict[str, Given], problems: list[Problem]
    ) -> RowReading:
        name = values.pop("name", "")
        parts = [values.pop(part, "") for part in NAME_PARTS]
        name = name or " ".join(part for part in parts if part)
        if not name:
            if not _says_enough(values):
                reason = "The row has no name, and too little else to be a person."
                return _set_aside(row, [*problems, _row_problem("row.no_name", reason, row)])
            problems.append(_row_problem("person.unnamed", "The person has no name in this list.", row))
        if values.get("outcome", Outcome.UNKNOWN) is Outcome.UNKNOWN and "outcome" not in given:
            values["outcome"] = self.mapping.outcome
        claim = PersonClaim(name=name, location=Location(sheet=row.sheet, row=row.number), given=given, **values)
        problems += self._disagreements(claim, row)
        outcome = RowOutcome.RECORD_WITH_PROBLEMS if problems else RowOutcome.RECORD
        return RowReading(row=row, claim=claim, problems=tuple(problems), outcome=outcome)

    def _disagreements(self, claim: PersonClaim, row: ListRow) -> Iterator[Problem]:
        if claim.external_id:
            first = self.ids.setdefault(claim.external_id, row.number)
            if first != row.number:
                yield _row_problem("row.repeated_id", f"The id stands in row {first} already.", row)
        birth, event, age = claim.birth, claim.event, claim.age
        if birth.start is None or event.end is None or birth.end is None or event.start is None:
            return
        if birth.start > event.end:
            yield _row_problem("person.birth_after_event", "The birth lies after the event.", row)
        elif age.low is not None and age.high is not None:
            youngest = (event.start - birth.end).days / 365.25
            oldest = (event.end - birth.start).days / 365.25
            if age.high + 1 < youngest - 1 or age.low > oldest + 1:
                message = "The age does not agree with the two dates."
                yield _row_problem("person.age_disagrees", message, row)


def _readers(mapping: Mapping, today: date | None) -> dict[str, Reader]:
    def term(name: str) -> Reader:
        return lambda words: read_term(words, vocabulary_name=name)

    def dated(words: CellValue) -> CellReading[Any]:
        return read_date(words, order=mapping.date_order, language=mapping.language, today=today)

    free: Reader = lambda words: CellReading(value=read_text(words))  # noqa: E731 - one of a table of readers
    named: Reader = lambda words: CellReading(value=_name(words))  # noqa: E731
    readers: dict[str, Reader] = dict.fromkeys(
        ("external_id", "place", "place_part_of", "residence", "occupation", "remarks", "name_other"), free
    )
    readers |= dict.fromkeys(("name", *NAME_PARTS), named)
    readers |= {name: term(name) for name in ("cause", "civilian_status", "perpetrator_kind")}
    return readers | {
        "sex": read_sex,
        "age": read_age,
        "birth": dated,
        "event": dated,
        "outcome": read_outcome,
    }


def _name(words: CellValue) -> str:
    text = clean_text(words_of(words))
    return "" if is_unnamed(text) else text


def _says_enough(values: dict[str, Any]) -> bool:
    """Without a name: an id, or a date or place together with an age or sex."""
    when_where = values.get("event", UNKNOWN_DATE).is_known or values.get("place") or values.get("place_part_of")
    who = values.get("age", Age()).is_known or values.get("sex", Sex.UNKNOWN) is not Sex.UNKNOWN
    return bool(values.get("external_id") and (when_where or who)) or bool(when_where and who)


def _set_aside(row: ListRow, problems: list[Problem]) -> RowReading:
    return RowReading(row=row, claim=None, problems=tuple(problems), outcome=RowOutcome.SET_ASIDE)


def _placed(problem: Problem, row: ListRow, column: str) -> Problem:
    return replace(problem, sheet=row.sheet, row=row.number, column=column)


def _row_problem(code: str, message: str, row: ListRow) -> Problem:
    step = "Correct it in the source's own list and import it again, or keep the row as it is."
    return Problem(code=code, message=message, next_step=step, sheet=row.sheet, row=row.number)
