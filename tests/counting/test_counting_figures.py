"""Reported figures: over time, side by side, never averaged, stock and flow apart."""

from datetime import date

import pytest

from tawthiq.counting.figures import competing, read_claims, series_by_speaker, to_rows
from tawthiq.terms.errors import BadInputError


def figure(low: float | None, high: float | None, **given: object) -> dict[str, object]:
    return {
        "category": "displaced",
        "measure": "stock",
        "value_min": low,
        "value_max": high,
        "hedge": "about",
        "speaker": "agency",
        "origin": "agency",
        "as_of": "2012-03-10",
        "place": "homs",
        **given,
    }


def test_reports_that_repeat_one_origin_are_one_claim() -> None:
    claims = read_claims([figure(30, 30, id="f1"), figure(30, 30, id="f2"), figure(40, 40, id="f3")])
    assert [(c.value_min, c.n_reports, c.figure_ids) for c in claims] == [
        (30, 2, ("f1", "f2")),
        (40, 1, ("f3",)),
    ]


def test_series_run_by_speaker_and_origin_in_order_of_days() -> None:
    claims = read_claims(
        [
            figure(50, 50, as_of="2012-04-01"),
            figure(30, 30, as_of=date(2012, 3, 1)),
            figure(35, 35, as_of=None),
            figure(90, 90, speaker="minister", origin="ministry"),
        ]
    )
    series = series_by_speaker(claims)
    assert [(s.speaker, [c.value_min for c in s.claims]) for s in series] == [
        ("agency", [30, 50, 35]),
        ("minister", [90]),
    ]


def test_competing_claims_stand_side_by_side_as_a_range_and_no_middle_is_taken() -> None:
    claims = read_claims(
        [
            figure(30, 40),
            figure(100, 100, speaker="minister", origin="ministry"),
            figure(35, 50, speaker="council", origin="council"),
        ]
    )
    (contest,) = competing(claims)
    assert [claim.speaker for claim in contest.claims] == ["agency", "council", "minister"]
    assert (contest.lowest, contest.highest, contest.n_origins, contest.agree) == (30, 100, 3, False)
    numbers = {number for row in to_rows(contest.claims) for number in (row["value_min"], row["value_max"])}
    assert numbers == {30, 35, 40, 50, 100}


def test_claims_that_share_a_number_agree_even_with_open_ends() -> None:
    claims = read_claims([figure(30, None, hedge="more_than"), figure(20, 45, speaker="council", origin="council")])
    (contest,) = competing(claims)
    assert contest.agree
    assert (contest.lowest, contest.highest) == (20, None)


def test_stock_flow_and_rate_never_meet() -> None:
    claims = read_claims(
        [
            figure(30, 30),
            figure(10, 10, measure="flow", speaker="council"),
            figure(5, 5, measure="rate", speaker="minister"),
        ]
    )
    assert competing(claims) == ()
    assert len(series_by_speaker(claims)) == 3


def test_one_speaker_or_an_unknown_day_does_not_compete() -> None:
    assert competing(read_claims([figure(30, 30), figure(40, 40)])) == ()
    apart = [figure(30, 30, as_of=None), figure(40, 40, as_of=None, speaker="council")]
    assert competing(read_claims(apart)) == ()


def test_rows_are_plain_and_unknown_is_a_value() -> None:
    (row,) = to_rows(read_claims([figure(3, 3, speaker=None, origin="", place=None, as_of=None, id="x")]))
    assert row["speaker"] == row["origin"] == row["place"] == "unknown"
    assert row["as_of"] is None
    assert row["figure_ids"] == ["x"]
    assert (row["n_reports"], row["hedge"]) == (1, "about")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (figure(None, None), "counting.figure_range"),
        (figure(-1, 5), "counting.figure_range"),
        (figure(9, 5), "counting.figure_range"),
        (figure(1, 5, measure="share"), "counting.figure_kind"),
        (figure(1, 5, category=""), "counting.figure_kind"),
    ],
)
def test_figures_that_say_no_number_are_refused(bad: dict[str, object], code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_claims([figure(1, 1), bad])
    assert caught.value.code == code
    assert "Figure 2" in caught.value.problem
