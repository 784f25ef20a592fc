"""On Spark the same clusters come out as on one machine, however the records are ordered and cut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from matching.lists_of_the_dead import make_lists
from matching.test_equivalents import lists_with_variants
from tawthiq import matching
from tawthiq.matching import spark as starting
from tawthiq.matching.blocking import find_candidates
from tawthiq.matching.encoding import encode
from tawthiq.matching.schema import SCHEMA
from tawthiq.matching.spark import SparkLinkage, link_on_spark, linking, session
from tawthiq.terms.errors import BadInputError, SetupError
from tawthiq.terms.judgements import Basis, Decision, Judgement

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = [
    pytest.mark.skipif(
        session.java() is None,
        reason="Java is not installed: linking on Spark is not tested; Debian's package openjdk-17-jre-headless has it",
    ),
    # PySpark 4.3 says of itself that it has not been tried with pandas 3; nothing here goes through pandas.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    import warnings

    matching.link(lists_with_doubles())  # the kernels are compiled once, here, and not by every worker at a time
    settings = {
        "spark.sql.shuffle.partitions": "2",
        "spark.log.level": "ERROR",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # short runs: little to optimise
    }
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        started = session.start_session("local[2]", memory="1g", settings=settings)
    yield started
    started.stop()


def lists_with_doubles() -> pl.DataFrame:
    """Two scripts, families, and in every list a few people twice."""
    frame, _ = make_lists(130)
    frame = matching.conform(frame)
    more = ((pl.int_range(pl.len()) % 3 == 0), (pl.int_range(pl.len()) % 4 == 0))
    return pl.concat([frame, again(frame)]).with_columns(
        pl.when(more[0]).then(pl.format("ID {}", pl.col("name").hash(1) % 70)).alias("number"),
        pl.when(more[1]).then(pl.lit("Street 1")).alias("address"),
        pl.when(more[1]).then(pl.lit("1990-05-05")).alias("birth"),
        pl.when(more[0]).then(pl.lit("7")).alias("town_id"),
    )


def again(frame: pl.DataFrame) -> pl.DataFrame:
    """Every ninth record once more, without the age."""
    return frame.filter(pl.int_range(pl.len()) % 9 == 0).with_columns(
        pl.format("again-{}", "record_id").alias("record_id"), pl.lit(None, pl.Float64).alias("age")
    )


def on(spark: SparkSession, frame: pl.DataFrame) -> DataFrame:
    return spark.createDataFrame(frame.to_arrow())


def same(found: SparkLinkage, expected: matching.Linkage) -> None:
    collected = found.collect()
    assert dict(found.report) == dict(expected.report)
    assert collected.clusters.equals(expected.clusters)
    assert collected.pairs.equals(expected.pairs)


def test_two_scripts_and_doubles_inside_lists(spark: SparkSession) -> None:
    frame = pl.concat([lists_with_variants(), again(lists_with_variants()), giants()])
    expected = matching.link(frame, seed=3)
    told: list[tuple[float, str]] = []
    found = link_on_spark(spark, on(spark, frame), seed=3, progress=lambda share, step: told.append((share, step)))
    same(found, expected)
    assert expected.report["clusters_of_more"] > 50
    assert expected.report["spellings_joined"] > 0
    assert any(rule["capped_blocks"] for rule in expected.report["blocking"])
    assert [step for _, step in told] == ["encode", "block", "compare", "cluster", "draw", "done"]
    pairs = pl.from_arrow(found.pairs.toArrow())
    assert isinstance(pairs, pl.DataFrame)
    order = ["record_id_l", "record_id_r"]
    words = expected.pairs.with_columns(pl.col(pl.Enum).cast(pl.String))
    assert pairs.sort(order).equals(words.sort(order))
    assert found.explain() == expected.explain()


def test_lists_without_doubles_judgements_and_another_order_and_cut(spark: SparkSession) -> None:
    frame = lists_with_doubles().filter(~pl.col("record_id").str.starts_with("again"))
    judgements = answers(frame)
    expected = matching.link(frame, one_per_list=["A", "C"], judgements=judgements)
    assert expected.report["learned"]["used"]
    assert expected.report["judgement_conflicts"] == 1
    shuffled = on(spark, frame.sample(fraction=1.0, shuffle=True, seed=1)).repartition(5)
    spark.conf.set("spark.sql.shuffle.partitions", "3")
    found = link_on_spark(spark, shuffled, one_per_list=["A", "C"], judgements=judgements)
    spark.conf.set("spark.sql.shuffle.partitions", "2")
    same(found, expected)


def test_hopeless_pairs_are_left_out_alike(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("screening", "spark.weights"):
        monkeypatch.setattr(f"tawthiq.matching.{module}.SCREENED_FROM", 1)
    frame = lists_with_variants()
    expected = matching.link(frame, draws=0)
    assert expected.report["hopeless_pairs"] > 0
    same(link_on_spark(spark, on(spark, frame), draws=0), expected)


def answers(frame: pl.DataFrame) -> list[Judgement]:
    """Sixty answers about compared pairs, right or wrong, and some that contradict each other."""
    pairs = matching.link(frame, one_per_list=["A", "C"], draws=0).pairs.filter(pl.col("weight").is_between(-8, 12))
    chosen = pairs[:: max(1, pairs.height // 60)].select("record_id_l", "record_id_r", "weight").rows()
    told = [(a, b, Decision.SAME if w > 1 else Decision.DIFFERENT) for a, b, w in chosen]
    first, second, third = (frame["record_id"][n] for n in (3, 40, 77))
    told += [(first, second, Decision.DIFFERENT), (first, third, Decision.SAME), (second, third, Decision.SAME)]
    told += [(first, "nobody", Decision.SAME)]
    return [
        Judgement(
            record_a=a, record_b=b, decision=d, basis=Basis.REVIEWED, probability=None, at=NOW, member_id="m"
        )
        for a, b, d in told
    ]  # fmt: skip


def test_one_record_and_none(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = lists_with_doubles()
    monkeypatch.setattr(linking, "MOST_DRAWN", 0)
    alone = link_on_spark(spark, on(spark, frame.head(1)))
    expected = matching.link(frame.head(1), draws=0)
    assert dict(alone.report) == {
        **expected.report, "draws_left_out": "There are more than 0 records or pairs that matter."
    }  # fmt: skip
    assert "No interval of the number of persons" in alone.explain()
    assert alone.collect().clusters.equals(expected.clusters)
    from tawthiq.cli import linking as command

    monkeypatch.undo()
    monkeypatch.setattr(starting, "start_session", lambda _master: spark)
    monkeypatch.setattr(type(spark), "stop", lambda _session: None)
    none = command._link_on_spark("local[2]", frame.clear(), one_per_list=[], judgements=[], seed=4)
    expected = matching.link(frame.clear(), seed=4)
    assert dict(none.report) == dict(expected.report)
    assert none.clusters.equals(expected.clusters)


def test_giant_blocks_are_cut_up_and_left_out_alike(spark: SparkSession) -> None:
    cap = 3
    frame = pl.concat([lists_with_doubles(), giants()])
    data = encode(frame.sort("record_id"))
    left, right, rules = find_candidates(data, one_per_list=["B"], cap=cap)
    from tawthiq.matching.spark.blocks import find_pairs

    rows, tables, shared = coded(spark, frame)
    found, told = find_pairs(rows, tables, shared, size=frame.height, one_per_list=["B"], cap=cap)
    pairs = sorted((row.left, row.right) for row in found.collect())
    assert pairs == list(zip(left.tolist(), right.tolist(), strict=True))
    assert told == rules
    assert max(rule.capped_records for rule in rules) >= 60


def coded(spark: SparkSession, frame: pl.DataFrame) -> tuple[Any, ...]:
    from tawthiq.matching.spark.records import first_numbers, read_records
    from tawthiq.matching.spark.rows import code_records
    from tawthiq.matching.spark.tables import count_tables

    read = read_records(spark, on(spark, frame))
    tables = count_tables(read, first_numbers(read))
    shared = spark.sparkContext.broadcast(tables)
    return code_records(read, tables, shared)[0], tables, shared


def giants() -> pl.DataFrame:
    """Sixty people of one name who died on one day in one place."""
    return matching.conform(
        pl.DataFrame({
            "record_id": [f"giant-{n}" for n in range(60)], "list": ["B", "C"] * 30,
            "name": ["خالد رامي شموط"] * 60, "dod": ["2014-05-05"] * 60, "town": ["دوما"] * 60,
            "age": [30] * 60,
        })
    )  # fmt: skip


def test_records_are_coded_as_on_one_machine(spark: SparkSession) -> None:
    """Shares, days of ages and codes of places follow from all records, though they are read in pieces."""
    from tawthiq.matching.spark.arrow import collected
    from tawthiq.matching.spark.rows import encoded

    dated = pl.int_range(pl.len()) % 2 == 1  # who has a date of birth has no day of death, and the other way round
    frame = lists_with_doubles().with_columns(pl.when(dated).then(pl.col("death_from", "death_to")))
    rows, tables, _ = coded(spark, frame)
    expected = encode(frame.sort("record_id"))
    found = encoded(rows.sort("at").toArrow().combine_chunks(), tables)
    assert collected(rows)["at"].sort().to_list() == list(range(frame.height))
    for name in ("list_code", "has_other", "sex", "birth", "birth_day", "death_from", "death_to", "day_share", "town"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name
    assert np.array_equal(found.age, expected.age, equal_nan=True)
    assert found.ages_told_on == expected.ages_told_on > 0
    assert np.array_equal(found.towns.share, expected.towns.share)
    parts = [[p.parts.parts[code] if code >= 0 else None for code in p.slots.ravel()] for p in (found, expected)]
    assert parts[0] == parts[1]
    for share in ("given_share", "lineage_share"):
        by_part = [dict(zip(p.parts.parts, getattr(p.parts, share), strict=True)) for p in (found, expected)]
        assert by_part[0].items() <= by_part[1].items()  # one machine keeps words that stand in no slot, too
    for field, (codes, texts) in expected.texts.items():
        ours, table = found.texts[field]
        known = codes >= 0
        assert np.array_equal(ours >= 0, known)
        assert np.array_equal(table.share[ours[known]], texts.share[codes[known]])


def test_components_of_long_chains_and_stars(spark: SparkSession) -> None:
    from tawthiq.matching.spark.components import find_components

    random = np.random.default_rng(4)
    chain = np.stack([np.arange(12), np.arange(1, 13)], axis=1)
    star = np.stack([np.full(30, 99), np.arange(60, 90)], axis=1)
    loose = random.integers(200, 500, (160, 2))
    edges = np.concatenate([chain, star, star[:3, ::-1], loose, [[150, 150]]])
    found = find_components(spark.createDataFrame(edges.tolist(), "left bigint, right bigint"))
    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(500, 500))
    label = connected_components(graph, directed=False)[1]
    smallest = {component: int(np.flatnonzero(label == component)[0]) for component in set(label.tolist())}
    nodes = np.unique(edges)
    expected = {int(node): smallest[label[node]] for node in nodes}
    assert {row.at: row.component for row in found.collect()} == expected


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda f: f.drop("name"), "matching.column"),
        (lambda f: f.with_columns(pl.col("death_from").cast(pl.String)), "matching.type"),
        (lambda f: f.with_columns(pl.lit("one").alias("record_id")), "matching.id_twice"),
        (lambda f: f.with_columns(pl.lit(None, pl.String).alias("record_id")), "matching.id_missing"),
        (lambda f: f.with_columns(pl.lit("  ").alias("name"), name_other=None), "matching.no_names"),
    ],
)  # fmt: skip
def test_what_cannot_be_linked_is_refused_as_on_one_machine(spark: SparkSession, change: Any, code: str) -> None:
    frame = change(lists_with_doubles().head(5))
    with pytest.raises(BadInputError) as refused:
        link_on_spark(spark, on(spark, frame))
    assert refused.value.code == code


def test_an_unknown_list_is_refused_and_parquet_is_read(spark: SparkSession, tmp_path: Any) -> None:
    lists_with_doubles().head(5).select("record_id", "list", "name").write_parquet(tmp_path / "records.parquet")
    with pytest.raises(BadInputError) as refused:
        link_on_spark(spark, str(tmp_path / "records.parquet"), one_per_list=["nowhere"])
    assert refused.value.code == "matching.unknown_list"


def test_workers_with_other_sources_are_refused(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    session.check_workers(spark)
    monkeypatch.setattr(session, "sources", lambda: "others")
    with pytest.raises(SetupError) as refused:
        session.check_workers(spark)
    assert refused.value.code == "spark.workers"


def test_every_column_of_the_schema_is_read() -> None:
    from tawthiq.matching.spark.records import READ

    read_as_others = {"age_min", "age_max", "name", "name_other"}
    assert set(SCHEMA) - read_as_others <= set(READ.names)
