"""How large a file this mission takes: the usual limits, and those that its ``mission.toml`` sets."""

from __future__ import annotations

from tawthiq.intake.limits import Limits
from tawthiq.keeping.opening import mission_folder, read_mission
from tawthiq.terms.errors import SetupError


def mission_limits() -> Limits:
    """The limits of the open mission; refuses (SetupError) one that there is not, or that is no number above zero."""
    asked = read_mission(mission_folder()).limits
    usual = Limits()
    wrong = [name for name, most in asked.items() if not hasattr(usual, name) or type(most) is not int or most < 1]
    if wrong:
        raise SetupError(
            "mission.limits",
            f"mission.toml sets limits that cannot be: {', '.join(sorted(wrong))}.",
            "docs/reference/settings has every limit; each is a whole number above zero.",
        )
    return Limits(**asked)
