"""Cuts the power under the custody ledger at random moments and counts what is lost and what is damaged.

    python3 run.py benchmark power_cuts [--seeds 2000]

With the program's settings, and with two weaker ones that must be seen to lose. What is simulated, and what is not,
stands in `tests/keeping/power_cuts.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tawthiq.keeping.opening import Mission, make_folder, migrate, open_store


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--seeds", type=int, default=2000)
    options = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="tawthiq-bench-") as name:
        folder = Path(name) / "mission"
        make_folder(folder, Mission(name="Invented"))
        open_store(folder)
        migrate()
        from django.db import connection

        connection.close()
        for setting, seeds in (("FULL", options.seeds), ("NORMAL", options.seeds // 10), ("OFF", options.seeds // 10)):
            _count(folder / "mission.db", setting, seeds)


def _count(store: Path, setting: str, seeds: int) -> None:
    from keeping.power_cuts import cut_power  # it reads the settings, which a mission must be named for first

    began = time.process_time()
    outcomes = [cut_power(store, seed, synchronous=setting) for seed in range(seeds)]
    sys.stdout.write(
        f"synchronous={setting}: {seeds} power cuts, {sum(o.acknowledged for o in outcomes):,} acknowledged commits, "
        f"{sum(o.dropped_sectors for o in outcomes):,} sectors dropped: "
        f"{sum(o.lost for o in outcomes)} commits lost in {sum(o.lost > 0 for o in outcomes)} cuts, "
        f"{sum(o.is_damaged for o in outcomes)} stores damaged ({time.process_time() - began:.0f} CPU s)\n"
    )


if __name__ == "__main__":
    main()
