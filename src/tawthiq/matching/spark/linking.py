"""Linking on Spark: the steps of `tawthiq.matching.linking`, where the records are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from tawthiq.matching.blocking import RuleReport
from tawthiq.matching.drawing import Constraints, draw_clusterings
from tawthiq.matching.learned import LearnedModel, NotLearned
from tawthiq.matching.linking import VERSION, Progress, check_lists, constraints_of, of_learning
from tawthiq.matching.spark.arrow import collected, settle
from tawthiq.matching.spark.blocks import find_pairs
from tawthiq.matching.spark.clusters import Held, cluster_pairs, with_roots
from tawthiq.matching.spark.judgements import judged_records, learn_on_spark
from tawthiq.matching.spark.linkage import KEPT_WEIGHT, SparkLinkage
from tawthiq.matching.spark.records import first_numbers, read_records
from tawthiq.matching.spark.rows import code_records
from tawthiq.matching.spark.session import check_workers
from tawthiq.matching.spark.tables import count_tables
from tawthiq.matching.spark.weights import SparkScores, look_up, score_pairs
from tawthiq.terms.judgements import Basis, Judgement

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MOST_DRAWN = 20_000_000
"""Clusterings are drawn on the driver: with more records, or more pairs that can matter, they are left out."""


def link_on_spark(
    session: SparkSession,
    records: DataFrame | str,
    *,
    one_per_list: Collection[str] = (),
    judgements: Iterable[Judgement] = (),
    seed: int = 0,
    draws: int = 30,
    progress: Progress | None = None,
) -> SparkLinkage:
    """Find the records that speak of the same person, beyond one machine; as `tawthiq.matching.link`.

    The same records, lists, judgements and seed give the same clusters and report as on one machine, however the
    records are ordered and cut into partitions. The interval of the number of persons is drawn on the driver; beyond
    `MOST_DRAWN` records or pairs it is left out, and the report says so (``draws_left_out``).

    Args:
        session: where to work. With a folder for checkpoints set, results between survive a lost worker.
        records: columns of `tawthiq.matching.schema.SCHEMA` (all but ``record_id``, ``list`` and ``name`` may be
            left out), or the path of Parquet with them, anywhere the session can read.
        one_per_list: lists that are known to hold nobody twice.
        judgements: decisions about pairs; those about records that are not there are left aside.
        seed: of what is drawn at random; kept in the report.
        draws: how many clusterings are drawn for the interval of the number of persons; 0 for none.
        progress: told the share done (0 to 1) and a code of the step.

    Raises:
        BadInputError: the records are not in shape, or a list in ``one_per_list`` is not in them.
        SetupError: ``spark.workers``: the workers do not have this version of Tawthiq.
    """
    tell = progress or (lambda _share, _step: None)
    tell(0.0, "encode")
    check_workers(session)
    read = read_records(session, records)
    starts = first_numbers(read)
    size, tables = int(starts[-1]), count_tables(read, starts)
    check_lists(one_per_list, tables.lists)
    shared = session.sparkContext.broadcast(tables)
    rows, ids = code_records(read, tables, shared)
    tell(0.25, "block")
    found, rules = find_pairs(rows, tables, shared, size=size, one_per_list=one_per_list)
    tell(0.40, "compare")
    candidates, met = sum(rule.new_pairs for rule in rules), _records_met(found)
    scores = score_pairs(found, rows, tables, shared, size=size, candidates=candidates, seed=seed)
    tell(0.80, "cluster")
    reviewed = [j for j in judgements if j.basis is Basis.REVIEWED]
    known = judged_records(ids, reviewed)
    must, cannot, conflicts = constraints_of(dict(known.select("record_id", "at").iter_rows()), reviewed)
    clean = tuple(tables.lists.index(name) for name in one_per_list)
    lists = dict(known.select("at", "list").iter_rows())
    held = Held(must=tuple(must), cannot=tuple(cannot), lists=lists, clean=clean)
    learned = learn_on_spark(reviewed, known, scores, clean=clean) if reviewed else None
    weighed = _weighed(scores, learned)
    roots = cluster_pairs(weighed, held)
    compared = settle(_across(weighed, roots))
    clusters = settle(_clusters(compared, roots, ids, held))
    tell(0.90, "draw")
    report = _report(compared, clusters, rules, records=size, lists=len(tables.lists))
    report["hopeless_pairs"] = candidates - report.pop("compared_as_one")
    report |= {"candidate_pairs": candidates, "uncompared_records": size - met}
    report |= {"model": scores.model.parameters(), "judgement_conflicts": conflicts}
    report |= {"one_per_list": sorted(one_per_list), "seed": seed, "learned": of_learning(learned)}
    report["spellings_joined"] = len(scores.equivalents)
    if draws:
        mattering = compared.filter(f"weight > {KEPT_WEIGHT}").select("left", "right", "weight")
        if size > MOST_DRAWN or mattering.count() > MOST_DRAWN:
            report["draws_left_out"] = f"There are more than {MOST_DRAWN:,} records or pairs that matter."
        else:
            report["draws"] = _drawn(mattering, roots, ids, held, records=size, draws=draws, seed=seed)
    tell(1.0, "done")
    kept = compared.select("left", "right", "code", "weight", "probability", "across")
    named = clusters.select("record_id", "cluster_id", "probability")
    return SparkLinkage(clusters=named, weighed=kept, ids=ids.select("at", "record_id"), report=report)


def _weighed(scores: SparkScores, learned: LearnedModel | NotLearned | None) -> DataFrame:
    """The pairs with weights and probabilities, by the learned model where there is one."""
    weight, probability = scores.weight, scores.probability
    if isinstance(learned, LearnedModel):
        weight = learned.weights(scores.patterns, scores.weight)
        probability = learned.probabilities(scores.patterns, scores.weight)
    values = {"weight": weight.astype(np.float32), "probability": probability.astype(np.float32)}
    return settle(look_up(scores.pairs, scores.codes, values))


def _across(weighed: DataFrame, roots: DataFrame) -> DataFrame:
    """The pairs, each with whether the clusters keep it apart."""
    from pyspark.sql import functions as f

    rooted = with_roots(weighed, roots)
    return rooted.withColumn("across", f.col("root_l") != f.col("root_r")).drop("root_l", "root_r")


def _clusters(compared: DataFrame, roots: DataFrame, ids: DataFrame, held: Held) -> DataFrame:
    """Where each record is put; its probability is its best link inside, or alone that no link holds."""
    import pyarrow as pa
    from pyspark.sql import functions as f

    sides = [compared.select(f.col(side).alias("at"), "probability", "across") for side in ("left", "right")]
    told = sorted({record for pair in held.must for record in pair})
    certain = compared.sparkSession.createDataFrame(pa.table({"at": pa.array(told, pa.int64())}))
    sides.append(
        certain.select(
            "at",
            f.lit(1.0).cast("float").alias("probability"),
            f.lit(False).alias("across"),
        )
    )
    ends = sides[0].unionByName(sides[1]).unionByName(sides[2])
    best = ends.groupBy("at").agg(
        f.max(f.when(~f.col("across"), f.col("probability"))).alias("best_in"),
        f.max(f.when(f.col("across"), f.col("probability"))).alias("best_out"),
    )
    many = roots.groupBy("root").agg(f.count("*").alias("many"))
    nothing = f.lit(0.0).cast("float")
    inside, outside = f.coalesce("best_in", nothing), f.coalesce("best_out", nothing)
    placed = ids.join(roots, "at", "left").withColumn("root", f.coalesce("root", "at"))
    placed = placed.join(many, "root", "left").join(best, "at", "left")
    placed = placed.join(ids.select(f.col("at").alias("root"), f.col("record_id").alias("cluster_id")), "root")
    probability = f.when(f.col("many") > 1, inside).otherwise(f.lit(1.0).cast("float") - outside)
    return placed.select(
        "record_id",
        "cluster_id",
        probability.cast("double").alias("probability"),
        f.coalesce("many", f.lit(1)).alias("many"),
    )


def _records_met(found: DataFrame) -> int:
    """How many records are in a candidate."""
    from pyspark.sql import functions as f

    return found.select(f.explode(f.array("left", "right")).alias("at")).distinct().count()


def _report(
    compared: DataFrame, clusters: DataFrame, rules: list[RuleReport], *, records: int, lists: int
) -> dict[str, Any]:
    from pyspark.sql import functions as f

    first = f.col("record_id") == f.col("cluster_id")
    sizes = clusters.agg(
        f.count_if(first).alias("clusters"),
        f.count_if(first & (f.col("many") > 1)).alias("of_more"),
        f.coalesce(f.max("many"), f.lit(0)).alias("largest"),
    ).collect()[0]
    low, high = (f.lit(bound).cast("float") for bound in (0.1, 0.9))
    pairs = compared.agg(
        f.count_if(f.col("times") == 1).alias("as_one"),
        f.count_if((f.col("probability") > low) & (f.col("probability") < high)).alias("uncertain"),
    ).collect()[0]
    return {
        "version": VERSION,
        "records": records,
        "lists": lists,
        "compared_as_one": pairs["as_one"],
        "clusters": sizes["clusters"],
        "clusters_of_more": sizes["of_more"],
        "largest_cluster": sizes["largest"],
        "uncertain_pairs": pairs["uncertain"],
        "blocking": [asdict(rule) for rule in rules],
    }


def _drawn(
    pairs: DataFrame, roots: DataFrame, ids: DataFrame, held: Held, *, records: int, draws: int, seed: int
) -> dict[str, Any]:
    """Draws of the clustering, for the report; on the driver."""
    from pyspark.sql import functions as f

    mattering = collected(pairs).sort("left", "right")
    placed = collected(ids.join(roots, "at", "left").select("at", "list", f.coalesce("root", "at").alias("root")))
    placed = placed.sort("at")
    lists = placed["list"].to_numpy().astype(np.int32)
    clean = np.where(np.isin(lists, held.clean), lists, -1).astype(np.int32) if held.clean and records else None
    return draw_clusterings(
        records,
        mattering["left"].to_numpy().astype(np.int32),
        mattering["right"].to_numpy().astype(np.int32),
        mattering["weight"].to_numpy().astype(np.float64),
        roots=placed["root"].to_numpy().astype(np.int32),
        list_code=lists,
        constraints=Constraints(must=held.must, cannot=held.cannot, clean_list=clean),
        draws=draws,
        seed=seed,
    ).report()
