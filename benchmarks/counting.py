"""Print, for each capture table in a folder, the default answer beside what other packages answered.

    python benchmarks/counting.py FOLDER [--peers PEERS.csv] [--only NAME ...] [--seed 1]

FOLDER holds CSV tables of 0/1 columns and ``count``. PEERS.csv, where given, has columns table, method,
median_or_est, lo95, hi95, cpu_s. Seconds are CPU seconds of this process, printed and never asserted.
"""

import argparse
import csv
import time
from pathlib import Path

from tawthiq.counting.capture_files import read_capture_csv
from tawthiq.counting.estimate import estimate
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import AssumptionRow, Estimate, Refusal


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--peers", type=Path)
    asked.add_argument("--only", nargs="*", default=[])
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    peers = read_peers(given.peers) if given.peers else {}
    for path in sorted(given.folder.glob("*.csv")):
        if not given.only or path.stem in given.only:
            show(path, peers.get(path.stem, []), seed=given.seed)


def read_peers(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["median_or_est"]:
                numbers = line(row["method"], row["median_or_est"], row["lo95"], row["hi95"])
                found.setdefault(row["table"], []).append(f"{numbers}  {row['cpu_s']:>8} s  (recorded)")
    return found


def show(path: Path, peers: list[str], *, seed: int) -> None:
    try:
        table = read_capture_csv(path)
    except BadInputError as refused:
        print(f"\n{path.stem}: {refused.problem}")
        return
    started = time.process_time()
    result = estimate(table, seed=seed)
    seconds = time.process_time() - started
    print(f"\n{path.stem}: {len(table.lists)} lists, {table.n_observed:,} documented, {seconds:.1f} CPU s")
    print(headline(result))
    for row in result.panel:
        print(assumption(row))
    for peer in peers:
        print(peer)


def headline(result: Estimate | Refusal) -> str:
    if isinstance(result, Refusal):
        return "  refused: " + ", ".join(reason.code for reason in result.reasons)
    return line("DEFAULT", result.median, result.interval.lower, result.interval.upper)


def assumption(row: AssumptionRow) -> str:
    if row.median is None or row.interval is None:
        return f"  {row.method:<20} no answer: {row.note}"
    more = ""
    if row.method == "lcm":
        more = f"  R-hat {row.diagnostics['r_hat']}, {row.diagnostics['effective_draws']:.0f} effective draws"
    if row.method == "dga":
        more = f"  weight of the saturated graph, left out: {row.diagnostics['saturated_weight']:.2f}"
    return line(row.method, row.median, row.interval.lower, row.interval.upper) + more


def line(name: str, middle: float | str, lower: float | str, upper: float | str) -> str:
    numbers = [f"{float(x):>12,.0f}" if x else " " * 12 for x in (middle, lower, upper)]
    return f"  {name:<20}{numbers[0]}  [{numbers[1]},{numbers[2]}]"


if __name__ == "__main__":
    main()
