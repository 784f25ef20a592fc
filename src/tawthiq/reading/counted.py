"""What a number counts, as the words beside it tell it, in any language."""

from dataclasses import dataclass

from tawthiq.terms.figures import Unit


@dataclass(frozen=True, slots=True)
class Counted:
    """The words for the people (or things) beside a quantity.

    ``end`` is where they end in the view; ``unit`` is None where they name no people; ``thing`` says that what is
    counted is no people at all.
    """

    end: int
    words: tuple[str, ...]
    unit: Unit | None
    thing: bool
