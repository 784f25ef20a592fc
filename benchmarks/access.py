"""What deciding who sees what adds to a page: the same page with the same rows, with the decision and without it.

    python3 run.py benchmark access MISSION [--pages 40]

MISSION is a mission of the sample (`tawthiq demo --no-serve`). It is copied; the copy gets a second compartment, empty
at first and then with twenty of its interviews. Four members are measured: in every compartment; in the common part
only, while the other holds nothing; in the common part only, with the other's interviews hidden; and in the other only,
with all but its interviews hidden.

Without the decision is measured in a mission that holds nothing but what that member may see, the rest deleted, where
every row is taken as it is: so both sides draw the same page, and the work of skipping what is hidden counts as the
decision's; both stores are written anew, so that none is more compact. Both answers are compared letter by letter
(without what is drawn anew each time), and a page that differs ends the measurement. Each side has a process of its
own; they take turns in pairs, and which comes first changes. Told are the medians of CPU seconds, and of the paired
ratios the median and the quartiles; the least of each stands beside them, because other load only ever adds. The audit
of a sensitive reading is left out: it is a commit to the disk, not a decision.
"""

from __future__ import annotations

import argparse
import difflib
import multiprocessing
import os
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from uuid import UUID

BAR = 0.10
CASE, INTERVIEWS = "case-1", 20
#: Who is measured: what they are called here, the mission, their sign-in name.
MEMBERS = (
    ("every", "hidden", "coordinator"),
    ("common", "empty", "coder"),
    ("most", "hidden", "coder"),
    ("the case", "hidden", "lawyer"),
)
#: What a page draws anew each time.
ANEW = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"')


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("mission", type=Path)
    arguments.add_argument("--pages", type=int, default=40)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        return measure(given.mission, Path(scratch), given.pages)


def measure(mission: Path, scratch: Path, turns: int) -> int:
    shutil.copytree(mission, scratch / "empty")
    in_process(add_case, scratch / "empty")
    shutil.copytree(scratch / "empty", scratch / "hidden")
    in_process(hide_interviews, scratch / "hidden")
    for folder in ("empty", "hidden"):
        in_process(lay_out_anew, scratch / folder)
    worst = 0.0
    heads = f"{'page':<12}{'member in':<11}{'without ms':>11}{'with ms':>9}{'added':>8}"
    print(f"{heads}{'quartiles':>17}{'by the least':>14}", flush=True)
    for who, folder, username in MEMBERS:
        bare = scratch / f"bare-{who}".replace(" ", "-")
        shutil.copytree(scratch / folder, bare)
        pages = in_process(leave_only_seen, bare, username)
        with Side(bare, username, decides=False) as without, Side(scratch / folder, username, decides=True) as whole:
            for name, path in pages.items():
                same_page(name, without.answer(path), whole.answer(path))
                pairs = take_turns(without, whole, path, turns)
                worst = max(worst, tell(name, who, pairs))
    verdict = "reached" if worst < BAR else "missed"
    print(f"the most that the decision adds, median of {turns} pairs: {worst:.1%} (bar {BAR:.0%}: {verdict})")
    return 0


def tell(name: str, who: str, pairs: list[tuple[float, float]]) -> float:
    """Print the row of one page; returns the median of what the decision adds."""
    without, whole = (statistics.median(times) for times in zip(*pairs, strict=True))
    low, added, high = statistics.quantiles([with_it / bare - 1 for bare, with_it in pairs], n=4)
    least = min(w for _, w in pairs) / min(b for b, _ in pairs) - 1
    spread = f"{low:+.1%} to {high:+.1%}"
    row = f"{name:<12}{who:<11}{without * 1000:>11.2f}{whole * 1000:>9.2f}{added:>+8.1%}"
    print(f"{row}{spread:>17}{least:>+14.1%}", flush=True)
    return added


def take_turns(without: Side, whole: Side, path: str, turns: int) -> list[tuple[float, float]]:
    """CPU seconds of a page without and with the decision, in pairs; which comes first changes. Two pairs warm up."""
    pairs = []
    for turn in range(turns + 2):
        if turn % 2:
            bare, seconds = without.seconds(path), whole.seconds(path)
        else:
            seconds, bare = whole.seconds(path), without.seconds(path)
        if turn >= 2:
            pairs.append((bare, seconds))
    return pairs


def same_page(name: str, bare: str, whole: str) -> None:
    """End the measurement where the two sides do not draw the same."""
    one, other = (ANEW.sub("", text).splitlines() for text in (bare, whole))
    if one != other:
        unlike = [line for line in difflib.unified_diff(one, other, lineterm="", n=0) if line[:1] in "+-"]
        raise SystemExit(f"{name}: the two sides draw different pages: {unlike[:8]}")


class Side:
    """A process of its own that answers pages of one mission for one member, with the decision or without it."""

    def __init__(self, folder: Path, username: str, *, decides: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self.ours, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, folder, username, decides), daemon=True)

    def __enter__(self) -> Self:
        self.process.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ours.send("")
        self.process.join()

    def answer(self, path: str) -> str:
        """The page as text."""
        return str(self._ask(path)[1])

    def seconds(self, path: str) -> float:
        """CPU seconds of answering once."""
        return float(self._ask(path)[0])

    def _ask(self, path: str) -> Any:
        self.ours.send(path)
        return self.ours.recv()


