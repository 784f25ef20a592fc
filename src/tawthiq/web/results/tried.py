"""What was tried beside an estimate, as its page shows it: one thing changed, and how far the answer went.

None of it moves the estimate. A change that moves the answer by more than the rule of cautions allows is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tawthiq.publishing.bidi import isolate
from tawthiq.publishing.charts.lanes import Lane, draw_lanes
from tawthiq.publishing.wording import say
from tawthiq.terms.estimate_checks import Checks, Predicted, changed_words
from tawthiq.terms.estimates import AssumptionRow, Estimate, Refusal, SensitivityRow
from tawthiq.web.formats import write_number
from tawthiq.web.overview.drawing import Picture, canvas_for, draw_both
from tawthiq.web.wording import fill

#: By how much a change may move the answer before the page marks it; a quarter unless a kind has its own.
MOVES = 0.25
MOVES_OF_KIND = {"xi": 0.5, "without_unlinkable": 0.1}

#: Letters of a list's name beside its range in a picture; the table has the whole.
LONGEST_NAME = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer: its names, its middle and its range in words; `note` where there is none."""

    names: tuple[str, ...]
    middle: str
    range: str
    note: str = ""
    is_moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Changes of one sort, under their heading."""

    code: str
    title: str
    words: str
    first: str
    lines: tuple[Line, ...]
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list as the others predict it."""

    name: str
    known: str
    range: str
    verdict: str
    is_missed: bool


def show_groups(answer: Estimate | Refusal, *, language: str) -> tuple[Group, ...]:
    """Everything that was changed, sort by sort; sorts of which nothing was tried are left out."""
    checks = checks_of(answer)
    rows = checks.rows if checks else ()
    # The default method itself was run without each list where there was time for it; the quick ones always were.
    left_out = [row for row in rows if row.kind == "without_list"]
    left_out += [row for row in answer.sensitivity if row.kind == "without_list"]
    sorts = (
        (
            "left-out",
            _("What if this list were left out?"),
            _("An answer that hangs on a single list is that list's as much as the world's."),
            _("Left out"),
            left_out,
        ),
        (
            "xi",
            _("With lists that depend on each other more or less"),
            _("1 is what was assumed; 2 is twice as much dependence between all lists, 0.5 half as much."),
            _("Times"),
            [row for row in answer.sensitivity if row.kind == "xi"],
        ),
        (
            "linking",
            _("Had the linking made errors"),
            _("A missed link makes two people of one and raises the answer; a false link hides one and lowers it."),
            _("Errors"),
            [row for row in rows if row.kind in {"missed_links", "false_links", "without_unlinkable"}],
        ),
        (
            "settings",
            _("With other settings of the method"),
            _("The lists should speak, not the settings: the answer should hardly move."),
            _("Setting"),
            [row for row in rows if row.kind in {"prior", "classes", "cap"}],
        ),
    )
    return tuple(
        Group(
            code=code,
            title=title,
            words=words,
            first=first,
            lines=tuple(line_of(r, language) for r in found),
            picture=_draw(code, title, found, answer, language),
        )
        for code, title, words, first, found in sorts
        if found
    )


def _draw(code: str, title: str, found: Sequence[SensitivityRow], answer: Estimate | Refusal, language: str) -> Picture:
    """What one method answers to every change, under the answer itself; the table beside has the other methods too."""
    method = found[0].method
    lanes = [_lane(row, language) for row in found if row.method == method]
    if isinstance(answer, Estimate):
        low, high = answer.interval.lower, answer.interval.upper
        ends = " – ".join(write_number(round(end), language=language) for end in (low, high))
        words = f"{_('The estimate')}: {isolate(ends)}"
        lanes.insert(0, Lane(label=words, words=words, low=low, high=high, middle=answer.median))
    canvas = canvas_for(
        f"tried-{code}-picture",
        title=title,
        description=_("One range for each change under that of the estimate; a line marks the people documented."),
        language=language,
    )
    svg = draw_both(lambda on: draw_lanes(lanes, canvas=on, mark=answer.n_observed), canvas=canvas)
    drawn = fill(_("Drawn: {method}."), method=say("methods", method, language=language)) if method else ""
    return Picture(svg=svg, rows=(), notes=(drawn,) if drawn else ())


def _lane(row: SensitivityRow, language: str) -> Lane:
    line = line_of(row, language)
    whole = line.names[0] if not line.is_moved else f"{line.names[0]} · {_('far off')}"
    short = whole if len(whole) <= LONGEST_NAME else whole[: LONGEST_NAME - 1].rstrip() + "…"
    if row.interval is None or not row.interval.lower < row.interval.upper:
        note = line.note or line.middle or _("no answer without it")
        return Lane(label=short, words=f"{whole}; {note}", note=note)
    ends = isolate(line.range)
    low, high = row.interval.lower, row.interval.upper
    return Lane(label=f"{short}: {ends}", words=f"{whole}: {ends}", low=low, high=high, middle=row.median)


def show_asked(answer: Estimate | Refusal, *, language: str) -> tuple[Asked, ...]:
    """Each list as the others predict it."""
    checks = checks_of(answer)
    return tuple(_asked(each, language) for each in checks.predicted) if checks else ()


def checks_of(answer: Estimate | Refusal) -> Checks | None:
    """What was tried beside a kept answer, if anything."""
    kept = answer.diagnostics.get("checks")
    return Checks.from_dict(kept) if kept else None


def line_of(row: SensitivityRow, language: str) -> Line:
    """One changed answer."""
    return Line(
        names=(_changed(row, language), say("methods", row.method, language=language) if row.method else ""),
        note="" if row.median is not None else _("no answer without it"),
        is_moved=(row.moved or 0) > MOVES_OF_KIND.get(row.kind, MOVES),
        **ends_of(row, language),
    )


def ends_of(row: AssumptionRow | SensitivityRow, language: str) -> dict[str, Any]:
    """The middle and the range of a row in words."""
    interval = row.interval
    ends: Sequence[int] = (round(interval.lower), round(interval.upper)) if interval else ()
    return {
        "middle": write_number(None if row.median is None else round(row.median), language=language),
        "range": " – ".join(isolate(write_number(end, language=language)) for end in ends),
    }


def _changed(row: SensitivityRow, language: str) -> str:
    if row.kind == "without_list":
        return row.changed
    if row.kind == "xi":
        return write_number(float(row.changed), language=language, places=2)
    return say("changes", row.kind, language=language, changed=changed_words(row))


def _asked(each: Predicted, language: str) -> Asked:
    held = each.held
    ends = (round(each.interval.lower), round(each.interval.upper)) if each.interval else ()
    verdict = {True: _("inside"), False: _("outside"), None: _("cannot be asked")}[held]
    return Asked(
        name=each.name,
        known=write_number(each.known, language=language),
        range=fill("{a} – {b}", **{n: write_number(e, language=language) for n, e in zip("ab", ends, strict=True)})
        if ends
        else "",
        verdict=verdict,
        is_missed=held is False,
    )
