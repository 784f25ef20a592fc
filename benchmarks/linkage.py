"""Accuracy, time and memory of linking, Tawthiq and Splink side by side, on every data set below some folders.

    python3 run.py benchmark linkage FOLDER [FOLDER …] [--peer-python PATH] [--judgements N]
    python3 run.py benchmark linkage --scale 10000 100000 1000000
        [--generator "python make.py {size} {out} --seed {seed}"]

A data set is a folder with ``records.parquet`` (columns as lists have them) and ``truth.parquet`` (record_id,
entity_id). ``--scale`` makes one of each size, with the lists of `retyped` or with a program of your own, and shows
how the cost grows. ``--peer-python`` is an interpreter that has Splink 5 (or install the group ``bench`` here);
without one only Tawthiq is measured. ``--judgements`` lets the truth answer the review queue and links again.

Each run prints the rules by which it compares (`RULES`). Nothing is asserted.
"""

import argparse
import json
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]
SHARES = ("pair_precision", "pair_recall", "pair_f1", "b3_f1", "capture_history_l1")
RETYPED = [sys.executable, str(ROOT / "benchmarks" / "retyped.py")]
GENERATOR = shlex.join(RETYPED) + " {out} --records {size} --seed {seed}"
RULES = """\
Every run is a process of its own, so that peak memory is its own. Inside the clock: frame in, clusters out. Outside:
importing, reading the file, compiling (one link of the first 300 records). Tawthiq takes the file's columns as they
are: folding names and cutting them into parts is inside its clock. Splink takes a frame prepared outside its clock
with our name parts and skeletons (splink_input). No labels, unless the system says +N: N answers of the truth to its
review queue. Where the truth has nobody twice in any list, both are told so. Tawthiq decides its own clusters; Splink
is shown at the thresholds with the best F1 and the best capture histories, found with the truth, which nobody would
have, and at the usual .95."""
USUAL = 4.25
"""Match weight of probability .95, the threshold that Splink's own examples use."""
COARSE = tuple(float(weight) for weight in range(-6, 43, 3))
ROUNDS = 4
WARM_UP = 300
Row = dict[str, Any]


