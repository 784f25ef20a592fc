"""Which counts of a kept count may leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tawthiq.publishing.release.cells import SafeTable, protect_counts
from tawthiq.publishing.tables import Suppression
from tawthiq.terms.errors import BadInputError

Rows = Mapping[tuple[str, ...], tuple[float, float]]


def kept(*by: str, rows: Rows) -> dict[str, Any]:
    return {
        "by": list(by),
        "rows": [{"keys": list(keys), "verified": v, "reported": r} for keys, (v, r) in rows.items()],
    }


def numbers(table: SafeTable) -> list[Sequence[object]]:
    lines = zip(table.counts.cells, table.counts.row_totals, strict=True)
    return [tuple("*" if isinstance(c, Suppression) else c for c in (*cells, total)) for cells, total in lines]


BY_OUTCOME = kept("outcome", rows={("killed",): (60, 100), ("missing",): (0, 20)})


def test_verified_and_the_rest_add_up_to_the_documented() -> None:
    safe = protect_counts([BY_OUTCOME], below=5)
    assert numbers(safe.by_outcome) == [(60, 40, 100), (0, 20, 20)]
    assert safe.left_out == ()


def test_few_who_are_not_verified_are_withheld_as_well() -> None:
    table = kept("outcome", rows={("killed",): (98, 100), ("injured",): (50, 90), ("missing",): (30, 60)})
    killed = numbers(protect_counts([table], below=5).by_outcome)[0]
    assert killed[1] == "*"
    assert killed.count("*") >= 2


def test_an_outcome_with_a_withheld_number_is_not_divided() -> None:
    outcomes = kept("outcome", rows={("detained",): (2, 40), ("injured",): (20, 60), ("killed",): (60, 100)})
    months = kept(
        "outcome",
        "month",
        rows={("detained", "2012-01"): (2, 40), ("killed", "2012-01"): (30, 50), ("killed", "2012-02"): (30, 50)},
    )
    safe = protect_counts([outcomes, months], below=5)
    assert safe.find("detained", "month") is None
    assert safe.find("killed", "month") is not None
    assert [(one.outcome, one.by, one.reason) for one in safe.left_out] == [("detained", ("month",), "too_few")]


def test_small_counts_that_public_totals_would_give_away_stay_behind_as_a_table() -> None:
    outcomes = kept("outcome", rows={("killed",): (5, 55)})
    single = {("killed", f"2012-0{month}"): (1, 11) for month in range(1, 6)}
    safe = protect_counts([outcomes, kept("outcome", "month", rows=single)], below=5)
    # Five withheld ones that are known to be at least one and to add up to five are all one.
    assert [one.reason for one in safe.left_out] == ["totals_would_show"]


def test_a_division_of_mostly_small_counts_stays_behind() -> None:
    outcomes = kept("outcome", rows={("killed",): (0, 20)})
    rows = {("killed", f"2012-{month:02d}"): (0, 2) for month in range(1, 11)}
    safe = protect_counts([outcomes, kept("outcome", "month", rows=rows)], below=5)
    assert [one.reason for one in safe.left_out] == ["mostly_small"]


def test_a_count_of_nobody_and_shares_of_persons_are_refused() -> None:
    with pytest.raises(BadInputError) as nobody:
        protect_counts([kept("outcome", rows={})], below=5)
    assert nobody.value.code == "publish.nobody"
    with pytest.raises(BadInputError) as shares:
        protect_counts([kept("outcome", rows={("killed",): (0.5, 9.5)})], below=5)
    assert shares.value.code == "publish.fractions"
