"""Print what estimators and documented tables cost against people, lists and classes: CPU seconds and memory.

    python3 run.py benchmark counting_growth [--seed 1] [--limit 45]

Every row is measured in a process of its own, so that its peak memory is its own, and is stopped after LIMIT seconds
and then says so. The whole takes ten minutes at most: rows for which no time is left say that. Where R is installed,
its packages run beside on the same tables; where R or a package is missing, that is said by name. Nothing is asserted.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__)
#: People, lists, classes.
SHAPES = [
    *((people, 4, 10) for people in (500, 5_000, 50_000, 500_000, 1_000_000)),
    *((5_000, lists, 10) for lists in (3, 5, 6, 7, 8, 9, 10, 11)),
    *((5_000, 5, classes) for classes in (2, 5, 10, 15, 20)),
]
OTHERS = [
    *(("nhoi", people, 4) for people in (5_000, 1_000_000)),
    *(("nhoi", 5_000, lists) for lists in (3, 6, 9, 11)),
    *(("dga", 5_000, lists) for lists in (3, 4, 5, 6)),
    *(("loglinear", 5_000, lists) for lists in (3, 4, 5)),
    *(("default", 5_000, lists) for lists in (3, 5)),
]
PEOPLE = (10_000, 100_000, 1_000_000)
WHOLE = 600
BEGUN = time.monotonic()
R_SCRIPTS = {
    "LCMCR": "library(LCMCR); t <- read.csv(f); n <- ncol(t) - 1; for (i in 1:n) t[[i]] <- factor(t[[i]]);"
    " colnames(t)[n + 1] <- 'Freq'; s <- lcmCR(t, tabular = TRUE, K = 10, buffer_size = 10000, thinning = 10,"
    " seed = 1, verbose = FALSE); q <- lcmCR_PostSampl(s, burnin = 10000, samples = 1000, thinning = 100)",
    "dga": "library(dga); t <- read.csv(f); n <- ncol(t) - 1; data(list = paste0('graphs', n));"
    " x <- array(0, rep(2, n)); for (i in seq_len(nrow(t))) x[t(as.matrix(t[i, 1:n] + 1))] <- t$count[i];"
    " w <- bma.cr(x, delta = 1 / 2 ^ n, Nmissing = 1:sum(x), graphs = get(paste0('graphs', n)))",
    "Rcapture": "library(Rcapture); t <- read.csv(f); n <- ncol(t) - 1; m <- closedpMS.t(as.matrix(t), dfreq = TRUE)",
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--limit", type=int, default=45, help="seconds after which one row is stopped")
    asked.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        name, people, lists, classes = given.one
        print(json.dumps(measure(name, int(people), int(lists), int(classes), seed=given.seed)))
        return
    print_all(seed=given.seed, limit=given.limit)


def print_all(*, seed: int, limit: int) -> None:
    """Every row, one after the other."""
    idle = run("nothing", 0, 0, 0, seed=seed, limit=limit)
    print(f"a process that only loads the estimators: peak {idle.get('peak', 0):,.0f} MB")
    print("latent classes")
    for people, lists, classes in SHAPES:
        show("lcm", people, lists, classes, seed=seed, limit=limit)
    print("other methods, and the default with its panel and without checks")
    for name, people, lists in OTHERS:
        show(name, people, lists, 10, seed=seed, limit=limit)
    print("documented tables, all of benchmarks/documented.py one after the other")
    for people in PEOPLE:
        show("documented", people, 0, 0, seed=seed, limit=limit)
    beside_r(seed=seed, limit=limit)


def show(name: str, people: int, lists: int, classes: int, *, seed: int, limit: int) -> None:
    found = run(name, people, lists, classes, seed=seed, limit=limit)
    shape = f"  {name:<10} {people:>9,} people" + (f", {lists:>2} lists" if lists else "")
    shape += f", {classes:>2} classes" if name == "lcm" else ""
    if "problem" in found:
        print(f"{shape}: {found['problem']}")
        return
    print(f"{shape}: {found['cpu']:6.2f} CPU s, peak {found['peak']:5,.0f} MB{found['more']}")


def run(name: str, people: int, lists: int, classes: int, *, seed: int, limit: int) -> dict[str, Any]:
    """Measure in a child; what takes longer than the limit, or has no time left, says so."""
    limit = min(limit, int(WHOLE - (time.monotonic() - BEGUN)))
    if limit < 1:
        return {"problem": "not run: ten minutes are over"}
    command = [sys.executable, str(HERE), "--seed", str(seed), "--one", name, str(people), str(lists), str(classes)]
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit, env={**os.environ, "PYTHONPATH": paths}, check=False
        )
    except subprocess.TimeoutExpired:
        return {"problem": f"stopped after {limit} s"}
    if done.returncode:
        return {"problem": f"failed: {done.stderr.strip().splitlines()[-1]}"}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(name: str, people: int, lists: int, classes: int, *, seed: int) -> dict[str, Any]:
    """CPU seconds and peak of one piece of work, after what is compiled when first called has been called."""
    if name == "documented":
        return _documented(people)
    import numpy as np

    from tawthiq.counting.captures import CaptureTable
    from tawthiq.counting.estimate import estimate
    from tawthiq.counting.estimators import dga, loglinear
    from tawthiq.counting.estimators.lcm import LcmSettings, estimate_lcm
    from tawthiq.counting.estimators.nhoi import estimate_nhoi
    from tawthiq.counting.runs import Budget

    small = LcmSettings(islands=4, particles=2, moves=1, block=4, most_turns=4)
    few = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0]])
    estimate_lcm(few, np.full(4, 9), rng=np.random.default_rng(1), settings=small)
    if name == "nothing":
        return _answer(0.0)
    histories, counts = invent(people, lists, seed=seed)
    rng = np.random.default_rng(seed)
    table = CaptureTable.from_cells(
        [f"L{i}" for i in range(lists)], dict(zip(map(tuple, histories.tolist()), counts.tolist(), strict=True))
    ).canonical()
    works: dict[str, Callable[[], Any]] = {
        "lcm": lambda: estimate_lcm(table.histories, table.counts, rng=rng, settings=LcmSettings(classes=classes)),
        "nhoi": lambda: estimate_nhoi(table.histories, table.counts, rng=rng),
        "dga": lambda: dga.estimate_dga(table.dense()),
        "loglinear": lambda: loglinear.estimate_loglinear(table.dense(), rng=rng),
        "default": lambda: estimate(table, seed=seed, budget=Budget(checks=False)),
    }
    started = time.process_time()
    made = works[name]()
    seconds = time.process_time() - started
    more = ""
    if name == "lcm":
        effective = made.diagnostics["effective_draws"] / seconds
        more = f", {effective:7,.0f} effective draws a CPU second, R-hat {made.diagnostics['r_hat']}"
    return _answer(seconds, more)


def invent(people: int, lists: int, *, seed: int) -> tuple[Any, Any]:
    """Histories and their counts of people on lists of even chances that half of the people evade more."""
    import numpy as np

    rng = np.random.default_rng(seed)
    cells = (np.arange(2**lists)[:, None] >> np.arange(lists)) & 1
    chance = sum(weight * np.prod(np.where(cells, p, 1 - p), axis=1) for weight, p in ((0.5, 0.4), (0.5, 0.15)))
    counts = rng.multinomial(people, chance / chance.sum())
    kept = (counts > 0) & cells.any(axis=1)
    return cells[kept].astype(np.int64), counts[kept]


def _documented(people: int) -> dict[str, Any]:
    import documented

    from tawthiq.counting.documented import count_persons

    frame = documented.invent(people)
    started = time.process_time()
    slowest = ("", 0.0)
    for by in documented.TABLES:
        before = time.process_time()
        count_persons(frame, by=by)
        slowest = max(slowest, (" by ".join(by), time.process_time() - before), key=lambda one: one[1])
    more = f", {len(documented.TABLES)} tables, the slowest by {slowest[0]} {slowest[1]:.2f}"
    return _answer(time.process_time() - started, more)


def _answer(seconds: float, more: str = "") -> dict[str, Any]:
    return {"cpu": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "more": more}


def beside_r(*, seed: int, limit: int) -> None:
    """R's packages on 5,000 people and five lists, or by name what is not installed."""
    print("R on 5,000 people, 5 lists")
    r = shutil.which("Rscript")
    if r is None:
        print(f"  R is not installed here: {', '.join(R_SCRIPTS)} are not run")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        histories, counts = invent(5_000, 5, seed=seed)
        rows = [[*row, count] for row, count in zip(histories.tolist(), counts.tolist(), strict=True)]
        head = [*(f"L{i}" for i in range(5)), "count"]
        file.write_text("\n".join(",".join(map(str, row)) for row in [head, *rows]) + "\n", encoding="utf-8")
        for name, script in R_SCRIPTS.items():
            print(f"  {name}: {run_r(r, name, script, file, limit=limit)}")


def run_r(r: str, name: str, script: str, file: Path, *, limit: int) -> str:
    """CPU seconds of one package, or why there are none."""
    timed = f"if (!requireNamespace('{name}', quietly = TRUE)) {{ cat('missing'); quit() }}; f <- '{file}';"
    timed += f" s <- system.time({{ {script} }}); cat(s[['user.self']] + s[['sys.self']])"
    return say_r(subprocess_of([r, "-e", timed], limit=limit), limit=limit)


def subprocess_of(command: Sequence[str], *, limit: int) -> tuple[int, str]:
    """Exit code and last line; -1 where it was stopped."""
    limit = max(1, min(limit, int(WHOLE - (time.monotonic() - BEGUN))))
    try:
        done = subprocess.run(list(command), capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return -1, ""
    return done.returncode, (done.stdout.strip().splitlines() or [""])[-1]


def say_r(ended: tuple[int, str], *, limit: int) -> str:
    code, last = ended
    if code < 0:
        return f"stopped after {limit} s"
    if last == "missing":
        return "the package is not installed here"
    return f"{float(last):.2f} CPU s" if code == 0 and last else "failed"


if __name__ == "__main__":
    main()
