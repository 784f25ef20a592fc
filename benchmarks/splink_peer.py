"""Link one prepared frame with Splink on DuckDB; run by the interpreter that has Splink, in a process of its own.

    python3 run.py benchmark splink_peer FRAME.parquet KIND OUT [--link-only]

FRAME is what `splink_input` prepared. OUT gets ``pairs.parquet`` (record_id_l, record_id_r, match_weight, for every
pair with a probability of at least .01) and the cost goes to stdout as JSON. Inside the clock: the frame in memory
goes in; Splink blocks, trains (prior from deterministic rules, u from random pairs, m by EM within blocks), scores
all candidates and clusters at its usual threshold, .95. Outside: importing, reading FRAME, writing OUT.

The settings are in good faith those that the documentation of Splink recommends for fields of these kinds: names with
term frequencies and several bands of likeness, a name part found at another place, one comparison for birth date or
age so that the two are not counted twice, dates of death in bands of days, several blocking rules, and EM runs that
between them leave no comparison untrained. Nothing is set by hand that it can estimate.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet
import splink.comparison_level_library as levels
import splink.comparison_library as library
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import __version__ as version

WITH_FREQUENCY = {"term_frequency_adjustments": True}
USUAL = 0.95


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What Splink is told of one kind of data."""

    comparisons: list
    blocking: list
    certain: list
    recall: float
    training: list


def plan_for(kind: str, columns: set[str]) -> Plan:
    return {"people": people, "febrl": febrl, "customers": customers, "historical": historical}[kind](columns)


def people(columns: set[str]) -> Plan:
    """Lists of the dead: names in parts, birth or age, sex; day and place of death where the lists have them."""
    comparisons = [
        name_part("given", columns),
        name_part("father", columns, elsewhere=["grandfather"]),
        name_part("grandfather", columns),
        name_part("family", columns, elsewhere=["father", "grandfather"]),
        born(columns),
        library.ExactMatch("sex"),
    ]
    blocking = [
        block_on("given_key", "father_key", "family_key"),
        block_on("given_key", "father_key", "grandfather_key"),
        block_on("father_key", "grandfather_key", "family_key"),
        block_on("substr(given_key, 1, 3)", "substr(father_key, 1, 3)", "substr(family_key, 1, 3)"),
    ]
    if "age" in columns:
        blocking.append(block_on("given_key", "family_key", "age"))
    if "dob" in columns:
        blocking += [block_on("dob", "given_key"), block_on("dob", "family_key")]
    if "death_day" not in columns:
        certain = [block_on("given", "father", "grandfather", "family")]
        training = [block_on("given", "family"), block_on("father", "grandfather")]
        training.append(block_on("dob") if "dob" in columns else block_on("given", "age"))
        return Plan(comparisons=comparisons, blocking=blocking, certain=certain, recall=0.6, training=training)
    comparisons += [
        died(),
        library.ExactMatch("governorate").configure(**WITH_FREQUENCY),
        library.JaroWinklerAtThresholds("town", [0.9]).configure(**WITH_FREQUENCY),
    ]
    blocking += [
        block_on("given_key", "family_key", "governorate"),
        block_on("death_day", "given_key"),
        block_on("death_day", "family_key"),
        block_on("given_key", "father_key", "death_month"),
        block_on("family_key", "town", "death_month"),
        block_on("death_day", "town", "substr(given_key, 1, 2)"),
    ]
    certain = [block_on("given", "family", "death_day"), block_on("given", "father", "family", "death_month")]
    training = [
        block_on("given", "family", "death_month"),
        block_on("given", "father", "governorate"),
        block_on("family", "death_day", "age", "sex"),
        block_on("given", "death_day"),
    ]
    return Plan(comparisons=comparisons, blocking=blocking, certain=certain, recall=0.5, training=training)


def name_part(part: str, columns: set[str], *, elsewhere: list[str] | None = None) -> object:
    """Equal (by how common), equal in sound, alike in two bands, found at another place, else."""
    ladder = [levels.NullLevel(part), levels.ExactMatchLevel(part, **WITH_FREQUENCY)]
    if "one_script" in columns:
        ladder.append(levels.ExactMatchLevel(f"{part}_key"))
    ladder += [levels.JaroWinklerLevel(part, 0.92), levels.JaroWinklerLevel(part, 0.8)]
    if elsewhere:
        crossed = [f'"{part}_{a}" = "{other}_{b}"' for other in elsewhere for a, b in ("lr", "rl")]
        ladder.append(levels.CustomLevel(" or ".join(crossed), label_for_charts="at another place"))
    ladder.append(levels.ElseLevel())
    return library.CustomComparison(output_column_name=part, comparison_levels=ladder)


def born(columns: set[str]) -> object:
    """Birth dates where both records have one, else ages."""
    apart = 'abs("age_l" - "age_r")'
    ages = [levels.CustomLevel(f"{apart} <= {years}") for years in (0, 1, 2, 5, 12)]
    if "dob" not in columns:
        ladder = [levels.NullLevel("age"), *ages, levels.ElseLevel()]
        return library.CustomComparison(output_column_name="age", comparison_levels=ladder)
    both = '("dob_l" is not null and "dob_r" is not null)'
    unknown = levels.CustomLevel(f'not {both} and ("age_l" is null or "age_r" is null)', label_for_charts="unknown")
    dates = [
        levels.ExactMatchLevel("dob"),
        levels.CustomLevel(f'{both} and damerau_levenshtein("dob_l", "dob_r") <= 1'),
        levels.CustomLevel(f'{both} and substr("dob_l", 1, 4) = substr("dob_r", 1, 4)'),
    ]
    ages = [levels.CustomLevel(f"not {both} and {apart} <= {years}") for years in (1, 2, 5)]
    ladder = [unknown.configure(is_null_level=True), *dates, *ages, levels.ElseLevel()]
    return library.CustomComparison(output_column_name="born", comparison_levels=ladder)


