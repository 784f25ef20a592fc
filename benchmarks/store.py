"""How fast the store is: imports 100,000 rows, then asks the persons page's queries, and prints the times.

    python3 run.py benchmark store [--rows 100000] [--mission FOLDER]

The list is invented (`tawthiq.sample.lists_at_scale`). Times are walls of this machine; nothing is asserted.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

PASSPHRASE = "benchmarks-only-here"
ROUNDS = 9


def timed(words: str, call: object, rounds: int = 1) -> object:
    """Print the median wall time of a call and return its last answer."""
    walls, answer = [], None
    for _ in range(rounds):
        start = time.perf_counter()
        answer = call()  # type: ignore[operator]
        walls.append(time.perf_counter() - start)
    unit = f"{median(walls) * 1000:9.1f} ms" if rounds > 1 else f"{walls[0]:9.2f} s "
    print(f"{unit}  {words}", flush=True)
    return answer


def measure_start() -> None:
    """Start of the command line, from a cold process."""
    command = [sys.executable, "-m", "tawthiq", "--help"]
    timed("tawthiq --help, whole process", lambda: subprocess.run(command, check=True, capture_output=True), ROUNDS)


def make_mission(folder: Path, rows: int) -> object:
    """Make a mission with the sample's gazetteer and import one list of `rows` rows."""
    from tawthiq.actions.start_mission import start_mission
    from tawthiq.intake.gazetteers import read_gazetteer
    from tawthiq.keeping.opening import Mission
    from tawthiq.sample import lists_at_scale
    from tawthiq.sample.geography import gazetteer_bytes

    viewer = start_mission(folder, Mission(name="Benchmark"), username="coordinator", passphrase=PASSPHRASE)
    from tawthiq.actions.import_list import import_list
    from tawthiq.actions.load_gazetteer import load_gazetteer

    places = folder / "gazetteer.csv"
    places.write_bytes(gazetteer_bytes())
    load_gazetteer("sample", read_gazetteer(places).places, viewer=viewer)
    file = folder / "list.csv"
    lists_at_scale(rows, seed=1).write_csv(file)
    kept = timed(f"import of {rows:,} rows, file to persons", lambda: import_list(file, viewer=viewer))
    print(f"             {kept.records:,} records, {kept.set_aside} set aside, {kept.problems} problems")
    return viewer


def measure_queries(viewer: object) -> None:
    """The queries behind the persons page, the overview and the navigation."""
    from tawthiq.keeping.queries import overview
    from tawthiq.keeping.queries.person_filter import PersonFilter
    from tawthiq.keeping.queries.persons import find_persons, person
    from tawthiq.matching.names import name_keys

    filters = {
        "first page": PersonFilter(),
        "page 1,000": PersonFilter(),
        "search محمد": PersonFilter(name_keys=name_keys("محمد")),
        "search Mohammed Khaled": PersonFilter(name_keys=name_keys("Mohammed Khaled")),
        "filter sex, age band": PersonFilter(sex="female", age_band="child"),
        "filter month": PersonFilter(month="2012-08"),
        "filter governorate, sorted by date": PersonFilter(admin1="1", sort="date"),
        "filter status": PersonFilter(counted="verified"),
    }
    for words, wanted in filters.items():
        page = 1000 if words == "page 1,000" else 1
        shown = timed(f"persons: {words}", lambda w=wanted, p=page: find_persons(w, viewer=viewer, page=p), ROUNDS)
        print(f"             {shown.total:,} persons")
    first = find_persons(PersonFilter(), viewer=viewer).rows[0]
    timed("one person's page", lambda: person(first.id, viewer=viewer), ROUNDS)
    timed("overview: outcomes", lambda: overview.outcome_counts(viewer=viewer), ROUNDS)
    timed("overview: months", lambda: overview.month_counts(viewer=viewer, outcome="unknown"), ROUNDS)
    timed("overview: governorates", lambda: overview.place_counts(viewer=viewer, outcome="unknown"), ROUNDS)
    timed("overview: what waits", lambda: overview.waiting(viewer=viewer), ROUNDS)
    timed("navigation counts", lambda: overview.navigation_counts(viewer=viewer), ROUNDS)


def main() -> None:
    """Run everything and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--mission", type=Path, help="keep the mission in this new folder")
    asked = parser.parse_args()
    os.environ.setdefault("TAWTHIQ_SECRET_KEY", "benchmark")
    measure_start()
    with tempfile.TemporaryDirectory() as scratch:
        viewer = make_mission(asked.mission or Path(scratch) / "mission", asked.rows)
        measure_queries(viewer)


if __name__ == "__main__":
    main()
