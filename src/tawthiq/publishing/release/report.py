"""The two texts of a release: the report for reading and printing, the methods note for checking.

`report.html` is one file that needs nothing else and runs nothing. `methods.md` is generated from the
settings that were live when the numbers were made and from the columns that left, so it cannot lag behind
the program.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

import yaml

from tawthiq.publishing.bidi import direction_of, format_date, isolate, number_formatter
from tawthiq.publishing.drawing import Svg, element
from tawthiq.publishing.release.parts import ReleaseMetadata, ReleaseParts, ReportPicture, Setting
from tawthiq.publishing.tables import Table, write_html

_STYLE = """
:root{color-scheme:light;font:15px/1.5 Inter,"IBM Plex Sans Arabic","Noto Sans","Noto Sans Arabic",system-ui,
sans-serif;color:#1b1f23;background:#fff}
:lang(ar){line-height:1.7}
body{margin:2rem auto;max-width:60rem;padding:0 1rem}
h1{font-size:1.75rem;line-height:1.3}h2{font-size:1.15rem;margin-block:2rem .5rem}
figure{margin:1.5rem 0;break-inside:avoid}figcaption{font-weight:600;margin-block-end:.5rem}
svg{max-width:100%;height:auto}small,.note{color:#4c545b;font-size:.87rem}
table{border-collapse:collapse;width:100%;margin-block:1rem;font-size:.9rem}
caption{text-align:start;font-weight:600;padding-block:.5rem}
th,td{text-align:start;padding:.3rem .6rem;border-block-end:1px solid #d5d6d1;vertical-align:top}
.num{text-align:end;font-variant-numeric:tabular-nums}thead{display:table-header-group}tr{break-inside:avoid}
.audience{border:1px solid #6a2c70;border-radius:6px;padding:.6rem 1rem;color:#6a2c70}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0;overflow-wrap:anywhere}
@media print{body{margin:0;max-width:none;padding:0}h2{break-after:avoid}@page{margin:18mm}}
"""


@lru_cache(maxsize=1)
def _all_words() -> dict[str, dict[str, str]]:
    text = files("tawthiq.publishing.release").joinpath("words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def words_for(locale: str) -> Mapping[str, str]:
    """The report's own words in the language of the locale, or in English where there are none."""
    words = _all_words()
    return words.get(locale.replace("-", "_").split("_")[0], words["en"])


def write_report(
    parts: ReleaseParts, tables: Sequence[Table], *, metadata: ReleaseMetadata, written_at: datetime
) -> bytes:
    """The report as one HTML file. `tables` are those of the parts with declared columns only."""
    words = words_for(metadata.locale)
    audience = words["comma"].join(map(isolate, metadata.audience))
    body = [
        element("h1", metadata.title),
        element("p", f"{words['audience']}: {audience}", class_="audience"),
        *(element("p", paragraph) for paragraph in parts.summary),
    ]
    if metadata.cautions:
        body += [element("h2", words["cautions"]), _list(metadata.cautions)]
    if parts.pictures:
        body += [element("h2", words["pictures"]), *map(_figure, parts.pictures)]
    body += [element("h2", words["tables"]), *(_table(table, metadata, words) for table in tables)]
    body += [element("h2", words["methods"]), element("p", _say_suppression(metadata, words))]
    body += [_facts(metadata, words, written_at), element("p", words["verify"], class_="note")]
    head = (
        element("meta", charset="utf-8"),
        element(
            "meta",
            http_equiv="Content-Security-Policy",
            content="default-src 'none'; style-src 'unsafe-inline'",
        ),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", metadata.title),
        Svg(f"<style>{_STYLE}</style>"),
    )
    language = metadata.locale.replace("_", "-")
    page = element(
        "html",
        element("head", *head),
        element("body", element("main", *body)),
        lang=language,
        dir=direction_of(metadata.locale),
    )
    return f"<!doctype html>\n{page}\n".encode()


def _list(items: Sequence[str]) -> Svg:
    return element("ul", *(element("li", item) for item in items))


def _figure(picture: ReportPicture) -> Svg:
    note = (element("p", picture.note, class_="note"),) if picture.note else ()
    return element("figure", element("figcaption", picture.title), picture.svg, *note)


def _table(table: Table, metadata: ReleaseMetadata, words: Mapping[str, str]) -> Svg:
    written = write_html(
        table,
        format_number=number_formatter(locale=metadata.locale),
        format_day=lambda day: format_date(day, locale=metadata.locale),
        suppressed_words=words["suppressed"],
        unknown_words=words["unknown"],
    )
    return element("div", written, element("p", table.note, class_="note")) if table.note else written


def _say_suppression(metadata: ReleaseMetadata, words: Mapping[str, str]) -> str:
    if metadata.suppressed_below is None:
        return words["no_small_cells"]
    return words["small_cells"].format(most=metadata.suppressed_below - 1)


def _list_facts(
    metadata: ReleaseMetadata, words: Mapping[str, str], written_at: datetime
) -> tuple[tuple[str, str], ...]:
    return (
        (words["mission"], metadata.mission),
        (words["made"], written_at.isoformat(timespec="minutes")),
        (words["version"], metadata.version),
        (words["seed"], words["none"] if metadata.seed is None else str(metadata.seed)),
        (words["ledger"], str(metadata.ledger_position)),
        (words["ledger_digest"], metadata.ledger_digest),
        (words["licence"], metadata.licence or words["none"]),
    )


def _facts(metadata: ReleaseMetadata, words: Mapping[str, str], written_at: datetime) -> Svg:
    pairs = _list_facts(metadata, words, written_at)
    return element(
        "dl",
        *(item for name, value in pairs for item in (element("dt", name), element("dd", isolate(value)))),
    )


def write_methods(tables: Sequence[Table], *, metadata: ReleaseMetadata, written_at: datetime) -> bytes:
    """The methods note in Markdown: origin, every setting with its value, every column's meaning."""
    words = words_for(metadata.locale)
    lines = [f"# {_cell(metadata.title)}", "", f"## {words['methods']}", ""]
    lines += [f"- {name}: {_cell(value)}" for name, value in _list_facts(metadata, words, written_at)]
    lines += [f"- {words['audience']}: {_cell('; '.join(metadata.audience))}", ""]
    lines += [_say_suppression(metadata, words), ""]
    if metadata.cautions:
        lines += [f"## {words['cautions']}", "", *(f"- {_cell(item)}" for item in metadata.cautions), ""]
    lines += [f"## {words['settings']}", "", f"| {words['setting']} | {words['value']} |", "|---|---|"]
    lines += [f"| `{_code(name)}` | {_cell(value)} |" for name, value in _flatten(metadata.settings)]
    lines += ["", f"## {words['columns']}"]
    for table in tables:
        lines += ["", f"### {_cell(table.title)} (`tables/{table.name}.csv`)", ""]
        lines += [_cell(table.note), ""] if table.note else []
        lines += [f"| {words['column']} | {words['kind']} | {words['meaning']} |", "|---|---|---|"]
        lines += [
            f"| `{_code(column.name)}` | {words[column.kind]} | {_cell(column.description or column.label)} |"
            for column in table.columns
        ]
    return ("\n".join(lines) + "\n").encode()


def _flatten(settings: Mapping[str, Setting], before: str = "") -> Iterator[tuple[str, str]]:
    """Every setting by its dotted name, in order of names, with its value as JSON."""
    for name, value in sorted(settings.items()):
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", json.dumps(value, ensure_ascii=False)


def _code(name: str) -> str:
    """A name inside backticks, where only a backtick and a column mark do harm."""
    return name.replace("`", "'").replace("|", "\\|")


def _cell(text: str) -> str:
    """Text that stays within its place in Markdown: no line breaks, no column marks, no markup."""
    plain = " ".join(text.split())
    for mark in ("\\", "|", "`", "<", "*", "_", "["):
        plain = plain.replace(mark, f"\\{mark}" if mark != "`" else "'")
    return plain
