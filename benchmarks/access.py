"""What deciding who sees what adds to a page: the same pages with the decision and without it, in CPU seconds.

    PYTHONPATH=src python benchmarks/access.py MISSION [--pages 40]

MISSION is a mission of the sample (`tawthiq demo --no-serve`). It is copied; the copy gets a second compartment with
twenty of its interviews, so that there is something to hide. Each page is asked by a member who is in every
compartment and by one who is not, in pairs: with the decision, and with one that grants everything, which of the two
comes first changing from pair to pair. Told are the medians, and of the paired ratios the median and the quartiles; the
least of each stands beside them, because other load only ever adds. For the member who is not in every compartment the
page without the decision shows the hidden rows too, so what is told there holds what showing fewer saves. The audit of
a sensitive reading is left out: it is a commit to the disk, not a decision.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BAR = 0.10


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("mission", type=Path)
    arguments.add_argument("--pages", type=int, default=40)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "mission"
        shutil.copytree(given.mission, copy)
        return measure(copy, given.pages)


def measure(folder: Path, turns: int) -> int:
    os.environ["TAWTHIQ_SECRET_KEY"] = "of a benchmark"
    from tawthiq.keeping import opening

    opening.open_store(folder)
    opening.migrate()
    pages, members = prepare()
    worst = 0.0
    heads = f"{'page':<12}{'member in':<11}{'without ms':>11}{'with ms':>9}{'added':>8}"
    print(f"{heads}{'quartiles':>17}{'by the least':>14}")
    for who, client in members.items():
        for name, path in pages.items():
            pairs = both(client, path, turns)
            without, whole = (statistics.median(times) for times in zip(*pairs, strict=True))
            low, added, high = statistics.quantiles([with_it / bare - 1 for bare, with_it in pairs], n=4)
            least = min(w for _, w in pairs) / min(b for b, _ in pairs) - 1
            worst = max(worst, added)
            spread = f"{low:+.1%} to {high:+.1%}"
            row = f"{name:<12}{who:<11}{without * 1000:>11.2f}{whole * 1000:>9.2f}{added:>+8.1%}"
            print(f"{row}{spread:>17}{least:>+14.1%}")
    verdict = "reached" if worst < BAR else "missed"
    print(f"the most that the decision adds, median of {turns} pairs: {worst:.1%} (bar {BAR:.0%}: {verdict})")
    return 0


def prepare() -> tuple[dict[str, str], dict[str, Any]]:
    """The pages asked for, and a client for a member in every compartment and for one in the common part only."""
    from django.test import Client

    from tawthiq.actions.lay_down_persons import lay_down_all
    from tawthiq.actions.manage_compartments import add_compartment, move_source
    from tawthiq.keeping import models
    from tawthiq.keeping.queries.members import viewer_named

    keeper = viewer_named("coordinator")
    case = add_compartment(viewer=keeper, code="case-1", title="A case")
    for source in models.Source.objects.filter(kind="interview").order_by("number")[:20]:
        move_source(source.id, case, viewer=keeper)
    lay_down_all(viewer=keeper)
    coder = viewer_named("coder")
    seen = models.Person.objects.filter(record_count__gt=1).exclude(memberships__source__compartment=case)
    source = models.Source.objects.filter(kind="report").first()
    pages = {
        "overview": "/",
        "persons": "/persons/",
        "search": "/persons/?q=Ahmad",
        "a person": f"/persons/{seen.first().id}/",
        "sources": "/sources/",
        "a report": f"/sources/{source.id}/",
        "incidents": "/incidents/",
    }
    members = {}
    for who, viewer in (("every", keeper), ("common", coder)):
        client = Client()
        client.force_login(models.Member.objects.get(id=viewer.member_id))
        client.get("/me/")
        members[who] = client
    return pages, members


def both(client: Any, path: str, turns: int) -> list[tuple[float, float]]:
    """CPU seconds of a page without and with the decision, in pairs; which comes first changes. Two pairs warm up."""
    pairs = []
    for turn in range(turns + 2):
        seconds: dict[bool, float] = {}
        for decides in (False, True) if turn % 2 else (True, False):
            with deciding(decides=decides), unaudited():
                begun = time.process_time()
                response = client.get(path, headers={"host": "localhost"})
                seconds[decides] = time.process_time() - begun
            assert response.status_code == 200, (path, response.status_code)
        if turn >= 2:
            pairs.append((seconds[False], seconds[True]))
    return pairs


@contextmanager
def deciding(*, decides: bool) -> Iterator[None]:
    """Ask for grants and narrow by them, or take every row as it is."""
    from tawthiq.keeping.queries import sight

    if decides:
        yield
        return
    real: Callable[..., Any] = sight.scope
    sight.scope = lambda _viewer: None
    try:
        yield
    finally:
        sight.scope = real


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
