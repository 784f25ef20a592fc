"""What judgements teach: little from few, what they show from many, nothing where nothing is to be learned."""

import json

import numpy as np
import pytest

from tawthiq.matching.learned import LearnedModel, NotLearned, NotLearnedReason, reach
from tawthiq.matching.learning import LEAST_JUDGEMENTS, learn
from tawthiq.matching.levels import FIELDS
from tawthiq.terms.errors import BadInputError

FIELD_NAMES = tuple(FIELDS)
GIVEN, BIRTH = FIELD_NAMES.index("given"), FIELD_NAMES.index("birth")
DIFFERENT = FIELDS["given"].index("different")


def made(count: int, *, seed: int = 3, off: float = 2.5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs whose unsupervised weight is right, but for another given name: that is worth ``off`` bits less."""
    draw = np.random.default_rng(seed)
    patterns = np.stack([draw.integers(0, len(FIELDS[f]), count) for f in FIELD_NAMES], axis=1).astype(np.int8)
    patterns[:, GIVEN] = np.where(draw.random(count) < 0.4, DIFFERENT, FIELDS["given"].index("equal_common"))
    weight = draw.normal(0.0, 3.0, count)
    right = weight - off * (patterns[:, GIVEN] == DIFFERENT)
    same = (draw.random(count) < 1 / (1 + np.exp2(-right))).astype(np.int64)
    return patterns, weight, same


def learned(count: int, **options: float) -> LearnedModel:
    patterns, weight, same = made(count, **options)  # type: ignore[arg-type]
    found = learn(patterns, weight, np.arange(count), same)
    assert isinstance(found, LearnedModel)
    return found


def test_many_judgements_move_what_is_wrong_and_leave_the_rest() -> None:
    many = learned(1500)
    apart = many.levels["given"][DIFFERENT] - many.levels["given"][FIELDS["given"].index("equal_common")]
    assert apart < -1.2
    assert max(abs(many.levels["place"])) < 0.6
    assert many.loss_after < many.loss_before


def test_few_judgements_change_little() -> None:
    patterns, weight, same = made(60, off=0.0)
    few = learn(patterns, weight, np.arange(60), same)
    moved = few.weights(patterns, weight) - weight if isinstance(few, LearnedModel) else np.zeros(60)
    assert abs(moved).mean() < 0.6


def test_new_pairs_are_predicted_better_than_without_learning() -> None:
    patterns, weight, same = made(4000, seed=8)
    odds = learned(2000).weights(patterns, weight)

    def surprise(bits: np.ndarray) -> float:
        return float(np.mean(np.logaddexp(0, bits * np.log(2)) - same * bits * np.log(2)))

    assert surprise(odds) < 0.95 * surprise(weight)


def test_contributions_add_up_to_the_weight_with_and_without_the_parts_of_the_unsupervised_one() -> None:
    model = learned(1500)
    patterns, weight, _ = made(200, seed=9)
    parts = np.random.default_rng(1).normal(size=(200, len(FIELD_NAMES) + 1))
    parts[:, -1] += weight - parts.sum(axis=1)
    expected = model.weights(patterns, weight)
    assert model.contributions(patterns, weight).sum(axis=1) == pytest.approx(expected)
    assert model.contributions(patterns, weight, parts=parts).sum(axis=1) == pytest.approx(expected)
    assert model.probabilities(patterns, weight) == pytest.approx(1 / (1 + np.exp2(-expected)))


def test_certain_pairs_stay_certain_and_missing_says_nothing() -> None:
    model = learned(1500)
    patterns, _, _ = made(50, seed=10)
    sure = np.full(50, 25.0)
    assert model.weights(patterns, sure) == pytest.approx(sure, abs=0.01)
    assert all(adjustments[0] == 0 for adjustments in model.levels.values())
    assert reach(np.array([0.0, 8.0]))[0] == 1 > reach(np.array([0.0, 8.0]))[1]


def test_neither_the_order_of_judgements_nor_of_pairs_changes_anything() -> None:
    patterns, weight, same = made(400)
    rows = np.arange(100, 400)
    one = learn(patterns, weight, rows, same[rows])
    mixed = np.random.default_rng(4).permutation(400)
    place = np.argsort(mixed)
    other_rows = place[rows][::-1]
    two = learn(patterns[mixed], weight[mixed], other_rows, same[rows][::-1])
    assert isinstance(one, LearnedModel)
    assert isinstance(two, LearnedModel)
    assert one.to_plain() == two.to_plain()


def test_too_few_or_one_kind_or_nothing_to_learn_is_a_value_with_a_reason() -> None:
    patterns, weight, same = made(500)
    few = learn(patterns, weight, np.arange(LEAST_JUDGEMENTS - 1), same[: LEAST_JUDGEMENTS - 1])
    assert isinstance(few, NotLearned)
    assert few.reason is NotLearnedReason.TOO_FEW
    assert str(LEAST_JUDGEMENTS) in few.explain()
    alike = np.flatnonzero(same == 1)[:100]
    one_kind = learn(patterns, weight, alike, same[alike])
    assert isinstance(one_kind, NotLearned)
    assert one_kind.reason is NotLearnedReason.ONE_KIND_ONLY
    assert "100 of 100" in one_kind.explain()
    draw = np.random.default_rng(0)
    noise = learn(patterns, np.zeros(500), np.arange(500), draw.integers(0, 2, 500))
    assert isinstance(noise, NotLearned)
    assert noise.reason is NotLearnedReason.NO_GAIN
    assert "stay as they were" in noise.explain()


def test_what_the_clusters_already_say_is_not_learned_as_if_the_pair_said_it() -> None:
    patterns, weight, _ = made(1000, off=0.0)
    strong = np.flatnonzero(weight > 1.0)
    apart = np.zeros(len(strong), dtype=np.int64)
    apart[::3] = 1
    blind = learn(patterns, weight, strong, apart)
    told = learn(patterns, weight, strong, apart, standing=np.full(len(strong), -1.0))
    assert isinstance(blind, LearnedModel)
    probe = made(200, seed=12)
    moved = blind.weights(*probe[:2]) - probe[1]
    kept = told.weights(*probe[:2]) - probe[1] if isinstance(told, LearnedModel) else np.zeros(200)
    assert abs(kept.mean()) < 0.3 * abs(moved.mean())


def test_a_model_is_read_as_it_was_written_and_one_of_another_version_is_refused() -> None:
    model = learned(300)
    plain = json.loads(json.dumps(model.to_plain()))
    again = LearnedModel.from_plain(plain)
    assert again.to_plain() == model.to_plain()
    patterns, weight, _ = made(20, seed=2)
    assert again.weights(patterns, weight) == pytest.approx(model.weights(patterns, weight))
    plain["levels"]["given"]["of_old"] = 1.0
    with pytest.raises(BadInputError, match="another version"):
        LearnedModel.from_plain(plain)
    with pytest.raises(BadInputError, match="another version"):
        LearnedModel.from_plain({})


def test_it_says_what_it_learned() -> None:
    said = learned(1500).explain()
    assert "1,500 judgements" in said
    assert "given different" in said


def test_what_does_not_fit_is_refused() -> None:
    patterns, weight, same = made(100)
    with pytest.raises(BadInputError, match="patterns"):
        learn(patterns[:, :3], weight, np.arange(100), same)
    with pytest.raises(BadInputError, match="patterns"):
        learn(patterns[:50], weight, np.arange(50), same[:50])
    with pytest.raises(BadInputError, match="patterns"):
        learn(np.full_like(patterns, 99), weight, np.arange(100), same)
    with pytest.raises(BadInputError, match="decisions"):
        learn(patterns, weight, np.arange(100) + 1, same)
    with pytest.raises(BadInputError, match="decisions"):
        learn(patterns, weight, np.arange(100), same + 1)
    with pytest.raises(BadInputError, match="decisions"):
        learn(patterns, weight, np.arange(99), same)


def test_importance_makes_pairs_count_for_more() -> None:
    patterns, _, _ = made(400)
    decisions = np.arange(400) % 2
    named = patterns[:, GIVEN] == DIFFERENT
    found = []
    for heavy in (0, 1):
        importance = np.where(named & (decisions == heavy), 9.0, 1.0)
        found.append(learn(patterns, np.zeros(400), np.arange(400), decisions, importance=importance))
    lower, higher = (m.levels["given"][DIFFERENT] for m in found if isinstance(m, LearnedModel))
    assert lower < -0.5 < 0.5 < higher
