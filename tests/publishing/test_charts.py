from collections.abc import Callable
from datetime import date

import pytest

from publishing import pictures
from publishing.pictures import EVERY, HOSTILE, SVG, canvas, forbidden_in, links, parse, texts
from tawthiq.publishing.charts.categories import CategoryBar, draw_categories
from tawthiq.publishing.charts.intervals import DocumentedBar, EstimatedInterval, draw_intervals
from tawthiq.publishing.charts.lanes import Lane, draw_lanes
from tawthiq.publishing.charts.months import MonthBar, MonthLegend, PeriodEstimate, draw_months
from tawthiq.publishing.charts.overlap import ListRow, Overlap, draw_overlap
from tawthiq.publishing.charts.reported import ReportedFigure, draw_reported
from tawthiq.publishing.charts.traces import draw_traces
from tawthiq.publishing.drawing import NARROW, WIDE, Direction, Svg, draw_standalone, draw_wide_and_narrow
from tawthiq.publishing.layout import text_width
from tawthiq.terms.errors import BadInputError

Drawing = Callable[..., Svg]

every_picture = pytest.mark.parametrize("draw", EVERY, ids=lambda draw: draw.__name__)


@every_picture
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_picture_is_well_formed_named_and_runs_left_to_right(draw: Drawing, width: int, direction: Direction) -> None:
    root = parse(draw(canvas(width=width, direction=direction)))
    assert root.get("direction") == "ltr"
    assert root.find(f"{SVG}title").text == "Title"
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")
    assert root.get("aria-describedby") == root.find(f"{SVG}desc").get("id")
    assert all(found.get("unicode-bidi") == "plaintext" for found in root.iter(f"{SVG}text"))


@every_picture
def test_a_picture_without_links_is_an_image_and_with_links_a_group(draw: Drawing) -> None:
    assert parse(draw(canvas())).get("role") == "img"
    linked = draw(canvas(), href="/persons?month=2012-03&x=1")
    assert parse(linked).get("role") == "group"
    assert set(links(linked)) == {"/persons?month=2012-03&x=1"}
    assert all(found.find(f"{SVG}title").text for found in parse(linked).iter(f"{SVG}a"))


@every_picture
def test_words_from_outside_stay_words(draw: Drawing) -> None:
    svg = draw(canvas(title=HOSTILE), words=HOSTILE)
    assert forbidden_in(svg) == []
    assert parse(svg).find(f"{SVG}title").text == HOSTILE.replace("\x00", "")


