"""Match weights: how much each level of each field speaks for the same person.

Agreement of relatives killed together is not independent: they share father, family, town and day. A model
with two classes takes them for one person. So pairs are a mixture of five latent classes:

* ``same``: the same person,
* ``kin``: relatives, or people of one family in one event,
* ``namesake``: other people whose names agree (blocks bring them together),
* ``event``: other people who died on the same day in the same place;
* ``chance``: any two people, who agree in what they agree by chance alone.

The first four are shares of the candidates. The last is not: blocks bring together just those strangers who agree, and
the more records there are, the more strangers agree in all that is known of them. How many do is known without any
fitting: so many pairs of records as there are, times how often two records drawn at random agree in each field. A pair
that agrees in a common given name, a family name and a province is strong evidence in ten thousand records and next to
none in a million. (Fellegi and Sunter 1969 weigh all pairs, not candidates, for this reason.)

Within a class fields are independent given the class; the shares of the classes and of the levels are
estimated by EM on the counted patterns (Dempster, Laird and Rubin 1977; for linkage Winkler 1988, Larsen
and Rubin 2001), with Dirichlet priors that hold them near what is known of such lists. The prior on the
given name is strong in ``same`` and ``kin``: that is what keeps the classes what their names say. Missing
values carry no likelihood.

The weight of a pair is the log2 odds of ``same`` against the others, prior included.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.levels import BANDS, FIELDS, NAME

CLASSES = ("same", "kin", "namesake", "event", "chance")
_FITTED = CLASSES[:-1]
Floats = NDArray[np.float64]
_CLASS_SHARE = np.array([0.06, 0.10, 0.44, 0.40])
# How often a field agrees in each class, before anything is seen.
_AGREE: dict[str, tuple[float, float, float, float]] = {
    "given": (0.965, 0.03, 0.60, 0.06),
    "father": (0.94, 0.60, 0.25, 0.05),
    "grandfather": (0.94, 0.60, 0.20, 0.05),
    "family": (0.93, 0.85, 0.60, 0.05),
    "kunya": (0.90, 0.10, 0.10, 0.05),
    "birth": (0.93, 0.15, 0.15, 0.15),
    "death": (0.92, 0.75, 0.05, 0.80),
    "place": (0.92, 0.80, 0.15, 0.65),
    "sex": (0.99, 0.60, 0.80, 0.60),
    "number": (0.93, 0.02, 0.01, 0.01),
    "contact": (0.90, 0.05, 0.01, 0.01),
    "address": (0.90, 0.70, 0.03, 0.03),
    "postcode": (0.90, 0.70, 0.05, 0.10),
    "occupation": (0.80, 0.20, 0.10, 0.10),
    "lists": (0.97, 0.75, 0.75, 0.75),
    "rival": (0.92, 0.30, 0.35, 0.25),
}
# How agreement and disagreement spread over levels, per field.
_SPREAD: dict[str, tuple[dict[str, float], dict[str, float]]] = {
    "birth": (
        {
            "same_date": 0.25,
            "day_month_swapped": 0.01,
            "one_part_off": 0.03,
            "same_age": 0.45,
            "one_year": 0.26,
        },
        {"two_years": 0.08, "years_apart": 0.14, "over_five_years": 0.2, "over_ten_years": 0.58},
    ),
    "death": (
        {
            "same_day": 0.6,
            "same_day_busy": 0.12,
            "inside_span": 0.12,
            "days_apart": 0.15,
            "day_month_swapped": 0.01,
        },
        {"within_month": 0.12, "same_year": 0.25, "different": 0.63},
    ),
    "place": (
        {
            "same_town": 0.45,
            "same_town_common": 0.2,
            "town_alike": 0.05,
            "town_only": 0.01,
            "inside_place": 0.29,
        },
        {"same_governorate": 0.25, "different": 0.75},
    ),
    "sex": ({"same": 1.0}, {"different": 1.0}),
    **dict.fromkeys(
        ("number", "contact", "address", "postcode", "occupation"),
        (
            {"same": 0.8, "same_common": 0.07, "close": 0.13},
            {"alike": 0.05, "different": 0.95},
        ),
    ),
    "lists": ({"two_lists": 1.0}, {"same_list": 1.0}),
    "rival": (
        {"best": 0.85, "ahead": 0.08, "tied": 0.07},
        {"near": 0.25, "behind": 0.3, "far_behind": 0.45},
    ),
}
_NAME_AGREE = {"close": 0.08, "sound": 0.2, "equal": 0.71}
_NAME_DIFFER = {"different": 0.87, "two_names": 0.06, "alike": 0.07}
# How much of the prior of a class is agreement by chance, as seen on pairs drawn at random.
_BY_CHANCE: dict[tuple[str, str], float] = {
    ("birth", "kin"): 0.7, ("birth", "namesake"): 0.9, ("birth", "event"): 0.9,
    ("death", "namesake"): 0.8, ("place", "namesake"): 0.6,
    ("given", "event"): 0.8, ("father", "event"): 0.8, ("grandfather", "event"): 0.8,
    ("family", "event"): 0.8, ("sex", "event"): 0.8, ("lists", "event"): 0.8, ("lists", "namesake"): 0.8,
}  # fmt: skip
# Strength of the priors: pseudo-pairs per pair of the class, and at least so many.
_STRENGTH: dict[tuple[str, str], float] = {
    ("given", "same"): 1.0,
    ("given", "kin"): 3.0,
    ("birth", "same"): 0.5,
    ("birth", "kin"): 1.0,
    ("birth", "namesake"): 1.0,
    ("birth", "event"): 1.0,
    ("death", "namesake"): 0.5,
    ("number", "kin"): 4.0,
    ("given", "event"): 0.5,
    ("family", "event"): 0.5,
    ("sex", "same"): 2.0,
    ("lists", "same"): 0.2,
    ("rival", "same"): 0.15,
}
_USUAL_STRENGTH = {"same": 0.25, "kin": 0.25, "namesake": 0.05, "event": 0.05}
_LEAST = 60.0
_NAMESAKE = CLASSES.index("namesake")
NO_CHANCE = 1e-9  # where nothing is known of chance
_FAINT = 1e-4  # how much agreement by chance is believed that no drawn pair showed
_MOST_LEVELS = max(len(levels) for levels in FIELDS.values())
# In at most this share of pairs of records of one person is the given name another one:
# relatives must not pass.
_MOST_OTHER_GIVEN = 0.08
# Relatives, namesakes and strangers born on one day: twins, and those who share a day by chance. Without a limit,
# people with two given names (a nickname, a title) whose birth dates agree would make a kind of relatives of their own.
_MOST_BORN_ON_ONE_DAY = 0.02
_BORN_ON_ONE_DAY = FIELDS["birth"].index("same_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Shares of the classes and, by field, of the levels in each class (rows classes, columns levels).

    The last class is not estimated: ``class_share`` has for it how many pairs of records there are for each candidate.
    """

    fields: tuple[str, ...]
    class_share: Floats
    levels: dict[str, Floats]
    rounds: int
    converged: bool

    def parameters(self) -> dict[str, object]:
        """The parameters as plain values, for reports and for `explain`."""
        return {
            "class_share": dict(zip(CLASSES, (float(f"{x:.7g}") for x in self.class_share), strict=True)),
            "levels": {
                f: {
                    level: {c: round(float(p), 7) for c, p in zip(CLASSES, table[:, n], strict=True)}
                    for n, level in enumerate(FIELDS[f])
                    if n
                }
                for f, table in self.levels.items()
            },
            "rounds": self.rounds,
            "converged": self.converged,
        }


