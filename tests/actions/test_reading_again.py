"""Reading again never asks again; figures are split and put together again; many reports keep their origins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from missions import TestMission
from tawthiq.actions import propose as proposing
from tawthiq.actions import read_report as reading
from tawthiq.actions.decide_figure import decide_figure
from tawthiq.actions.propose import read_again, read_all_again
from tawthiq.actions.read_report import ReportRead, add_report, add_reports
from tawthiq.actions.split_figure import FigurePart, split_figure, undo_split
from tawthiq.keeping.models import EventMention, Figure, FigureDecision, FigureRelation, Quotation, Source
from tawthiq.keeping.queries import figures
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError, TawthiqError
from tawthiq.terms.figures import Category, Reading
from tawthiq.terms.members import Role
from tawthiq.terms.vocabularies import DecisionOnProposal

STORY = """About 230,000 people have fled their homes, the Red Crescent said on Monday.

Some 30,000 refugees crossed the border and 200,000 are displaced within the country, it said. Twenty people were
killed in Homs, the Committee for Counting said. "We will not stop counting," Dr. Salim Haddad said. The council called
for a ceasefire.
"""
TWO = FigurePart(words="Some 30,000", value_min=30000, value_max=30000, category="refugee")
OTHER = FigurePart(words="200,000 are displaced", value_min=200000, value_max=200000, category="displaced_internal")


@pytest.fixture
def kept(mission: TestMission, tmp_path: Path) -> tuple[TestMission, UUID]:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return mission, add_report(file, viewer=mission.viewer()).source_id


def of_category(source_id: UUID, category: str) -> Figure:
    return Figure.objects.get(source_id=source_id, category=category, split_from=None)


def everything(source_id: UUID) -> list[Any]:
    rows: list[Any] = list(Figure.objects.filter(source_id=source_id).order_by("id").values())
    rows += list(FigureRelation.objects.filter(total__source_id=source_id).order_by("id").values())
    rows += list(Quotation.objects.filter(source_id=source_id).order_by("id").values())
    return rows + list(EventMention.objects.filter(source_id=source_id).order_by("id").values())


def better(change: Any) -> Any:
    """The reader with other rules: its reading is changed."""
    plain = proposing.read_text

    def read(text: str, **more: Any) -> Reading:
        found: Reading = plain(text, **more)
        return replace(found, figures=tuple(change(figure) for figure in found.figures))

    return read


def test_events_are_kept_with_their_report(kept: tuple[TestMission, UUID]) -> None:
    _mission, source_id = kept
    event = EventMention.objects.get(source_id=source_id, kind="ceasefire")
    assert STORY[event.span_start : event.span_end] == "ceasefire"
    assert event.data["rules"] == ["event.ceasefire"]


def test_the_same_rules_propose_nothing_and_change_nothing(kept: tuple[TestMission, UUID]) -> None:
    mission, source_id = kept
    decide_figure(of_category(source_id, "killed").id, DecisionOnProposal.REJECTED, viewer=mission.viewer())
    before = everything(source_id)
    found = read_again(source_id, viewer=mission.viewer())
    assert (found.figures, found.quotations, found.events) == ((), 0, 0)
    assert everything(source_id) == before


def test_better_rules_show_only_what_is_new(kept: tuple[TestMission, UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    mission, source_id = kept
    viewer = mission.viewer()
    decide_figure(of_category(source_id, "refugee").id, DecisionOnProposal.CONFIRMED, viewer=viewer)
    before = {row.id: (row.status, row.value_min, row.category) for row in Figure.objects.all()}

    def injured(figure: Any) -> Any:
        return replace(figure, category=Category.INJURED) if figure.category is Category.KILLED else figure

    monkeypatch.setattr(proposing, "read_text", better(injured))
    (new,) = read_again(source_id, viewer=viewer).figures
    shown = figures.figure(new, viewer=viewer)
    assert (shown.category, shown.status, shown.read_again) == ("injured", "pending", True)
    assert {row.id: (row.status, row.value_min, row.category) for row in Figure.objects.exclude(id=new)} == before
    assert not any(f.read_again for f in figures.find_figures(viewer=viewer) if f.id != new)
    assert read_again(source_id, viewer=viewer).figures == ()


def test_rules_that_come_to_what_a_member_wrote_do_not_ask(
    kept: tuple[TestMission, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    mission, source_id = kept
    viewer = mission.viewer()
    changes = {"category": "injured", "value_min": 25.0, "value_max": 25.0}
    decide_figure(of_category(source_id, "killed").id, DecisionOnProposal.EDITED, viewer=viewer, changes=changes)

    def as_decided(figure: Any) -> Any:
        if figure.category is not Category.KILLED:
            return figure
        return replace(figure, category=Category.INJURED, value_min=25, value_max=25)

    monkeypatch.setattr(proposing, "read_text", better(as_decided))
    assert read_again(source_id, viewer=viewer).figures == ()
    assert Figure.objects.get(source_id=source_id, category="injured").status == "edited"


def test_reading_again_needs_the_right_and_a_report(kept: tuple[TestMission, UUID]) -> None:
    mission, source_id = kept
    with pytest.raises(NotAllowedError):
        read_again(source_id, viewer=mission.viewer(Role.LAWYER))
    Source.objects.filter(id=source_id).update(kind="interview")
    with pytest.raises(BadInputError) as refused:
        read_again(source_id, viewer=mission.viewer())
    assert refused.value.code == "report.none"


def test_sums_keep_their_parts_and_signs(kept: tuple[TestMission, UUID]) -> None:
    mission, source_id = kept
    total = figures.figure(of_category(source_id, "displaced").id, viewer=mission.viewer())
    (way,) = [way for way in total.sums if way.kind == "sum"]
    parts = {of_category(source_id, "refugee").id: 1, of_category(source_id, "displaced_internal").id: 1}
    assert dict(way.parts) == parts


def test_a_split_puts_parts_with_their_own_words_in_place_of_the_figure(kept: tuple[TestMission, UUID]) -> None:
    mission, source_id = kept
    viewer = mission.viewer()
    whole = of_category(source_id, "killed")
    clause = STORY[slice(*whole.data["spans"]["clause"])]
    assert "Twenty people" in clause
    parts = (
        FigurePart(words="Twenty people", value_min=12, value_max=12, category="killed"),
        FigurePart(words="people were killed", value_min=8, value_max=8, category="injured"),
    )
    first, second = split_figure(whole.id, parts, viewer=viewer, reason="two numbers in one")
    one, other = figures.figure(first, viewer=viewer), figures.figure(second, viewer=viewer)
    assert STORY[one.span_start : one.span_end] == "Twenty people"
    assert (one.value_min, one.status, one.split_from) == (12, "confirmed", whole.id)
    assert (other.category, other.speaker, other.place_words) == ("injured", whole.speaker, whole.place_words)
    assert "member.split" in other.data["rules"]
    held = figures.figure(whole.id, viewer=viewer)
    assert held.status == "split"
    assert set(held.split_into) == {first, second}
    decision = FigureDecision.objects.get(figure_id=whole.id)
    assert [part["id"] for part in decision.changes["parts"]] == [str(first), str(second)]
    counting = {f.id for f in figures.find_figures(viewer=viewer, status="counting")}
    assert counting == {first, second}


def test_a_split_taken_back_leaves_the_figure_waiting_and_never_counts_twice(kept: tuple[TestMission, UUID]) -> None:
    mission, source_id = kept
    viewer = mission.viewer()
    whole = of_category(source_id, "killed").id
    parts = (
        FigurePart(words="Twenty people", value_min=12, value_max=12, category="killed"),
        FigurePart(words="Twenty", value_min=8, value_max=None, category="killed"),
    )
    ids = split_figure(whole, parts, viewer=viewer)
    with pytest.raises(ConflictError) as refused:
        decide_figure(whole, DecisionOnProposal.CONFIRMED, viewer=viewer)
    assert refused.value.code == "figure.is_split"
    with pytest.raises(ConflictError):
        split_figure(whole, parts, viewer=viewer)
    undo_split(whole, viewer=viewer)
    assert figures.figure(whole, viewer=viewer).status == "pending"
    assert {figures.figure(one, viewer=viewer).status for one in ids} == {"rejected"}
    with pytest.raises(ConflictError) as refused:
        decide_figure(ids[0], DecisionOnProposal.CONFIRMED, viewer=viewer)
    assert refused.value.code == "figure.not_split"
    with pytest.raises(ConflictError):
        undo_split(whole, viewer=viewer)
    assert split_figure(whole, parts, viewer=viewer) == ids, "the parts of before are used again"
    assert FigureDecision.objects.filter(figure_id=whole).count() == 3


def test_rules_that_find_the_parts_later_do_not_ask(
    kept: tuple[TestMission, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    mission, source_id = kept
    viewer = mission.viewer()
    whole = of_category(source_id, "killed")
    parts = (
        FigurePart(words="Twenty people", value_min=20, value_max=20, category="injured"),
        FigurePart(words="people were", value_min=3, value_max=3, category="killed"),
    )
    split_figure(whole.id, parts, viewer=viewer)

    def as_split(figure: Any) -> Any:
        return replace(figure, category=Category.INJURED) if figure.category is Category.KILLED else figure

    monkeypatch.setattr(proposing, "read_text", better(as_split))
    assert read_again(source_id, viewer=viewer).figures == ()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((TWO,), "figure.parts"),
        ((TWO, TWO), "figure.same_parts"),
        ((TWO, replace(OTHER, value_min=None, value_max=None)), "figure.no_number"),
        ((TWO, replace(OTHER, words="no such words")), "figure.words"),
        ((TWO, replace(OTHER, words=" ")), "figure.words"),
        ((TWO, replace(OTHER, words="e")), "figure.words_twice"),
        ((TWO, replace(OTHER, category="eaten")), "figure.category"),
        ((TWO, replace(OTHER, value_min=-1)), "figure.negative"),
        ((TWO, replace(OTHER, value_min=3, value_max=2)), "figure.order"),
    ],
)
def test_a_split_that_cannot_be_is_refused(
    kept: tuple[TestMission, UUID], parts: tuple[FigurePart, ...], code: str
) -> None:
    mission, source_id = kept
    whole = of_category(source_id, "refugee")
    with pytest.raises(BadInputError) as refused:
        split_figure(whole.id, parts, viewer=mission.viewer())
    assert refused.value.code == code
    assert figures.figure(whole.id, viewer=mission.viewer()).status == "pending"
    assert not FigureDecision.objects.exists()


def test_a_part_that_is_a_figure_already_is_refused(kept: tuple[TestMission, UUID]) -> None:
    mission, source_id = kept
    whole = of_category(source_id, "refugee")
    with pytest.raises(ConflictError) as refused:
        split_figure(whole.id, (TWO, OTHER), viewer=mission.viewer())
    assert refused.value.code == "figure.already_there"


def test_of_many_reports_copies_are_looked_for_once_a_batch(
    mission: TestMission, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        "a.txt": STORY,
        "b.txt": "Another paper\n\n" + STORY,
        "c.txt": "Twelve people were injured in Idlib, the Border Office said on Tuesday after a long quiet night.",
        "d.txt": "A third paper\n\n" + STORY,
        "e.txt": STORY,
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "bad.txt").write_text("", encoding="utf-8")
    asked = []
    plain = reading.copies
    monkeypatch.setattr(reading, "copies", lambda given: asked.append(len(given)) or plain(given))
    paths = [tmp_path / name for name in ("bad.txt", *texts, "missing.txt")]
    came = list(add_reports(paths, viewer=mission.viewer(), batch=4))
    outcome: dict[str, ReportRead | TawthiqError] = {path.name: kept for path, kept in came}
    assert len(came) == len(paths)
    assert asked == [3, 5], "once a batch: the three that open, then the three kept with the two that open"
    repeats = {name: one.repeats for name, one in outcome.items() if isinstance(one, ReportRead)}
    assert repeats == {"a.txt": None, "b.txt": 1, "c.txt": None, "d.txt": 1}
    refused = {name: one.code for name, one in outcome.items() if isinstance(one, TawthiqError)}
    assert refused["e.txt"] == "report.known"
    assert refused["missing.txt"] == "intake.not_found"
    assert "bad.txt" in refused


def test_all_reports_are_read_again_and_a_bad_one_stops_no_other(
    kept: tuple[TestMission, UUID], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mission, source_id = kept
    viewer = mission.viewer()
    for number in range(2):
        file = tmp_path / f"more{number}.txt"
        file.write_text(f"{12 + number} people were injured in Idlib, the Border Office said.\n", encoding="utf-8")
        add_report(file, viewer=viewer)
    decide_figure(of_category(source_id, "killed").id, DecisionOnProposal.REJECTED, viewer=viewer)
    assert read_all_again(viewer=viewer).figures == 0
    plain = better(lambda figure: replace(figure, category=Category.MISSING))

    def one_fails(text: str, **more: Any) -> Reading:
        if text.startswith("12 people"):
            raise BadInputError("report.bad", "It cannot be read.", "Look at it.")
        return plain(text, **more)

    monkeypatch.setattr(proposing, "read_text", one_fails)
    stages: list[str] = []
    again = read_all_again(viewer=viewer, progress=lambda _share, stage: stages.append(stage))
    assert (again.reports, again.failed) == (2, ((2, "report.bad"),))
    assert again.figures == Figure.objects.filter(category="missing", status="pending").count() > 1
    assert stages == ["S-1", "S-2", "S-3"]
    assert of_category(source_id, "killed").status == "rejected"
    assert read_all_again(viewer=viewer).figures == 0
    with pytest.raises(NotAllowedError):
        read_all_again(viewer=mission.viewer(Role.LAWYER))
