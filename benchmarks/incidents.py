"""Print accuracy, time and memory of linking invented incidents, for several seeds and sizes.

    python3 run.py benchmark incidents [SIZE …] [--seeds 101 102 103]

The lists come from ``tawthiq.sample.incident_lists``: four lists, two scripts, several incidents a day in one town.
The towns and days stay as many, so larger sets are denser, and harder. The seeds are none that the method was tuned
on (1 to 4). Each run is a process of its own, so that the peak of memory is its own. One column says how far
probabilities can be trusted: of the pairs from .9 up, the share that is right. Nothing is asserted.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("pair_precision", "pair_recall", "pair_f1", "b3_f1", "capture_history_l1")
SIZES, SEEDS = (3000,), (101, 102, 103)


def measure(size: int, seed: int) -> dict[str, object]:
    """Link one set of lists and compare with its truth."""
    sys.path.insert(0, str(ROOT / "src"))
    import polars as pl

    from tawthiq.matching.evaluate import evaluate
    from tawthiq.matching.incidents import link_incidents
    from tawthiq.sample.incident_lists import incident_lists

    frame, truth = incident_lists(size, seed=seed)
    cpu = time.process_time()
    result = link_incidents(frame)
    cpu = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = asdict(evaluate(result.clusters, truth, frame.select("record_id", "list")))
    is_of = dict(truth.iter_rows())
    sure = result.pairs.filter(pl.col("probability") >= 0.9).select("record_id_l", "record_id_r")
    right = sum(is_of[a] == is_of[b] for a, b in sure.iter_rows())
    return {"seed": seed, "cpu": cpu, "peak_mb": peak, "sure": sure.height, "right": right, **found}


def print_row(row: dict[str, object]) -> None:
    shares = " ".join(f"{float(str(row[c])):7.3f}" for c in COLUMNS)
    counted = f"{row['found_people']}/{row['true_people']}"
    right = int(str(row["right"])) / max(1, int(str(row["sure"])))
    cost = f"{float(str(row['cpu'])):7.1f} {float(str(row['peak_mb'])):7.0f}"
    print(f"{row['records']!s:>9} {row['seed']!s:>6} {shares} {counted:>16} {right:8.3f} {cost}", flush=True)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(int(arguments[1]), int(arguments[2]))))
        return 0
    sizes, _, seeds = " ".join(arguments).partition("--seeds")
    heads = " ".join(f"{h:>7}" for h in ("P", "R", "F1", "B3", "capture"))
    print(f"{'records':>9} {'seed':>6} {heads} {'found/true':>16} {'≥.9 right':>8} {'CPU s':>7} {'MB':>7}")
    for size in [int(s) for s in sizes.split()] or SIZES:
        for seed in [int(s) for s in seeds.split()] or SEEDS:
            command = [sys.executable, __file__, "--one", str(size), str(seed)]
            ended = subprocess.run(command, capture_output=True, text=True, check=True)
            print_row(json.loads(ended.stdout))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