def prior_tables(
    bands: Mapping[str, Floats] | None = None, chance: Mapping[str, Floats] | None = None
) -> dict[str, Floats]:
    """Level shares of each class before any pair is seen.

    Args:
        bands: for each name field the shares of the four rarity bands among records (row 0) and among
            chance agreements (row 1); equal shares when not given.
        chance: for each field the shares of its levels among pairs drawn at random (level 0 included).
            What different people share by chance is known from them; classes of different people are held
            to it (`_BY_CHANCE`).
    """
    tables = {}
    for field, agree in _AGREE.items():
        table = np.zeros((len(CLASSES), len(FIELDS[field])))
        for c, name in enumerate(_FITTED):
            if field in _SPREAD:
                good, bad = _SPREAD[field]
            else:
                found = (bands or {}).get(field, np.full((2, len(BANDS)), 1 / len(BANDS)))
                good, bad = _name_levels(found[0 if name in ("same", "kin") else 1]), _NAME_DIFFER
            for level, share in good.items():
                table[c, FIELDS[field].index(level)] = agree[c] * share
            for level, share in bad.items():
                table[c, FIELDS[field].index(level)] = (1 - agree[c]) * share
            if field in ("given", "father"):
                table[c, NAME.index("swapped")] = 0.008 if name == "same" else 0.002
        table[-1] = table[_NAMESAKE]
        table = _normalised(table)
        if chance is not None and field in chance and chance[field][1:].sum() > 0:
            drawn = np.concatenate(([0.0], chance[field][1:]))
            parts = [_BY_CHANCE.get((field, name), 0.0) for name in _FITTED]
            part = np.array([*parts, 1 - _FAINT])[:, None]
            table = (1 - part) * table + part * drawn / drawn.sum()
        tables[field] = table
    return tables


def _name_levels(bands: Floats) -> dict[str, float]:
    levels = {"close_rare": _NAME_AGREE["close"] * 0.7, "close_common": _NAME_AGREE["close"] * 0.3}
    for band, share in zip(BANDS, bands, strict=True):
        levels[f"sound_{band}"] = _NAME_AGREE["sound"] * float(share)
        levels[f"equal_{band}"] = _NAME_AGREE["equal"] * float(share)
    return levels


