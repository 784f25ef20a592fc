"""Names of invented people, in four parts: given, father's, grandfather's, family.

The rule of the region: children carry their father's given name and his father's after their own, and his family
name; a woman keeps her own father's names when she marries. So brothers and sisters share everything but the given
name, which is what makes telling relatives apart hard.
"""

import random
from dataclasses import dataclass
from functools import cache

from tawthiq.sample.chance import Weighted
from tawthiq.sample.conflict import load_yaml


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part of a name: its Arabic spelling and the Latin spellings in use, the commonest first."""

    ar: str
    latin: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FullName:
    """The four parts of a person's name."""

    given: NamePart
    father: NamePart
    grandfather: NamePart
    family: NamePart

    def parts(self) -> tuple[NamePart, NamePart, NamePart, NamePart]:
        """Return the parts in the order they are said."""
        return (self.given, self.father, self.grandfather, self.family)

    def arabic(self) -> str:
        """Return the full name in its usual Arabic spelling."""
        return " ".join(part.ar for part in self.parts())

    def latin(self) -> str:
        """Return the full name in its commonest Latin spelling."""
        return " ".join(part.latin[0] for part in self.parts())


@dataclass(frozen=True, slots=True)
class NameStock:
    """The name parts to draw from."""

    male: Weighted[NamePart]
    female: Weighted[NamePart]
    family: Weighted[NamePart]

    def draw_given(self, stream: random.Random, *, sex: str, taken: set[str] | None = None) -> NamePart:
        """Draw a given name; `taken` are Arabic names already used among the same parents' children."""
        stock = self.male if sex == "male" else self.female
        part = stock.draw(stream)
        while taken and part.ar in taken:
            part = stock.draw(stream)
        return part

    def draw_name(self, stream: random.Random, *, sex: str) -> FullName:
        """Draw the name of a person unrelated to others."""
        return FullName(
            given=self.draw_given(stream, sex=sex),
            father=self.male.draw(stream),
            grandfather=self.male.draw(stream),
            family=self.family.draw(stream),
        )


@cache
def load_names() -> NameStock:
    """Load the name parts that ship with the sample."""
    groups = load_yaml("names_ar.yaml")
    stocks = {
        group: Weighted(
            [NamePart(ar, tuple(str(form) for form in forms[1:])) for ar, forms in parts.items()],
            [float(forms[0]) for forms in parts.values()],
        )
        for group, parts in groups.items()
    }
    return NameStock(male=stocks["male"], female=stocks["female"], family=stocks["family"])
