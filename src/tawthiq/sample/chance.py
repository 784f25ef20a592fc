"""Every choice comes from a stream of its own, named after what it decides.

The rule: a stream depends on the mission's seed and on its name alone. So a change to how interviews are written
leaves the people, the lists and the pictures as they were, byte for byte.
"""

import math
import random
from collections.abc import Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")


def open_stream(seed: int, name: str) -> random.Random:
    """Return the stream called `name` of this seed; the same pair always gives the same draws."""
    return random.Random(f"{seed}/{name}")  # noqa: S311 -- invented data, nothing is kept secret with it


class Weighted(Generic[Item]):
    """Items drawn in proportion to their weights; cumulative sums are kept so that many draws stay cheap."""

    def __init__(self, items: Sequence[Item], weights: Sequence[float]) -> None:
        self.items = tuple(items)
        total = 0.0
        self.cumulative: list[float] = []
        for weight in weights:
            total += weight
            self.cumulative.append(total)

    def draw(self, stream: random.Random) -> Item:
        """Draw one item."""
        return stream.choices(self.items, cum_weights=self.cumulative)[0]


def happens(stream: random.Random, probability: float) -> bool:
    """Say whether an event of this probability happens now."""
    return stream.random() < probability


def squash(logit: float) -> float:
    """Turn a number on the logit scale into a probability."""
    return 1.0 / (1.0 + math.exp(-logit))
