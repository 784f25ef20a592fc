"""A total as a bracket over its parts: the arithmetic follows the figures as they stand now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.actions.decide_figure import decide_figure
from tawthiq.actions.read_report import add_report
from tawthiq.keeping.models import Figure, FigureRelation
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import DecisionOnProposal

SignIn = Callable[..., Client]
STORY = """Some 230,000 Syrians have fled their homes, the Red Crescent said on Monday.

Some 30,000 refugees crossed the border and 200,000 are displaced within the country, it said. The ministry announced a
ceasefire.
"""


@pytest.fixture
def source_id(mission_folder: Path, coordinator: Viewer) -> UUID:
    file = mission_folder / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return add_report(file, viewer=coordinator, published_on=date(2012, 3, 13)).source_id


def shown(client: Client, source_id: UUID) -> str:
    return client.get(reverse("sources:source", args=[source_id])).content.decode()


def test_the_arithmetic_stands_in_the_bracket(source_id: UUID, sign_in: SignIn) -> None:
    page = shown(sign_in(), source_id)
    assert '<bdi dir="ltr">30,000 + 200,000 = 230,000</bdi>' in page
    assert "does-not-hold" not in page


def test_a_changed_part_shows_that_it_no_longer_adds_up(source_id: UUID, coordinator: Viewer, sign_in: SignIn) -> None:
    part = Figure.objects.get(source_id=source_id, category="refugee")
    changes = {"value_min": 90000.0, "value_max": 90000.0}
    decide_figure(part.id, DecisionOnProposal.EDITED, viewer=coordinator, changes=changes)
    page = shown(sign_in(), source_id)
    assert "90,000 + 200,000 = 290,000 ≠ 230,000" in page
    assert "does-not-hold" in page
    assert "do not add up" in page


def test_a_hedged_sum_may_miss_by_half_its_last_digit(source_id: UUID, coordinator: Viewer, sign_in: SignIn) -> None:
    part = Figure.objects.get(source_id=source_id, category="refugee")
    changes = {"value_min": 31000.0, "value_max": 31000.0}
    decide_figure(part.id, DecisionOnProposal.EDITED, viewer=coordinator, changes=changes)
    page = shown(sign_in(), source_id)
    assert "31,000 + 200,000 = 231,000 ≈ 230,000" in page
    assert "does-not-hold" not in page


def test_a_rejected_part_takes_the_arithmetic_away(source_id: UUID, coordinator: Viewer, sign_in: SignIn) -> None:
    part = Figure.objects.get(source_id=source_id, category="refugee")
    decide_figure(part.id, DecisionOnProposal.REJECTED, viewer=coordinator)
    page = shown(sign_in(), source_id)
    assert "= 230,000" not in page
    assert "counts no more" in page


def test_what_is_taken_away_has_its_sign(source_id: UUID, sign_in: SignIn) -> None:
    part = Figure.objects.get(source_id=source_id, category="refugee")
    FigureRelation.objects.filter(part=part).update(sign=-1, kind="signed_sum")
    FigureRelation.objects.filter(total__source_id=source_id).update(kind="signed_sum")
    assert "−30,000 + 200,000 = 170,000 ≠ 230,000" in shown(sign_in(), source_id)


def test_events_are_tags_with_their_words(source_id: UUID, sign_in: SignIn) -> None:
    page = shown(sign_in(), source_id)
    assert "Ceasefire" in page
    assert "not that it took place" in page
    assert 'class="event"' in page
    assert "وقف إطلاق نار" in shown(sign_in(language="ar"), source_id)
