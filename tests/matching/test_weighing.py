"""The mixture finds its classes again and its weights say what they should."""

import numpy as np
import pytest

from tawthiq.matching.levels import FIELDS, NAME
from tawthiq.matching.weighing import (
    CLASSES,
    NO_CHANCE,
    Model,
    fit,
    log_likelihoods,
    match_weights,
    posteriors,
    prior_tables,
)


def test_priors_are_shares_and_missing_has_none() -> None:
    for field, table in prior_tables().items():
        assert table.shape == (len(CLASSES), len(FIELDS[field]))
        assert table.sum(axis=1) == pytest.approx(1.0)
        assert (table[:, 0] == 0).all()


def test_what_is_missing_says_nothing() -> None:
    model = Model(
        fields=tuple(FIELDS),
        class_share=np.array([0.1, 0.2, 0.3, 0.35, 0.05]),
        levels=prior_tables(),
        rounds=0,
        converged=True,
    )
    nothing = np.zeros((1, len(FIELDS)), dtype=np.int8)
    assert posteriors(log_likelihoods(model, nothing))[0] == pytest.approx([0.1, 0.2, 0.3, 0.35, 0.05])


def pattern(**levels: str) -> np.ndarray:
    return np.array([[FIELDS[f].index(levels[f]) if f in levels else 0 for f in FIELDS]], dtype=np.int8)


def weight(**levels: str) -> float:
    model = Model(
        fields=tuple(FIELDS),
        class_share=np.array([0.06, 0.1, 0.44, 0.4, NO_CHANCE]),
        levels=prior_tables(),
        rounds=0,
        converged=True,
    )
    return float(match_weights(log_likelihoods(model, pattern(**levels)))[0])


def test_a_brother_who_shares_all_but_the_given_name_is_another_person() -> None:
    family = {
        "father": "equal_common",
        "grandfather": "equal_common",
        "family": "equal_uncommon",
        "death": "same_day",
        "place": "same_town",
        "sex": "same",
    }
    assert weight(**family, given="different") < 0 < weight(**family, given="equal_common")


def test_weights_are_log2_odds_of_the_posterior() -> None:
    model = Model(
        fields=tuple(FIELDS),
        class_share=np.array([0.1, 0.2, 0.3, 0.35, 0.05]),
        levels=prior_tables(),
        rounds=0,
        converged=True,
    )
    likelihood = log_likelihoods(model, pattern(given="equal_rare", death="same_day"))
    same = posteriors(likelihood)[0, 0]
    assert match_weights(likelihood)[0] == pytest.approx(np.log2(same / (1 - same)))


def test_em_finds_the_shares_of_a_known_mixture() -> None:
    draw = np.random.default_rng(11)
    fields = ("given", "family", "birth", "death", "place")
    priors = prior_tables()
    truth = draw.choice(4, size=30_000, p=[0.15, 0.15, 0.4, 0.3])
    columns = []
    for field in fields:
        cumulative = priors[field][truth].cumsum(axis=1)
        columns.append((draw.random((len(truth), 1)) > cumulative).sum(axis=1))
    pairs = np.minimum(np.stack(columns, axis=1), [len(FIELDS[f]) - 1 for f in fields]).astype(np.int8)
    patterns, counts = np.unique(pairs, axis=0, return_counts=True)
    model = fit(patterns, counts.astype(float), fields, priors=priors)
    assert model.class_share[0] == pytest.approx(0.15, abs=0.02)
    found = posteriors(log_likelihoods(model, pairs))[:, 0]
    assert found[truth == 0].mean() > 0.8
    assert found[truth != 0].mean() < 0.05


def test_another_given_name_stays_rare_in_one_person_whatever_the_pairs_say() -> None:
    index = NAME.index("different")
    patterns = np.array([[index, 1], [NAME.index("equal_rare"), 1]], dtype=np.int8)
    model = fit(patterns, np.array([5000.0, 10.0]), ("given", "lists"), priors=prior_tables())
    assert model.levels["given"][0, index] <= 0.08 + 1e-9
    assert model.levels["given"][0].sum() == pytest.approx(1.0)


def test_people_with_two_given_names_do_not_make_a_class_of_relatives_born_on_one_day() -> None:
    other, same_name = NAME.index("different"), NAME.index("equal_rare")
    one_day, apart = FIELDS["birth"].index("same_date"), FIELDS["birth"].index("over_ten_years")
    patterns = np.array([[other, one_day], [same_name, one_day], [other, apart]], dtype=np.int8)
    priors = prior_tables()
    model = fit(patterns, np.array([4000.0, 6000.0, 500.0]), ("given", "birth"), priors=priors)
    born = model.levels["birth"]
    assert (born[1:-1, one_day] <= np.maximum(0.02, priors["birth"][1:-1, one_day]) + 1e-9).all()
    assert born[0, one_day] > 0.5
    assert born[:, 1:].sum(axis=1) == pytest.approx(1.0)