@every_picture
@pytest.mark.parametrize("href", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_could_run_something_is_refused(draw: Drawing, href: str | None) -> None:
    with pytest.raises(BadInputError, match="page only"):
        draw(canvas(), href=href)


@every_picture
def test_a_saved_picture_needs_no_page(draw: Drawing) -> None:
    assert "var(" not in draw_standalone(draw(canvas()))


@every_picture
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_shapes_stay_inside_the_picture(draw: Drawing, width: int) -> None:
    root = parse(draw(canvas(width=width)))
    _, _, right, bottom = (float(number) for number in root.get("viewBox").split())
    for rect in root.iter(f"{SVG}rect"):
        left, top = float(rect.get("x", "0")), float(rect.get("y", "0"))
        assert left >= -0.1
        assert left + float(rect.get("width")) <= right + 0.1
        assert top + float(rect.get("height")) <= bottom + 0.1


def test_both_widths_have_ids_of_their_own() -> None:
    box = draw_wide_and_narrow(pictures.intervals, canvas=canvas())
    assert 'id="chart-wide-title"' in box
    assert 'id="chart-narrow-title"' in box
    assert box.count("<svg") == 2


@pytest.mark.parametrize(("low", "high", "middle"), [(5, 5, 5), (6, 5, None), (4, 6, 7), (-1, 5, None)])
def test_a_bare_estimate_cannot_be_drawn(low: float | None, high: float | None, middle: float | None) -> None:
    with pytest.raises(BadInputError, match="low end"):
        EstimatedInterval(label="x", low=low, high=high, middle=middle)
    with pytest.raises(BadInputError, match="low end"):
        PeriodEstimate(first=0, last=1, low=high, high=high, words="x")


def test_documented_is_solid_and_estimated_is_hatched() -> None:
    svg = draw_intervals(
        (DocumentedBar(label="d", value=10), EstimatedInterval(label="e", low=12, high=20)), canvas=canvas()
    )
    bars = [found for found in parse(svg).iter(f"{SVG}rect") if found.get("y") is not None]
    assert [bar.get("fill") for bar in bars] == ["var(--documented, #23303d)", "url(#chart-hatch)"]
    assert float(bars[1].get("x")) > float(bars[0].get("x")) + float(bars[0].get("width"))


def test_a_refusal_says_why_in_its_lane() -> None:
    assert "Two lists only." in texts(pictures.intervals(canvas()))


def test_a_long_refusal_is_wrapped_not_cut() -> None:
    words = " ".join(f"word{place}" for place in range(60))
    shown = " ".join(texts(pictures.intervals(canvas(width=NARROW), words=words)))
    assert all(f"word{place}" in shown for place in range(60))


def test_the_heights_of_a_month_add_up() -> None:
    bar = MonthBar(label="Mar", year="2012", words="w", three=10, two=20, one=30)
    legend = MonthLegend(three="3", two="2", one="1")
    root = parse(draw_months((bar,), canvas=canvas(), words=legend))
    bars = [found for found in root.iter(f"{SVG}rect") if found.get("x") not in {None, "0.5"}]
    heights = [float(found.get("height")) for found in bars]
    assert [round(height / heights[0], 1) for height in heights] == [1, 2, 3]
    feet = [float(found.get("y")) + height for found, height in zip(bars, heights, strict=True)]
    tops = [float(found.get("y")) for found in bars]
    assert feet[1:] == pytest.approx(tops[:-1], abs=0.2)


def test_every_month_opens_as_high_as_the_field() -> None:
    root = parse(pictures.months(canvas(), href="/persons"))
    fields = [found for found in root.iter(f"{SVG}rect") if found.get("pointer-events") == "all"]
    assert len(fields) == 24
    assert len({found.get("height") for found in fields}) == 1


def test_names_of_months_do_not_run_into_each_other() -> None:
    shown = texts(pictures.months(canvas(width=NARROW), words="Longname"))
    assert 1 <= shown.count("Longname") - 4 <= 4


def test_no_months_and_no_figures_still_draw() -> None:
    legend = MonthLegend(three="3", two="2", one="1")
    assert parse(draw_months((), canvas=canvas(), words=legend)) is not None
    assert parse(draw_reported((), (), canvas=canvas(), format_day=date.isoformat, log_words="")) is not None
    assert parse(draw_categories((), canvas=canvas(), hidden_words="x")) is not None
    assert parse(draw_intervals((), canvas=canvas())) is not None


def test_what_does_not_fit_an_overlap_is_said() -> None:
    lists = [ListRow(label=str(place), total=1, words="w") for place in range(20)]
    found = [Overlap(members=frozenset({place}), count=place + 1, words="w") for place in range(20)]
    svg = draw_overlap(lists, found, canvas=canvas(width=NARROW), say_rest=lambda n, persons: f"rest {n} {persons}")
    shown = [found for found in texts(svg) if found.startswith("rest")]
    drawn = sum(1 for found in parse(svg).iter(f"{SVG}circle")) // 20
    assert shown == [f"rest {20 - drawn} {sum(range(1, 21 - drawn))}"]


@pytest.mark.parametrize("members", [set(), {7}])
def test_an_overlap_of_lists_that_are_not_there_is_refused(members: set[int]) -> None:
    lists = [ListRow(label="a", total=1, words="w")]
    found = [Overlap(members=frozenset(members), count=1, words="w")]
    with pytest.raises(BadInputError, match="combination"):
        draw_overlap(lists, found, canvas=canvas(), say_rest=lambda _n, _p: "")


@pytest.mark.parametrize(("low", "high"), [(None, None), (5, 4), (-1, 3)])
def test_a_figure_without_a_sound_number_is_refused(low: float | None, high: float | None) -> None:
    with pytest.raises(BadInputError, match="reported figure"):
        ReportedFigure(speaker=0, on=date(2012, 1, 1), low=low, high=high, words="w")


def test_competing_figures_of_one_day_stand_side_by_side() -> None:
    figures = [ReportedFigure(speaker=0, on=date(2012, 1, 1), low=100, high=100, words="w") for _ in range(4)]
    root = parse(draw_reported(figures, ("a",), canvas=canvas(), format_day=date.isoformat, log_words=""))
    marks = [float(found.get("cx")) for found in root.iter(f"{SVG}circle")][1:]
    assert len(set(marks)) == 4
    assert min(abs(a - b) for place, a in enumerate(marks) for b in marks[:place]) >= 10


def test_figures_far_apart_use_steps_of_ten_and_say_so() -> None:
    figures = [
        ReportedFigure(speaker=0, on=date(2012, 1, day), low=n, high=n, words="w") for day, n in ((1, 8), (2, 90000))
    ]
    shown = texts(draw_reported(figures, ("a",), canvas=canvas(), format_day=date.isoformat, log_words="steps of ten"))
    assert "steps of ten" in shown
    assert {"1", "10", "100,000"} <= set(shown)


def test_at_least_points_up_and_up_to_points_down() -> None:
    def tip(low: float | None, high: float | None) -> float:
        figure = ReportedFigure(speaker=0, on=date(2012, 1, 1), low=low, high=high, words="w")
        root = parse(draw_reported((figure,), ("a",), canvas=canvas(), format_day=date.isoformat, log_words=""))
        mark = float(list(root.iter(f"{SVG}circle"))[-1].get("cy"))
        arrow = next(found.get("d") for found in root.iter(f"{SVG}path"))
        return float(arrow.split("V")[1].split("M")[0]) - mark

    assert tip(5, None) < 0 < tip(None, 5)


def test_a_withheld_count_has_words_and_no_bar() -> None:
    bars = (CategoryBar(label="Homs", value=None, words="w"),)
    svg = draw_categories(bars, canvas=canvas(), hidden_words="fewer than 5")
    assert "fewer than 5" in texts(svg)
    assert list(parse(svg).iter(f"{SVG}rect")) == []


@pytest.mark.parametrize("name", ["", "1a", "a b", 'a"b'])
def test_an_id_that_cannot_stand_in_a_page_is_refused(name: str) -> None:
    with pytest.raises(BadInputError, match="id of a picture"):
        canvas(name=name)


def test_lanes_show_documented_solid_estimated_hatched_and_refusals_in_words() -> None:
    lanes = [
        Lane(label="March", words="March: 20 documented; 25 to 60", documented=20, low=25, high=60, middle=40),
        Lane(label="April", words="April: 3 documented; no estimate", documented=3, note="no estimate"),
    ]
    for width in (720, 340):
        drawn = draw_lanes(lanes, canvas=canvas(width=width), mark=20)
        assert drawn.count("-hatch)") == 1
        assert "no estimate" in drawn
        assert "March: 20 documented; 25 to 60" in drawn
        assert parse(drawn) is not None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"low": 5, "high": 5}, "publishing.bare_estimate"),
        ({"low": 9, "high": 5}, "publishing.bare_estimate"),
        ({"documented": 5}, "publishing.silent_lane"),
        ({"low": 5}, "publishing.silent_lane"),
    ],
)
def test_a_lane_is_never_a_bare_point_or_silent(given: dict[str, float], code: str) -> None:
    with pytest.raises(BadInputError) as refused:
        Lane(label="x", words="x", **given)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_the_last_number_of_the_axis_stays_in_the_picture() -> None:
    svg = parse(draw_lanes([Lane(label="x", words="x", low=1_800_000, high=3_900_000)], canvas=canvas(width=320)))
    last = max((t for t in svg.iter() if (t.text or "").endswith("000")), key=lambda t: float(t.get("x", "0")))
    assert last.get("text-anchor") == "middle"
    assert float(last.get("x", "0")) + text_width(last.text or "") / 2 <= 320


def test_shares_keep_their_axis_to_its_end() -> None:
    drawn = draw_lanes([Lane(label="x", words="x", low=40, high=60)], canvas=canvas(width=720), longest=100)
    assert ">100<" in drawn
    assert ">120<" not in drawn


def test_each_run_has_a_line_of_its_own_inside_the_picture() -> None:
    drawn = draw_traces([[10, 12, 11], [11, 10, 12], [9, 9, 9]], canvas=canvas(width=720))
    assert drawn.count("<path") == 3
    still = draw_traces([[7, 7], [7, 7]], canvas=canvas(width=340))
    assert "nan" not in still
    with pytest.raises(BadInputError) as refused:
        draw_traces([[1]], canvas=canvas(width=720))
    assert refused.value.code == "publishing.short_trace"
