"""Cost and accuracy of linking a new list to kept records, beside linking all again.

    python3 run.py benchmark incremental FOLDER [FOLDER …] [--new 1000] [--by-list] [--no-full]
    python3 run.py benchmark incremental --scale 10000 100000 [--generator "python make.py {size} {out} --seed {seed}"]

A data set is a folder with ``records.parquet`` and ``truth.parquet``, as for `linkage`. So many of its records, drawn
by the seed, are the new ones; all others are linked and kept. With ``--by-list`` the new ones stand in a list of their
own. Every step is a process of its own: linking and keeping; opening what was kept and linking the new records, once
with everything compiled (a second run in the same state); linking all again, unless ``--no-full``. F1 and B³ are of
the clusters of all records, then those of the new ones alone (pairs with a new record). Nothing is asserted.
"""

import argparse
import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]
import linkage as whole  # noqa: E402  # the module beside this one, found once the path is set

Row = dict[str, Any]
NEW_LIST = "new list"


@contextmanager
def clock(row: Row, step: str) -> Iterator[None]:
    """Wall and CPU seconds of a step."""
    started, cpu = time.perf_counter(), time.process_time()
    yield
    row[step] = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    row["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def parts(folder: Path, new: int, *, by_list: bool, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records to keep and the new ones."""
    records = whole.read_set(folder)[0]
    drawn = records.sample(new, seed=seed)["record_id"]
    is_new = pl.col("record_id").is_in(drawn.implode())
    if by_list:
        records = records.with_columns(pl.when(is_new).then(pl.lit(NEW_LIST)).otherwise(pl.col("list")).alias("list"))
    return records.filter(~is_new), records.filter(is_new)


def run_keep(old: pl.DataFrame, kept: Path) -> Row:
    from tawthiq import matching

    warm_up(matching, old)
    row: Row = {}
    frame = matching.conform(old)
    with clock(row, "link"):
        linkage = matching.link(frame)
    with clock(row, "keep"):
        held = matching.keep(frame, linkage)
    with clock(row, "write"):
        matching.write_kept(held, kept)
    return row | {"folder_mb": sum(path.stat().st_size for path in kept.iterdir()) / 2**20}


def run_add(new: pl.DataFrame, kept: Path, out: Path) -> Row:
    from tawthiq import matching

    warm_up(matching, new)
    row: Row = {}
    with clock(row, "open"):
        held = matching.read_kept(kept)
    with clock(row, "add"):
        added = matching.link_new(held, matching.conform(new))
    with clock(row, "grow"):
        added.kept()
    added.all_clusters.write_parquet(out)
    return row | {"changes": added.report["changes"], "unlike": [one["words"] for one in added.report["unlike"]]}


def run_full(records: pl.DataFrame, out: Path) -> Row:
    from tawthiq import matching

    warm_up(matching, records)
    row: Row = {}
    with clock(row, "full"):
        linkage = matching.link(matching.conform(records))
    linkage.clusters.write_parquet(out)
    return row


def warm_up(matching: Any, records: pl.DataFrame) -> None:
    """Load what is compiled, outside the clock."""
    few = matching.conform(records.head(300))
    held = matching.keep(few.head(200), matching.link(few.head(200)))
    matching.link_new(held, few.tail(few.height - 200))


def accuracy(clusters: pl.DataFrame, truth: pl.DataFrame, records: pl.DataFrame, new: pl.DataFrame) -> Row:
    found = whole.scores(clusters, truth, records)
    return {"f1": found["pair_f1"], "b3": found["b3_f1"], **of_new(clusters, truth, new)}


def of_new(clusters: pl.DataFrame, truth: pl.DataFrame, new: pl.DataFrame) -> Row:
    """Precision and recall of the pairs that have a new record."""
    both = clusters.join(truth, on="record_id").with_columns(
        pl.col("record_id").is_in(new["record_id"].implode()).alias("new")
    )

    def pairs(*by: str) -> int:
        sizes = both.group_by(by).agg(pl.len().cast(pl.Int64).alias("all"), pl.col("new").sum().cast(pl.Int64))
        fresh, old = sizes["new"], sizes["all"] - sizes["new"]
        return int((fresh * old + fresh * (fresh - 1) // 2).sum())

    right, said, true = pairs("cluster_id", "entity_id"), pairs("cluster_id"), pairs("entity_id")
    return {
        "new_f1": 2 * right / max(1, said + true),
        "new_precision": right / max(1, said),
        "new_recall": right / max(1, true),
    }


def run_step(step: str, folder: Path, asked: argparse.Namespace, place: Path) -> Row:
    """One step in a process of its own."""
    command = [sys.executable, __file__, str(folder), "--step", step, "--place", str(place), "--new", str(asked.new)]
    command += ["--seed", str(asked.seed), *(["--by-list"] if asked.by_list else [])]
    found: Row = whole.run_json(command)
    return found


def do_step(asked: argparse.Namespace) -> Row:
    old, new = parts(asked.folders[0], asked.new, by_list=asked.by_list, seed=asked.seed)
    if asked.step == "keep":
        return run_keep(old, asked.place / "kept")
    if asked.step == "add":
        return run_add(new, asked.place / "kept", asked.place / "added.parquet")
    return run_full(pl.concat([old, new]), asked.place / "full.parquet")


def show(name: str, step: str, row: Row) -> None:
    cost = {key: value for key, value in row.items() if isinstance(value, dict) and "cpu" in value}
    told = ", ".join(f"{key} {value['seconds']:.1f} s ({value['cpu']:.1f} CPU s)" for key, value in cost.items())
    rest = ", ".join(
        f"{key} {value:.4f}" if isinstance(value, float) and value <= 1 else f"{key} {value}"
        for key, value in row.items()
        if key not in cost
    )
    print(f"{name:20} {step:6} {told}{'; ' if told else ''}{rest}", flush=True)


def measure(folder: Path, asked: argparse.Namespace, place: Path) -> None:
    records, truth = whole.read_set(folder)
    new = parts(folder, asked.new, by_list=asked.by_list, seed=asked.seed)[1]
    if not (place / "kept" / "manifest.json").exists():
        show(folder.name, "keep", run_step("keep", folder, asked, place))
    show(folder.name, "add", run_step("add", folder, asked, place))
    show(folder.name, "add", accuracy(pl.read_parquet(place / "added.parquet"), truth, records, new))
    if not asked.no_full:
        show(folder.name, "full", run_step("full", folder, asked, place))
        show(folder.name, "full", accuracy(pl.read_parquet(place / "full.parquet"), truth, records, new))


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--new", type=int, default=1000, help="how many records are new")
    parser.add_argument("--by-list", action="store_true", help="the new records stand in a list of their own")
    parser.add_argument("--no-full", action="store_true", help="do not link all again")
    parser.add_argument("--scale", type=int, nargs="+", default=[], metavar="RECORDS")
    parser.add_argument("--generator", default=whole.GENERATOR, help="program for --scale, with {size} {out} {seed}")
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--place", type=Path, help="keep the kept folder here, and use the one that is there")
    parser.add_argument("--step", choices=("keep", "add", "full"), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if not (asked.folders or asked.scale):
        parser.error("name a folder of data sets, or sizes after --scale")
    return asked


def main(arguments: list[str]) -> int:
    asked = read_arguments(arguments)
    if asked.step:
        print(json.dumps(do_step(asked)))
        return 0
    with tempfile.TemporaryDirectory() as made:
        for folder in [
            *whole.find_sets(asked.folders),
            *whole.make_sets(asked.scale, asked.generator, asked.seed, Path(made)),
        ]:
            place = (asked.place or Path(made)) / f"kept-{folder.name}"
            place.mkdir(parents=True, exist_ok=True)
            measure(folder, asked, place)
            if asked.place is None:
                shutil.rmtree(place)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