def _normalised(table: Floats) -> Floats:
    table = table.copy()
    table[:, 1:] += 1e-5
    table[:, 0] = 0
    out: Floats = table / table.sum(axis=1, keepdims=True)
    return out


def log_likelihoods(model: Model, patterns: NDArray[np.int8]) -> Floats:
    """Natural log likelihood of patterns (rows) in each class, prior share of the class included."""
    total = np.tile(np.log(model.class_share), (len(patterns), 1))
    for n, field in enumerate(model.fields):
        table = np.log(np.maximum(model.levels[field], 1e-12))
        table[:, 0] = 0.0
        total += table.T[patterns[:, n]]
    return total


def posteriors(log_likelihood: Floats) -> Floats:
    """Probabilities of the classes (columns) from log likelihoods."""
    shifted = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    out: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return out


def match_weights(log_likelihood: Floats) -> Floats:
    """Log2 odds of the same person against every other class."""
    others = log_likelihood[:, 1:]
    top = others.max(axis=1)
    rest = top + np.log(np.exp(others - top[:, None]).sum(axis=1))
    out: Floats = (log_likelihood[:, 0] - rest) / np.log(2)
    return out


def fit(
    patterns: NDArray[np.int8],
    counts: Floats,
    fields: tuple[str, ...],
    *,
    priors: dict[str, Floats],
    chance_share: float = NO_CHANCE,
    start: Model | None = None,
    rounds: int = 80,
    tolerance: float = 5e-4,
) -> Model:
    """Estimate the model on counted patterns (one row a pattern, one column a field).

    Args:
        patterns: levels, in the order of ``fields``.
        counts: how many pairs have each pattern.
        fields: names of the columns.
        priors: level shares that the estimates are held to (see `prior_tables`).
        chance_share: how many pairs of records there are for each of these.
        start: a model to start from for the fields it has; the priors elsewhere.
        rounds: most rounds of EM.
        tolerance: stop when no class share and no level share moves by more.
    """
    model = Model(
        fields=fields,
        class_share=np.append(_CLASS_SHARE if start is None else start.class_share[:-1], chance_share),
        levels={f: (start.levels if start and f in start.levels else priors)[f].copy() for f in fields},
        rounds=0,
        converged=False,
    )
    from tawthiq.matching.weighing_kernels import expect

    total = float(counts.sum())
    said = [n for n in range(len(fields)) if patterns[:, n].any()]
    columns = np.ascontiguousarray(patterns[:, said])
    for step in range(1, rounds + 1):
        logs = np.zeros((len(said), _MOST_LEVELS, len(CLASSES)))
        for row, n in enumerate(said):
            table = model.levels[fields[n]]
            logs[row, 1 : table.shape[1]] = np.log(np.maximum(table[:, 1:], 1e-12)).T
        seen = np.zeros_like(logs)
        sizes = expect(columns, counts, logs, np.log(model.class_share), seen)
        levels = {f: model.levels[f] for f in fields} | {
            fields[n]: _update(seen[row].T[:, : priors[fields[n]].shape[1]], sizes, fields[n], priors[fields[n]])
            for row, n in enumerate(said)
        }
        share = np.append((sizes[:-1] + 40.0 * _CLASS_SHARE) / (total + 40.0), chance_share)
        moved = max(
            float(np.abs(share - model.class_share).max()),
            *(float(np.abs(levels[f] - model.levels[f]).max()) for f in fields),
        )
        done = moved < tolerance
        model = Model(fields=fields, class_share=share, levels=levels, rounds=step, converged=done)
        if done:
            break
    return model


def _update(expected: Floats, sizes: Floats, field: str, prior: Floats) -> Floats:
    """Shares of the levels (rows classes) from the expected numbers of pairs, held to the prior."""
    table = prior.copy()
    for c, name in enumerate(_FITTED):
        seen = expected[c].copy()
        seen[0] = 0
        strength = _STRENGTH.get((field, name), _USUAL_STRENGTH[name])
        pseudo = max(_LEAST, strength * float(min(sizes[c], seen.sum())))
        table[c] = (seen + pseudo * prior[c]) / (seen.sum() + pseudo)
    if field == "rival":
        table[-1] = table[_NAMESAKE]  # how strangers stand to their rivals is not known before pairs are weighed
    if field == "given":
        _hold(table[0], NAME.index("different"), allowed=_MOST_OTHER_GIVEN)
    if field == "birth":
        for c in range(1, len(_FITTED)):
            allowed = max(_MOST_BORN_ON_ONE_DAY, prior[c, _BORN_ON_ONE_DAY])
            _hold(table[c], _BORN_ON_ONE_DAY, allowed=allowed)
    return table


def _hold(row: Floats, level: int, *, allowed: float) -> None:
    """Bring the share of a level down to what is allowed; the others keep their proportions."""
    share = row[level]
    if share > allowed:
        row *= (1 - allowed) / (1 - share)
        row[level] = allowed
