"""The five lists that lie beside the checkout of the founders; skipped by name where they do not."""

from datetime import date
from pathlib import Path

import pytest

from tawthiq.intake.lists import read_list, summarise
from tawthiq.intake.sheets import open_list
from tawthiq.intake.suggestions import suggest_mapping

LISTS = Path(__file__).parents[3] / "shared" / "inputs" / "lists"
EXPECTED = {
    "registry_committee.xlsx": (1420, 1384, 1389, "dmy"),
    "network_list.csv": (1850, 1771, 1145, "dmy"),
    "hospital_1256.csv": (1424, 1333, 778, "ymd"),
    "diaspora_latin.xlsx": (666, 635, 456, "ymd"),
    "agency_hxl.tsv": (641, 535, 294, "ymd"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_of_the_real_lists_is_read(name: str) -> None:
    path = LISTS / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the checkout")
    sheets = open_list(path)
    mapping = suggest_mapping(sheets)
    rows = list(read_list(sheets, mapping, today=date(2026, 11, 23)).rows())
    summary = summarise(rows)
    claims = [row.claim for row in rows if row.claim is not None]
    read = (len(claims), sum(c.event.is_known for c in claims), sum(c.age.is_known for c in claims))
    assert (*read, mapping.date_order) == EXPECTED[name]
    assert summary.set_aside == 0
    assert set(summary.problems) <= {"person.age_disagrees", "person.birth_after_event"}
    assert all(c.name and c.external_id for c in claims)
