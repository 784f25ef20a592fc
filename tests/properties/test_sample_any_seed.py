import datetime as dt
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.sample.captures import capture, count_overlaps
from tawthiq.sample.conflict import load_conflict
from tawthiq.sample.drafting import Draft
from tawthiq.sample.naming import load_names
from tawthiq.sample.population import invent_population
from tawthiq.sample.spelling import ARABIC_DIGITS, Hand, eastern, rounded_age, write_arabic
from tawthiq.sample.told import tell_age, tell_day

plain = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=20)


@given(before=plain, words=plain, after=plain)
def test_a_marked_slot_stands_at_its_span(before: str, words: str, after: str) -> None:
    draft = Draft()
    draft.add(before)
    draft.say(f"{after}{{name}}{before}", {"name": words}, marks={"name": "here"})
    start, end = draft.spans["here"]
    assert draft.text()[start:end] == words
    assert draft.text() == before + after + words + before


@given(seed=st.integers(0, 2**32))
@settings(max_examples=8, deadline=None)
def test_whatever_the_seed_lists_reach_what_is_planned(seed: int) -> None:
    conflict = load_conflict()
    population = invent_population(conflict, load_names(), seed=seed, size=300)
    captured = capture(population, conflict.lists, seed=seed)
    assert len(population.killed()) == 300 == sum(count_overlaps(population, captured).values())
    for plan in conflict.lists:
        reached = sum(person.outcome == "killed" for person in captured[plan.key])
        assert abs(reached / 300 - plan.coverage) < 0.16


@given(seed=st.integers(0, 2**32), age=st.integers(0, 99))
def test_an_age_told_or_written_stays_near_the_truth(seed: int, age: int) -> None:
    stream = random.Random(seed)
    assert abs(rounded_age(stream, age, exact=0.5) - age) <= 2
    for language in ("en", "ar"):
        words, stated = tell_age(stream, age, sex="female", language=language)
        assert words
        assert stated is None or abs(stated - age) <= 2


@given(seed=st.integers(0, 2**32), day=st.dates(dt.date(2012, 2, 1), dt.date(2013, 7, 31)))
def test_a_day_told_is_the_day_or_its_month(seed: int, day: dt.date) -> None:
    from tawthiq.sample.conflict import load_yaml

    words = load_yaml("interviews.yaml")
    for language in ("en", "ar"):
        said, stated = tell_day(random.Random(seed), day, language=language, words=words)
        assert day.isoformat().startswith(stated)
        assert str(day.year) in said.translate({source: digit for digit, source in ARABIC_DIGITS.items()})


@given(number=st.integers(0, 10**9))
def test_arabic_digits_read_back_as_the_number(number: int) -> None:
    assert int(eastern(number)) == number


@given(seed=st.integers(0, 2**32))
def test_a_name_in_a_perfect_hand_is_the_name(seed: int) -> None:
    stream = random.Random(seed)
    name = load_names().draw_name(stream, sex="male")
    assert write_arabic(stream, name, Hand(grandfather=1.0)) == name.arabic()
    hasty = write_arabic(stream, name, Hand(hamza=1, marbuta=1, yeh=1, joined=1, slip=1))
    assert hasty.encode("cp1256").decode("cp1256") == hasty
