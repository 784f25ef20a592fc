"""A file taken in as a list, whatever is in it."""

from pathlib import Path

from hypothesis import event

from tawthiq.intake.lists import read_list, summarise
from tawthiq.intake.sheets import open_list
from tawthiq.intake.suggestions import suggest_mapping
from tawthiq.terms.errors import BadInputError


def take_list(path: Path) -> None:
    """Every row of a list is accounted for, or the file is refused by a code."""
    try:
        sheets = open_list(path)
        rows = list(sheets.rows())
        mapping = suggest_mapping(sheets)
        if mapping.names_someone:
            assert summarise(read_list(sheets, mapping).rows()).rows == len(rows)
    except BadInputError as refusal:
        event(refusal.code)
