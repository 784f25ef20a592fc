"""Print accuracy, time and memory of linking for every data set under a folder.

    python benchmarks/linkage.py FOLDER [FOLDER …]

A data set is a folder with ``records.parquet`` (columns as lists have them) and ``truth.parquet``
(record_id, entity_id). Each is linked in a process of its own, without labels, so that the peak of memory
is its own. Nothing is asserted.
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


def measure(folder: Path) -> dict[str, object]:
    """Link one data set and compare with its truth."""
    sys.path.insert(0, str(ROOT / "src"))
    import polars as pl

    from tawthiq import matching
    from tawthiq.matching.evaluate import evaluate

    start, cpu = time.perf_counter(), time.process_time()
    frame = matching.conform(pl.read_parquet(folder / "records.parquet"))
    result = matching.link(frame)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    truth = pl.read_parquet(folder / "truth.parquet")
    found = asdict(evaluate(result.clusters, truth, frame.select("record_id", "list")))
    return {"set": folder.name, "seconds": seconds, "cpu": cpu, "peak_mb": peak, **found}


def find_sets(folders: list[str]) -> list[Path]:
    """Folders that hold a data set, themselves or below the folders given."""
    paths = [Path(folder) for folder in folders]
    return sorted({found.parent for path in paths for found in path.glob("**/truth.parquet")})


def print_row(row: dict[str, object]) -> None:
    shares = " ".join(f"{float(str(row[c])):7.4f}" if row[c] is not None else "      –" for c in COLUMNS)
    people = f"{row['found_people']}/{row['true_people']}"
    cost = f"{float(str(row['seconds'])):7.1f} {float(str(row['cpu'])):7.1f} {float(str(row['peak_mb'])):7.0f}"
    print(f"{row['set']!s:24} {row['records']!s:>9} {shares} {people:>16} {cost}", flush=True)


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(Path(arguments[1]))))
        return 0
    if not arguments:
        print(__doc__)
        return 2
    heads = " ".join(f"{h:>7}" for h in ("P", "R", "F1", "B3", "capture"))
    print(f"{'set':24} {'records':>9} {heads} {'people':>16} {'seconds':>7} {'cpu':>7} {'peakMB':>7}")
    for folder in find_sets(arguments):
        command = [sys.executable, __file__, "--one", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        print_row(json.loads(done.stdout))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
