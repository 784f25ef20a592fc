"""Where the sources are, and texts as tables hold them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tawthiq"


def flat(text: str | None) -> str:
    """On one line, with nothing in it that ends a cell."""
    return " ".join((text or "").split()).replace("|", "\\|")


def paragraph(text: str | None) -> str:
    """The first paragraph."""
    return (text or "").split("\n\n", 1)[0]
