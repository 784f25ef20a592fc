"""Why nothing is estimated, and what to beware of: a code each, its English words, and what would help.

Codes and parameters are stable and the words of other languages are made from them (`tawthiq.terms.estimate_words`).
A code that has no words there cannot be given.
"""

from typing import Any

from tawthiq.terms.estimate_words import estimate_words, tell
from tawthiq.terms.estimates import Caution, Reason


def give_reason(code: str, **params: str | float) -> Reason:
    """A reason with its words.

    Raises:
        KeyError: for a code or a parameter that is not in the list of reasons.
    """
    _require("reasons", code)
    values: dict[str, Any] = params
    return Reason(code=code, params=params, words=tell("reasons", code, **values), what_would_help=tell("helps", code))


def give_caution(code: str, **params: str | float) -> Caution:
    """A caution with its words.

    Raises:
        KeyError: for a code or a parameter that is not in the list of cautions.
    """
    _require("cautions", code)
    values: dict[str, Any] = params
    return Caution(code=code, params=params, words=tell("cautions", code, **values))


def _require(group: str, code: str) -> None:
    if code not in estimate_words()[group]:
        raise KeyError(code)