def died() -> object:
    apart = 'abs(date_diff(\'day\', try_cast("death_day_l" as date), try_cast("death_day_r" as date)))'
    ladder = [
        levels.NullLevel("death_month"),
        *[levels.CustomLevel(f"{apart} <= {days}") for days in (0, 1, 5)],
        levels.CustomLevel('"death_month_l" = "death_month_r"'),
        levels.CustomLevel(f"{apart} <= 45"),
        levels.ElseLevel(),
    ]
    return library.CustomComparison(output_column_name="died", comparison_levels=ladder)


def febrl(_columns: set[str]) -> Plan:
    return Plan(
        comparisons=[
            library.NameComparison("given_name").configure(**WITH_FREQUENCY),
            library.NameComparison("surname").configure(**WITH_FREQUENCY),
            library.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            library.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            library.ExactMatch("street_number").configure(**WITH_FREQUENCY),
            library.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(**WITH_FREQUENCY),
        ],
        blocking=[
            block_on(*fields)
            for fields in (
                ("given_name", "surname"), ("date_of_birth",), ("soc_sec_id",), ("postcode",),
                ("street_number", "address_1"), ("state", "address_1"),
            )
        ] + ["l.given_name = r.surname and l.surname = r.given_name"],
        certain=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        recall=0.8,
        training=[block_on("date_of_birth"), block_on("postcode")],
    )  # fmt: skip


def customers(_columns: set[str]) -> Plan:
    return Plan(
        comparisons=[
            library.ForenameSurnameComparison("first_name", "surname"),
            library.DateOfBirthComparison("dob", input_is_string=True),
            library.ExactMatch("city").configure(**WITH_FREQUENCY),
            library.EmailComparison("email"),
        ],
        blocking=[block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email")],
        certain=[block_on("first_name", "dob"), block_on("surname", "dob"), block_on("email")],
        recall=0.7,
        training=[block_on("first_name", "surname"), block_on("dob")],
    )


def historical(_columns: set[str]) -> Plan:
    rules = (
        ("substr(first_name, 1, 3)", "substr(surname, 1, 4)"),
        ("surname", "dob"),
        ("first_name", "dob"),
        ("dob", "birth_place"),
        ("postcode_fake", "first_name"),
        ("postcode_fake", "surname"),
        ("substr(postcode_fake, 1, 3)", "dob"),
        ("substr(postcode_fake, 1, 3)", "first_name"),
        ("substr(postcode_fake, 1, 3)", "surname"),
        ("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)"),
    )
    return Plan(
        comparisons=[
            library.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="both_names"),
            library.DateOfBirthComparison("dob", input_is_string=True),
            library.PostcodeComparison("postcode_fake"),
            library.ExactMatch("birth_place").configure(**WITH_FREQUENCY),
            library.ExactMatch("occupation").configure(**WITH_FREQUENCY),
        ],
        blocking=[block_on(*fields) for fields in rules],
        certain=[block_on("first_name", "surname", "dob"), block_on("dob", "postcode_fake")],
        recall=0.6,
        training=[block_on("first_name", "surname"), block_on("dob")],
    )


def run(frame: Path, kind: str, out: Path, *, link_only: bool) -> dict[str, object]:
    table = pyarrow.parquet.read_table(frame)
    plan = plan_for(kind, set(table.column_names))
    table = table.drop_columns([name for name in ("one_script",) if name in table.column_names])
    started, cpu = time.perf_counter(), cpu_seconds()
    connection = duckdb.connect()
    connection.execute(f"set temp_directory = '{tempfile.mkdtemp()}'")
    database = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="link_only" if link_only else "dedupe_only",
        unique_id_column_name="record_id",
        comparisons=plan.comparisons,
        blocking_rules_to_generate_predictions=plan.blocking,
        retain_matching_columns=False,
    )
    if link_only:
        names = sorted(set(table["list"].to_pylist()))
        parts = [table.filter(pyarrow.compute.equal(table["list"], name)).drop_columns(["list"]) for name in names]
    else:
        parts = [table.drop_columns(["list"])]
    linker = Linker([database.register(part) for part in parts], settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(plan.certain, recall=plan.recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    for rule in plan.training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, USUAL)
    clusters.as_duckdbpyrelation().project("record_id, cluster_id").to_arrow_table()
    cost = {"seconds": time.perf_counter() - started, "cpu": cpu_seconds() - cpu, "peak_mb": peak_mb()}
    pairs = predicted.as_duckdbpyrelation().project("record_id_l, record_id_r, match_weight")
    pairs.write_parquet(str(out / "pairs.parquet"))
    return {**cost, "version": version}


def cpu_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frame", type=Path)
    parser.add_argument("kind")
    parser.add_argument("out", type=Path)
    parser.add_argument("--link-only", action="store_true")
    asked = parser.parse_args(arguments)
    print(json.dumps(run(asked.frame, asked.kind, asked.out, link_only=asked.link_only)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