def read_set(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return pl.read_parquet(folder / "records.parquet"), pl.read_parquet(folder / "truth.parquet")


def clean_lists(records: pl.DataFrame, truth: pl.DataFrame) -> list[str]:
    """The lists, where the truth has nobody twice in any of several; else none."""
    both = records.select("record_id", "list").join(truth, on="record_id")
    names: list[str] = both["list"].unique().sort().to_list()
    return names if len(names) > 1 and both.select("list", "entity_id").is_unique().all() else []


def judged_by(truth: pl.DataFrame, pairs: pl.DataFrame) -> list[Any]:
    """What the truth answers to these pairs, as reviewed judgements."""
    from tawthiq.terms.judgements import Basis, Decision, Judgement

    person = dict(truth.select("record_id", "entity_id").iter_rows())
    return [
        Judgement(
            record_a=a,
            record_b=b,
            decision=Decision.SAME if person[a] == person[b] else Decision.DIFFERENT,
            basis=Basis.REVIEWED,
            probability=p,
            at=datetime(2026, 1, 1, tzinfo=UTC),
            member_id="truth",
        )
        for a, b, p in pairs.select("record_id_l", "record_id_r", "probability").iter_rows()
    ]


def run_tawthiq(folder: Path, judgements: int) -> list[Row]:
    """Link one data set in this process; a second row after reviews from the queue, when asked."""
    from tawthiq import matching

    records, truth = read_set(folder)
    clean = clean_lists(records, truth)
    matching.link(matching.conform(records.head(WARM_UP)))
    rows: list[Row] = []
    judged: list[Any] = []
    started, cpu = time.perf_counter(), time.process_time()
    result = matching.link(matching.conform(records), one_per_list=clean)
    cost = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    cost["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append({"system": "Tawthiq", **cost, **scores(result.clusters, truth, records), "note": doubts(result, truth)})
    if not judgements:
        return rows
    from tawthiq.matching.queue import review_queue

    started, cpu = time.perf_counter(), time.process_time()
    for _ in range(ROUNDS):
        asked = [(j.record_a, j.record_b) for j in judged]
        judged += judged_by(
            truth, review_queue(result.pairs, limit=judgements // ROUNDS, judged=asked, clusters=result.clusters)
        )
        result = matching.link(matching.conform(records), one_per_list=clean, judgements=judged)
    cost |= {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    cost["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append({"system": f"Tawthiq +{len(judged)}", **cost, **scores(result.clusters, truth, records)})
    return rows


def doubts(result: Any, truth: pl.DataFrame) -> str:
    """Recall of the blocking rules, siblings merged falsely, and whether the stated interval holds the persons."""
    from tawthiq.matching.evaluate import evaluate

    found = evaluate(result.clusters, truth, pairs=result.pairs, compared=result.compared, draws=0)
    persons = result.report["draws"]["persons"]
    holds = persons["lower"] <= truth["entity_id"].n_unique() <= persons["upper"]
    return (
        f"compared {found.compared_share:.4f}, siblings merged {found.siblings_merged_share:.4f}, persons "
        f"{persons['lower']:,.0f} to {persons['upper']:,.0f} {'hold' if holds else 'DO NOT HOLD'} the truth"
    )


def run_splink(folder: Path, python: str) -> list[Row]:
    """Link one data set with Splink; a row at its best threshold, one at the usual."""
    import splink_input

    records, truth = read_set(folder)
    with tempfile.TemporaryDirectory() as place:
        frame = Path(place) / "frame.parquet"
        splink_input.prepare(records).write_parquet(frame)
        command = [
            python,
            str(ROOT / "benchmarks" / "splink_peer.py"),
            str(frame),
            splink_input.kind_of(records),
            place,
        ]
        if clean_lists(records, truth):
            command.append("--link-only")
        cost = run_json(command)
        pairs = numbered(pl.read_parquet(Path(place) / "pairs.parquet"), truth)
    name = f"Splink {cost.pop('version')}"
    points = {
        "best F1": best_threshold(pairs, truth),
        "best capt.": best_capture(pairs, truth, records),
        "usual": USUAL,
    }
    rows = []
    for label, weight in points.items():
        found = scores(components(pairs, truth, weight), truth, records)
        rows.append({"system": f"{name} {label}", **cost, **found, "note": f"at match weight {weight:g}"})
    return rows


def components(pairs: pl.DataFrame, truth: pl.DataFrame, weight: float) -> pl.DataFrame:
    """Splink's own clusters at a threshold: connected components of the pairs at or above it."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    kept = pairs.filter(pl.col("match_weight") >= weight)
    ends = (kept["left"].to_numpy(), kept["right"].to_numpy())
    graph = coo_array((np.ones(kept.height, dtype=np.int8), ends), shape=(truth.height, truth.height))
    groups = connected_components(graph, directed=False)[1]
    return pl.DataFrame({"record_id": truth["record_id"], "cluster_id": groups})


def numbered(pairs: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """The pairs by the rows of their records in the truth."""
    rows = truth.select("record_id", pl.int_range(pl.len(), dtype=pl.Int32).alias("row"))
    for side, name in (("record_id_l", "left"), ("record_id_r", "right")):
        ends = rows.rename({"record_id": side, "row": name})
        pairs = pairs.join(ends, on=side, how="left").drop(side)
    return pairs


def best_threshold(pairs: pl.DataFrame, truth: pl.DataFrame) -> float:
    """The match weight at which the clusters have the highest pair F1: coarsely, then in steps of a half."""

    def f1(weight: float) -> float:
        both = components(pairs, truth, weight).join(truth, on="record_id")

        def held(*by: str) -> float:
            sizes = both.group_by(by).len()["len"].cast(pl.Float64)
            return float((sizes * (sizes - 1)).sum())

        return 2 * held("cluster_id", "entity_id") / max(1.0, held("cluster_id") + held("entity_id"))

    coarse = max(COARSE, key=f1)
    return max((coarse + step / 2 for step in range(-5, 6)), key=f1)


def best_capture(pairs: pl.DataFrame, truth: pl.DataFrame, records: pl.DataFrame) -> float:
    """The match weight with the least error of the capture histories."""

    def error(weight: float) -> float:
        return float(scores(components(pairs, truth, weight), truth, records)["capture_history_l1"])

    return min(COARSE, key=error)


def scores(clusters: pl.DataFrame, truth: pl.DataFrame, records: pl.DataFrame) -> Row:
    from tawthiq.matching.evaluate import evaluate

    found = asdict(evaluate(clusters, truth, records.select("record_id", "list")))
    return {key: found[key] for key in ("records", "true_people", "found_people", *SHARES)}


def run_json(command: list[str]) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def find_sets(folders: list[Path]) -> list[Path]:
    """Folders that hold a data set, themselves or below the folders given."""
    return sorted({found.parent for path in folders for found in path.glob("**/truth.parquet")})


def make_sets(sizes: list[int], generator: str, seed: int, place: Path) -> list[Path]:
    """Data sets of these sizes, made by a program, smallest first."""
    made = []
    for size in sorted(sizes):
        folder = place / f"scale-{size}"
        words = shlex.split(generator.format(size=size, out=shlex.quote(str(folder)), seed=seed))
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        made.append(folder)
    return made


HEADS = ("P", "R", "F1", "B3", "capture")


def print_head() -> None:
    shares = " ".join(f"{h:>7}" for h in HEADS)
    print(f"{'set':22} {'system':23} {'records':>9} {shares} {'people':>17} {'wall s':>7} {'cpu s':>7} {'peak MB':>8}")


def print_row(name: str, row: Row) -> None:
    shares = " ".join(f"{row[c]:7.4f}" if row[c] is not None else "      –" for c in SHARES)
    people = f"{row['found_people']}/{row['true_people']}"
    cost = f"{row['seconds']:7.1f} {row['cpu']:7.1f} {row['peak_mb']:8.0f}"
    print(
        f"{name:22} {row['system']:23} {row['records']:>9} {shares} {people:>17} {cost} {row.get('note', '')}",
        flush=True,
    )


def print_growth(rows: list[tuple[str, Row]]) -> None:
    """How the cost grows from each size to the next: 1 is in step with the records."""
    by_system: dict[str, list[Row]] = {}
    for _, row in rows:
        if row["system"].endswith(("best capt.", "usual")):
            continue  # the same run at another threshold
        by_system.setdefault(row["system"], []).append(row)
    print("\nCPU seconds a million records, and growth of cost over growth of records from the size before")
    for system, found in by_system.items():
        steps = [f"{row['records']:,}: {row['cpu'] / row['records'] * 1e6:.0f} s" for row in found]
        ratios = [b["cpu"] / a["cpu"] / (b["records"] / a["records"]) for a, b in pairwise(found)]
        print(f"{system:20} {', '.join(steps)}; {' '.join(f'x{ratio:.2f}' for ratio in ratios)}")


def peer(named: str) -> str | None:
    """The interpreter that has Splink, if there is one."""
    if named:
        return named
    return sys.executable if find_spec("splink") else None


def measure(folder: Path, asked: argparse.Namespace, python: str | None) -> list[Row]:
    one = [sys.executable, __file__, "--one", str(folder), "--judgements", str(asked.judgements)]
    rows: list[Row] = [] if asked.only == "splink" else run_json(one)
    if python is not None and asked.only != "tawthiq":
        rows += run_splink(folder, python)
    return rows


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--peer-python", default="")
    parser.add_argument("--only", choices=("tawthiq", "splink"))
    parser.add_argument("--judgements", type=int, default=0, help="answers of the truth to the review queue")
    parser.add_argument("--scale", type=int, nargs="+", default=[], metavar="RECORDS")
    parser.add_argument("--generator", default=GENERATOR, help="program for --scale, with {size} {out} {seed}")
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--results", type=Path, help="also write every row as a line of JSON here")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if not (asked.folders or asked.scale or asked.one):
        parser.error("name a folder of data sets, or sizes after --scale")
    return asked


def main(arguments: list[str]) -> int:
    asked = read_arguments(arguments)
    if asked.one:
        print(json.dumps(run_tawthiq(asked.one, asked.judgements)))
        return 0
    python = peer(asked.peer_python)
    print(f"{RULES}\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.\n")
    if python is None and asked.only != "tawthiq":
        print("Splink is not measured: name an interpreter that has it with --peer-python.\n")
    print_head()
    with tempfile.TemporaryDirectory() as place:
        scaled = make_sets(asked.scale, asked.generator, asked.seed, Path(place))
        rows = []
        for folder in [*find_sets(asked.folders), *scaled]:
            for row in measure(folder, asked, python):
                print_row(folder.name, row)
                rows.append((folder.name, row))
                if asked.results:
                    with asked.results.open("a", encoding="utf-8") as file:
                        file.write(json.dumps({"set": folder.name, **row}) + "\n")
    if len(scaled) > 1:
        print_growth([(name, row) for name, row in rows if name.startswith("scale-")])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
