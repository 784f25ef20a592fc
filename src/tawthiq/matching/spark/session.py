"""A Spark session to link in, and whether the workers can.

Workers run the functions of this package, so they need it too: the same version, or results would be of two
methods. Before anything is linked every worker that answers says which sources it has.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tawthiq.terms.errors import SetupError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_HERE = Path(__file__).resolve()


def check_installed() -> None:
    """Refuse (SetupError) where the extra or Java is missing."""
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise SetupError(
            "spark.not_installed",
            "Linking on Spark needs PySpark, which is not installed.",
            "Install the extra: pip install 'tawthiq[spark]'.",
        )
    if java() is None:
        raise SetupError(
            "spark.no_java",
            "Java is not installed: Spark needs it.",
            "Install Java 17 or newer, such as Debian's package openjdk-17-jre-headless.",
        )


def java() -> str | None:
    """Return the path of Java as Spark would find it, or None."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


def start_session(master: str, *, memory: str = "3g", settings: Mapping[str, str] | None = None) -> SparkSession:
    """Start a session, or return the one that runs; on this machine (``local[2]``) nothing listens to the network.

    For a cluster a session with its own settings is usually made by whoever submits the program; this one is for
    the command line and for trying.

    Args:
        master: address of the cluster, or ``local[THREADS]``.
        memory: of the driver; on this machine that is all Spark may use beside Python.
        settings: further settings of Spark, which win.

    Raises:
        SetupError: ``spark.not_installed``, ``spark.no_java``, ``spark.no_session``.
    """
    check_installed()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("tawthiq").config("spark.driver.memory", memory)
    chosen = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # PySpark reads it nowhere else
        chosen |= _on_this_machine()
    for key, value in (chosen | dict(settings or {})).items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError, OSError, RuntimeError) as failure:
        raise _no_session(master) from failure


def _no_session(master: str) -> SetupError:
    return SetupError(
        "spark.no_session",
        f"Spark could not be started with the master {master}.",
        "Look at what Spark wrote above; local[2] runs on this machine.",
    )


def _on_this_machine() -> dict[str, str]:
    """Settings of a session on this machine: no open port to others, workers with this Python and this package."""
    return {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "8",
        "spark.executorEnv.PYTHONPATH": str(_HERE.parents[3]),
    }


@cache
def sources() -> str:
    """Return a digest of the sources that link."""
    digest = hashlib.sha256()
    for source in sorted(_HERE.parents[1].rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _say_sources(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for _ in batches:
        yield pa.RecordBatch.from_pydict({"sources": [sources()]})


def check_workers(session: SparkSession) -> None:
    """Refuse (SetupError ``spark.workers``) workers without this package, or with another version of it."""
    from pyspark.errors import PythonException

    asked: DataFrame = session.range(session.sparkContext.defaultParallelism)
    try:
        found = {row.sources for row in asked.mapInArrow(_say_sources, "sources string").distinct().collect()}
    except PythonException as failure:
        raise _unfit("Tawthiq does not run on Spark's workers.") from failure
    if found != {sources()}:
        raise _unfit("Spark's workers have another version of Tawthiq than this machine.")


def _unfit(problem: str) -> SetupError:
    return SetupError("spark.workers", problem, "Install the same tawthiq[spark] on every worker, or send it along.")
