"""What goes into a release, and what may not.

The rule of the door: only what is declared leaves. Every table names the columns that may go out; any
other column of it is left behind, whatever it is called, and a table without a declaration is refused as
a whole. Pictures go out without links (a link leads into the mission) and without anything that runs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tawthiq.publishing.drawing import Svg
from tawthiq.publishing.tables import Table
from tawthiq.terms.errors import BadInputError, NotAllowedError

Setting = str | int | float | bool | None | Mapping[str, "Setting"] | tuple["Setting", ...] | list["Setting"]
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_RUNS = re.compile(r"<\s*(script|foreignObject|image|use|a)\b|\shref\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPicture:
    """A chart or map for the report.

    Args:
        name: stable name, used for its file.
        title: heading in the report's language.
        svg: drawn by this room without links.
        note: text under it, such as the disclaimer of a map.

    Refuses (NotAllowedError) a picture with a link, a script or an outside image, (BadInputError) a bad name.
    """

    name: str
    title: str
    svg: Svg
    note: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name)
        if not isinstance(self.svg, Svg) or _RUNS.search(self.svg):
            raise NotAllowedError(
                "publishing.picture_with_links",
                f"The picture {self.name} holds a link or something that runs.",
                "Draw it again without addresses for the release.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseParts:
    """Everything that could leave, with what may.

    Args:
        summary: paragraphs at the top of the report.
        tables: with any columns.
        allowed: for each table's name the columns that may leave, in the order they shall have.
        pictures: charts and maps.
    """

    summary: tuple[str, ...]
    tables: tuple[Table, ...]
    allowed: Mapping[str, tuple[str, ...]]
    pictures: tuple[ReportPicture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMetadata:
    """Where a release comes from and for whom it is.

    Args:
        name: of the release, used for its folder: small letters, digits, ``-`` and ``_``.
        title: of the report.
        mission: name of the mission.
        locale: language of the report, such as ``en`` or ``ar``.
        version: of the software.
        seed: of every random number behind the results; None when there was none.
        ledger_position: number of the last entry in the custody ledger that the numbers rest on.
        ledger_digest: digest of that entry.
        settings: the live configuration behind the numbers; printed in the methods note as it is.
        audience: who may receive the release, at least one.
        licence: terms of use.
        cautions: sentences a reader must know.
        suppressed_below: threshold of small counts; None when none are withheld.
    """

    name: str
    title: str
    mission: str
    locale: str
    version: str
    seed: int | None
    ledger_position: int
    ledger_digest: str
    settings: Mapping[str, Setting]
    audience: tuple[str, ...]
    licence: str = ""
    cautions: tuple[str, ...] = field(default=())
    suppressed_below: int | None = None

    def __post_init__(self) -> None:
        _check_name(self.name)
        if not self.audience:
            raise NotAllowedError(
                "publishing.no_audience",
                "A release names who may receive it.",
                "Name at least one recipient.",
            )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise BadInputError(
            "publishing.release_name",
            "A name in a release holds small letters, digits, - and _ only.",
            "Choose another name.",
        )


def keep_declared(table: Table, allowed: Mapping[str, tuple[str, ...]]) -> Table:
    """The table with the declared columns only, in the declared order.

    Refuses (NotAllowedError) a table without a declaration, and (BadInputError) a declared column it has not.
    """
    declared = allowed.get(table.name)
    if not declared:
        raise NotAllowedError(
            "publishing.undeclared_table",
            f"No column of the table {table.name} is declared for release.",
            "Declare its columns, or leave the table out.",
        )
    places = {column.name: place for place, column in enumerate(table.columns)}
    missing = [name for name in declared if name not in places]
    if missing:
        raise BadInputError(
            "publishing.declared_column_missing",
            f"The table {table.name} has no column {', '.join(missing)}.",
            "Correct the declaration.",
        )
    kept = [places[name] for name in declared]
    return Table(
        name=table.name,
        title=table.title,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
        note=table.note,
        made_from=table.made_from,
    )