def serve(pipe: Any, folder: Path, username: str, decides: bool) -> None:  # noqa: FBT001 - multiprocessing gives places
    """Answer what comes through the pipe until it is empty."""
    open_mission(folder)
    from django.test import Client

    from tawthiq.keeping import models

    client = Client()
    client.force_login(models.Member.objects.get(username=username))
    client.get("/me/")
    with deciding(decides=decides), unaudited():
        while path := pipe.recv():
            begun = time.process_time()
            response = client.get(path, headers={"host": "localhost"})
            seconds = time.process_time() - begun
            assert response.status_code == 200, (path, response.status_code)
            pipe.send((seconds, response.content.decode()))


def in_process(work: Any, *given: Any) -> Any:
    """Do something to a mission in a process of its own: a process opens one mission."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def open_mission(folder: Path) -> None:
    os.environ["TAWTHIQ_SECRET_KEY"] = "of a benchmark"
    from tawthiq.keeping import opening

    opening.open_store(folder)
    opening.migrate()


def add_case(folder: Path) -> None:
    """A second compartment that holds nothing; the lawyer is in it and nowhere else."""
    open_mission(folder)
    from tawthiq.actions.manage_compartments import add_compartment, let_in, take_out
    from tawthiq.keeping.models import COMMON
    from tawthiq.keeping.queries.members import viewer_named

    keeper, lawyer = viewer_named("coordinator"), viewer_named("lawyer").member_id
    let_in(add_compartment(viewer=keeper, code=CASE, title="A case"), lawyer, viewer=keeper)
    take_out(COMMON, lawyer, viewer=keeper)


def hide_interviews(folder: Path) -> None:
    """Move interviews into the second compartment."""
    open_mission(folder)
    from tawthiq.actions.lay_down_persons import lay_down_all
    from tawthiq.actions.manage_compartments import move_source
    from tawthiq.keeping import models
    from tawthiq.keeping.queries.compartments import compartment_with_code
    from tawthiq.keeping.queries.members import viewer_named

    keeper = viewer_named("coordinator")
    case = compartment_with_code(CASE, viewer=keeper)
    for source in models.Source.objects.filter(kind="interview").order_by("number")[:INTERVIEWS]:
        move_source(source.id, UUID(case.id), viewer=keeper)
    lay_down_all(viewer=keeper)


def lay_out_anew(folder: Path) -> None:
    """Write the store anew, as the one without what is hidden is: rows that lie closer together are read sooner."""
    open_mission(folder)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


def leave_only_seen(folder: Path, username: str) -> dict[str, str]:
    """Delete what this member may not see, past every rule of the store; returns the pages to ask for, by name."""
    open_mission(folder)
    from django.db import connection

    from tawthiq.keeping.models import Bag, Compartment
    from tawthiq.keeping.queries import sight
    from tawthiq.keeping.queries.members import viewer_named

    viewer = viewer_named(username)
    tables = (*sight.CONDITIONS, Bag)
    seen = {table: list(sight.visible(viewer, table).values_list("pk", flat=True)) for table in tables}
    if (granted := sight.scope(viewer)) is not None:
        seen[Compartment] = granted
    pages = pages_of(viewer)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("CREATE TEMP TABLE seen (id PRIMARY KEY)")
        for table, ids in seen.items():
            pk = table._meta.pk  # noqa: SLF001 - Django's own name for what every model has
            cursor.execute("DELETE FROM seen")
            cursor.executemany("INSERT INTO seen VALUES (%s)", [(pk.get_db_prep_value(i, connection),) for i in ids])
            cursor.execute(f"DELETE FROM {table._meta.db_table} WHERE {pk.column} NOT IN (SELECT id FROM seen)")  # noqa: S608, SLF001 - names of our own tables
        cursor.execute("VACUUM")
    return pages


def pages_of(viewer: Any) -> dict[str, str]:
    """The pages asked for, with a person, a source and an incident that this member sees."""
    from tawthiq.keeping.models import Incident, Person, Source
    from tawthiq.keeping.queries.sight import visible

    person = visible(viewer, Person).order_by("-record_count", "number").first()
    sources = visible(viewer, Source).order_by("number")
    incident = visible(viewer, Incident).order_by("number").first()
    pages = {"overview": "/", "persons": "/persons/", "search": "/persons/?q=Ahmad", "sources": "/sources/"}
    if person:
        pages["a person"] = f"/persons/{person.id}/"
    for kind in ("report", "interview", "list"):
        if source := sources.filter(kind=kind).first():
            pages[f"one {kind}"] = f"/sources/{source.id}/"
    pages |= {"incidents": "/incidents/", "figures": "/figures/", "exhibits": "/exhibits/", "counts": "/counts/"}
    if incident:
        pages["an incident"] = f"/incidents/{incident.id}/"
    return pages


@contextmanager
def deciding(*, decides: bool) -> Iterator[None]:
    """Ask for grants and narrow by them, or take every row as it is."""
    from tawthiq.keeping.queries import sight

    if decides:
        yield
        return
    real: Any = sight.granted_to
    sight.granted_to = lambda _viewer: None
    try:
        yield
    finally:
        sight.granted_to = real


@contextmanager
def unaudited() -> Iterator[None]:
    """Leave out the audit of readings, which waits for the disk."""
    from tawthiq.web import viewing

    real = viewing.note_reading
    viewing.note_reading = lambda *_args, **_kwargs: None
    try:
        yield
    finally:
        viewing.note_reading = real


if __name__ == "__main__":
    raise SystemExit(main())
