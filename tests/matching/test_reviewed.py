"""Precision and recall from a sample: right on average, never surer than the sample."""

import numpy as np
import polars as pl
import pytest

from tawthiq.matching.reviewed import estimate_quality, sample_for_review
from tawthiq.terms.errors import BadInputError


def made(count: int = 6000, *, seed: int = 1) -> pl.DataFrame:
    """Compared pairs with the truth in ``truth``: most far apart, a few hundred in doubt."""
    draw = np.random.default_rng(seed)
    weight = np.concatenate(
        (draw.normal(-7, 2, count // 2), draw.normal(9, 2, count // 3), draw.normal(0, 3, count // 6))
    )
    weight = np.maximum(weight, -9.9)
    probability = 1 / (1 + np.exp2(-weight))
    return pl.DataFrame({
        "record_id_l": [f"a{n:05d}" for n in range(len(weight))],
        "record_id_r": [f"b{n:05d}" for n in range(len(weight))],
        "weight": weight,
        "probability": probability,
        "across_clusters": weight < 0,
        "truth": draw.random(len(weight)) < probability,
    })  # fmt: skip


def reviewed(sample: pl.DataFrame) -> pl.DataFrame:
    return sample.select("record_id_l", "record_id_r", pl.col("truth").alias("same"))


def true_quality(pairs: pl.DataFrame) -> tuple[float, float]:
    """Precision and recall among the pairs that are sampled."""
    counted = pairs.filter((pl.col("weight") >= -6) | ~pl.col("across_clusters"))
    inside = counted.filter(~pl.col("across_clusters"))["truth"].to_numpy()
    return float(inside.mean()), float(inside.sum() / counted["truth"].to_numpy().sum())


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    pairs = made()
    truth = true_quality(pairs)
    held, off = np.zeros(2), np.zeros(2)
    for seed in range(40):
        found = estimate_quality(pairs, reviewed(sample_for_review(pairs, size=250, seed=seed)), seed=seed)
        assert found is not None
        for n, share in enumerate((found.precision, found.recall)):
            held[n] += share.lower <= truth[n] <= share.upper
            off[n] += (share.value - truth[n]) / 40
            assert share.lower <= share.value <= share.upper
    assert (held >= 35).all()
    assert abs(off).max() < 0.01


def test_no_error_among_few_pairs_is_not_no_error() -> None:
    pairs = made()
    pairs = pairs.with_columns((~pl.col("across_clusters")).alias("truth"))
    few, many = (
        estimate_quality(pairs, reviewed(sample_for_review(pairs, size=size, seed=2)), seed=2) for size in (60, 1500)
    )
    assert few is not None
    assert many is not None
    assert few.precision.value == many.precision.value == 1.0
    assert few.precision.lower < many.precision.lower < 1.0
    whole = estimate_quality(pairs, reviewed(pairs), seed=2)
    assert whole is not None
    assert whole.precision.lower == whole.precision.upper == 1.0


def test_the_sample_takes_some_of_every_stratum_and_most_where_doubt_is() -> None:
    pairs = made()
    drawn = sample_for_review(pairs, size=300, seed=3)
    assert drawn.height == 300
    assert drawn.select("record_id_l", "record_id_r").is_unique().all()
    sampled = pairs.filter((pl.col("weight") >= -6) | ~pl.col("across_clusters"))
    sizes = drawn.unique("stratum")["stratum_pairs"].sum()
    assert sizes == sampled.height
    doubt = pl.col("weight").is_between(-3, 3)
    assert drawn.filter(doubt).height / 300 > 1.5 * sampled.filter(doubt).height / sampled.height
    assert sample_for_review(pairs, size=10**6, seed=3).height == sampled.height


def test_the_draw_depends_on_the_seed_alone() -> None:
    pairs = made(1200)
    one = sample_for_review(pairs, size=100, seed=4)
    assert one.equals(sample_for_review(pairs.sample(fraction=1.0, shuffle=True, seed=1), size=100, seed=4))
    assert not one.equals(sample_for_review(pairs, size=100, seed=5))


def test_either_record_may_stand_first_and_a_later_answer_takes_the_place_of_an_earlier() -> None:
    pairs = made(1200)
    answers = reviewed(sample_for_review(pairs, size=100, seed=4))
    turned = answers.rename({"record_id_l": "record_id_r", "record_id_r": "record_id_l"}).select(answers.columns)
    wrong = answers.with_columns(~pl.col("same"))
    assert estimate_quality(pairs, turned, seed=1) == estimate_quality(pairs, answers, seed=1)
    assert estimate_quality(pairs, pl.concat([wrong, answers]), seed=1) == estimate_quality(pairs, answers, seed=1)


def test_a_stratum_nobody_looked_at_leaves_the_estimate_open() -> None:
    pairs = made(1200)
    drawn = sample_for_review(pairs, size=100, seed=4)
    left = drawn.filter(pl.col("stratum") != drawn["stratum"].max())
    assert estimate_quality(pairs, reviewed(left), seed=1) is None
    assert estimate_quality(pairs, reviewed(drawn.head(0)), seed=1) is None


def test_it_says_what_it_cannot_know() -> None:
    pairs = made()
    found = estimate_quality(pairs, reviewed(sample_for_review(pairs, size=200, seed=6)), seed=6)
    assert found is not None
    assert found.below_pairs == pairs.filter((pl.col("weight") < -6) & pl.col("across_clusters")).height
    assert found.below_expected > 0
    assert "not sampled" in found.explain()
    assert "no blocking rule" in found.explain()


def test_what_does_not_fit_is_refused() -> None:
    pairs = made(600)
    with pytest.raises(BadInputError, match="across_clusters"):
        sample_for_review(pairs.drop("across_clusters"), size=10, seed=0)
    with pytest.raises(BadInputError, match="not positive"):
        sample_for_review(pairs, size=0, seed=0)
    with pytest.raises(BadInputError, match="same"):
        estimate_quality(pairs, pairs.select("record_id_l", "record_id_r"), seed=0)
