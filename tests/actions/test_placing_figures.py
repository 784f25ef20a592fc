"""A figure's places: settled by spelling where one fits, offered where several do, chosen by a member for good."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from missions import TestMission
from tawthiq.actions.load_gazetteer import load_gazetteer
from tawthiq.actions.place_figures import choose_place, place_choices
from tawthiq.actions.propose import read_again
from tawthiq.actions.read_report import add_report
from tawthiq.keeping.models import FigurePlace, Place
from tawthiq.keeping.queries import figures
from tawthiq.keeping.queries.figures import FigureView
from tawthiq.terms.errors import BadInputError, NotAllowedError
from tawthiq.terms.members import Role
from tawthiq.terms.places import GazetteerPlace, PlaceLevel, PlaceName

STORY = """Twelve people were killed in Wadi Sabr, the Red Crescent said.

Seven people were injured in Ain Zayt, it said.
"""


def place(key: str, level: PlaceLevel, name: str, parent: str = "") -> GazetteerPlace:
    return GazetteerPlace(key=key, level=level, names=(PlaceName(text=name, language="en"),), parent=parent)


GAZETTEER = [
    place("q", PlaceLevel.COUNTRY, "Qamar"),
    place("w", PlaceLevel.ADMIN1, "Wadi Sabr", "q"),
    place("t", PlaceLevel.ADMIN1, "Tell Nour", "q"),
    place("a1", PlaceLevel.TOWN, "Ain Zayt", "w"),
    place("a2", PlaceLevel.TOWN, "Ain Zayt", "t"),
]


def load(mission: TestMission) -> None:
    load_gazetteer("invented", GAZETTEER, viewer=mission.viewer())


def add(mission: TestMission, folder: Path) -> UUID:
    file = folder / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return add_report(file, viewer=mission.viewer()).source_id


def of_category(mission: TestMission, source_id: UUID, category: str) -> FigureView:
    found = figures.find_figures(viewer=mission.viewer(), source_id=source_id)
    return next(figure for figure in found if figure.category == category)


def ids_of(name: str) -> set[int]:
    return set(Place.objects.filter(names__text=name).values_list("id", flat=True))


def test_the_only_place_spelt_so_is_kept_and_several_are_offered(mission: TestMission, tmp_path: Path) -> None:
    load(mission)
    source_id = add(mission, tmp_path)
    killed, injured = (of_category(mission, source_id, one) for one in ("killed", "injured"))
    assert {killed.placed[0].place_id} == ids_of("Wadi Sabr")
    assert (killed.placed[0].name("en"), killed.placed[0].member) == ("Wadi Sabr", "")
    assert injured.placed == {}
    choices = place_choices([killed, injured], viewer=mission.viewer())
    assert {where: {one.id for one in offered} for where, offered in choices.items()} == {
        (injured.id, 0): ids_of("Ain Zayt")
    }


def test_without_a_gazetteer_words_stay_and_reading_again_settles_them(mission: TestMission, tmp_path: Path) -> None:
    source_id = add(mission, tmp_path)
    assert not FigurePlace.objects.exists()
    assert place_choices([of_category(mission, source_id, "killed")], viewer=mission.viewer()) == {}
    load(mission)
    read_again(source_id, viewer=mission.viewer())
    read_again(source_id, viewer=mission.viewer())
    assert FigurePlace.objects.count() == 1, "what is settled is not settled twice"
    assert of_category(mission, source_id, "killed").placed[0].name("en") == "Wadi Sabr"


def test_what_a_member_says_holds_and_stays(mission: TestMission, tmp_path: Path) -> None:
    load(mission)
    source_id = add(mission, tmp_path)
    killed, injured = (of_category(mission, source_id, one) for one in ("killed", "injured"))
    chosen = min(ids_of("Ain Zayt"))
    choose_place(injured.id, 0, chosen, viewer=mission.viewer())
    choose_place(killed.id, 0, None, viewer=mission.viewer())
    read_again(source_id, viewer=mission.viewer())
    killed, injured = (of_category(mission, source_id, one) for one in ("killed", "injured"))
    assert injured.placed[0].place_id == chosen
    assert injured.placed[0].member
    assert killed.placed[0].place_id is None
    assert killed.place_words == "Wadi Sabr", "the words stay as the report has them"
    assert place_choices([killed, injured], viewer=mission.viewer()) == {}
    for change in (FigurePlace.objects.all().delete, lambda: FigurePlace.objects.update(position=3)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("position", "place_id", "code"),
    [(1, None, "figure.place_words"), (-1, None, "figure.place_words"), (0, 10**8, "figure.place")],
)
def test_no_such_place_is_refused(
    mission: TestMission, tmp_path: Path, position: int, place_id: int | None, code: str
) -> None:
    load(mission)
    injured = of_category(mission, add(mission, tmp_path), "injured")
    with pytest.raises(BadInputError) as refused:
        choose_place(injured.id, position, place_id, viewer=mission.viewer())
    assert refused.value.code == code
    with pytest.raises(NotAllowedError):
        choose_place(injured.id, 0, None, viewer=mission.viewer(Role.LAWYER))
