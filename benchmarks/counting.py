"""Print, for each capture table in a folder, the default answer beside what other packages answered.

    python3 run.py benchmark counting FOLDER [--peers PEERS.csv] [--only NAME ...] [--seed 1] [--growth]

FOLDER holds CSV tables of 0/1 columns and ``count``. PEERS.csv, where given, has columns table, method,
median_or_est, lo95, hi95, cpu_s. With --growth the rows of counting_growth.py come first: what everything costs against
people, lists and classes. Seconds are CPU seconds of this process, printed and never asserted.
"""

import argparse
import csv
import time
from collections.abc import Callable
from pathlib import Path

import counting_growth
import numpy as np

from tawthiq.counting.capture_files import read_capture_csv
from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimate import estimate
from tawthiq.counting.estimators import dga, loglinear
from tawthiq.counting.estimators.lcm import LcmSettings, estimate_lcm
from tawthiq.counting.estimators.nhoi import estimate_nhoi
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import AssumptionRow, Estimate, Refusal


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--peers", type=Path)
    asked.add_argument("--only", nargs="*", default=[])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--growth", action="store_true")
    given = asked.parse_args()
    # What is compiled when first called, or kept after the first call, is paid for before the clock runs.
    warm_up()
    if given.growth:
        counting_growth.print_all(seed=given.seed, limit=45)
    peers = read_peers(given.peers) if given.peers else {}
    for path in sorted(given.folder.glob("*.csv")):
        if not given.only or path.stem in given.only:
            show(path, peers.get(path.stem, []), seed=given.seed)


def warm_up() -> None:
    small = LcmSettings(islands=4, particles=2, moves=1, block=4, most_turns=4)
    histories = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0]])
    estimate_lcm(histories, np.full(4, 9), rng=np.random.default_rng(1), settings=small)


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
    print(
        f"\n{path.stem}: {len(table.lists)} lists, {table.n_observed:,} documented, {seconds:.1f} CPU s with all checks"
    )
    print(headline(result))
    if not isinstance(result, Refusal) or result.panel:
        alone(table, seed=seed)
    for row in result.panel:
        print(assumption(row))
    for peer in peers:
        print(peer)


def alone(table: CaptureTable, *, seed: int) -> None:
    """CPU seconds of each method by itself, and effective draws of latent classes per CPU second."""
    table, rng = table.canonical(), np.random.default_rng(seed)
    dense = table.dense()
    started = time.process_time()
    answer = estimate_lcm(table.histories, table.counts, rng=rng)
    seconds = time.process_time() - started
    draws = answer.diagnostics["effective_draws"] / seconds
    print(f"  lcm {seconds:.2f} CPU s: {draws:,.0f} effective draws a CPU second, R-hat {answer.diagnostics['r_hat']}")
    methods: dict[str, Callable[[], object]] = {"nhoi": lambda: estimate_nhoi(table.histories, table.counts, rng=rng)}
    if len(table.lists) <= dga.MOST_LISTS:
        methods["dga"] = lambda: dga.estimate_dga(dense)
    if len(table.lists) <= loglinear.MOST_LISTS:
        methods["loglinear"] = lambda: loglinear.estimate_loglinear(dense, rng=rng)
    for name, run in methods.items():
        started = time.process_time()
        run()
        print(f"  {name} {time.process_time() - started:.2f} CPU s")


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
    numbers = [f"{float(str(x).lstrip('>')):>12,.0f}" if x else " " * 12 for x in (middle, lower, upper)]
    return f"  {name:<20}{numbers[0]}  [{numbers[1]},{numbers[2]}]"


if __name__ == "__main__":
    main()
