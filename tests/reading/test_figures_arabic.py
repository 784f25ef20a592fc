from typing import Any

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import Category, Hedge, Measure

C = Category


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أعلنت الشرطة مقتل سبعة أشخاص بينهم امرأة في المدينة.", [(7, C.KILLED, Hedge.EXACT)]),
        (
            "وقتل ما لا يقل عن ٢٨ مدنياً وجرح ٥٥ آخرون.",
            [(28, C.KILLED, Hedge.AT_LEAST), (55, C.INJURED, Hedge.EXACT)],
        ),
        (
            "أسفر القصف عن سقوط نحو 35 قتيلا و120 جريحا.",
            [(35, C.KILLED, Hedge.ABOUT), (120, C.INJURED, Hedge.EXACT)],
        ),
        ("قال مصدر طبي إن عشرة أشخاص على الأقل قتلوا أمس.", [(10, C.KILLED, Hedge.AT_LEAST)]),
        ("اعتقلت قوات الأمن أكثر من 40 متظاهرا.", [(40, C.DETAINED, Hedge.AT_LEAST)]),
        ("خطف مسلحون ثلاثة عشر عاملا.", [(13, C.ABDUCTED, Hedge.EXACT)]),
        ("ويعيش في المخيم 17 ألف لاجئ.", [(17000, C.REFUGEE, Hedge.EXACT)]),
        ("ارتفعت حصيلة القصف إلى 73 قتيلا.", [(73, C.KILLED, Hedge.EXACT)]),
        (
            "أدى الانفجار إلى مقتل شخص وإصابة شخصين.",
            [(1, C.KILLED, Hedge.EXACT), (2, C.INJURED, Hedge.EXACT)],
        ),
    ],
)
def test_figures_are_found(text: str, expected: list[Any]) -> None:
    assert [(f.value, f.category, f.hedge) for f in read_report(text).figures] == expected


@pytest.mark.parametrize(
    "text",
    [
        "قتل القائد على بعد 120 كلم شمال العاصمة.",
        "قتل عام 2005 في انفجار ثلاث سيارات.",
        "رصدت الحكومة مكافأة 40 ألف دولار بعد مقتل السفير.",
        "أصيب الرجل، 25 عاما، في بيته.",
    ],
)
def test_units_years_money_and_ages_are_no_figures(text: str) -> None:
    assert read_report(text).figures == ()


def test_hundreds_have_no_value() -> None:
    (figure,) = read_report("قتل مئات الأشخاص في المدينة.").figures
    assert (figure.value, figure.vague) == (None, "hundreds")


def test_spans_count_the_raw_text_with_its_vowel_signs_and_digits() -> None:
    text = "مَقْتَلُ ٢٣٠ ألفَ شخصٍ"
    (figure,) = read_report(text).figures
    assert figure.value == 230000
    assert figure.spans.quantity.words(text) == "٢٣٠ ألفَ"
    assert figure.words == text


def test_a_daily_number_is_a_rate() -> None:
    (figure,) = read_report("قتل 20 شخصا يوميا في المدينة.").figures
    assert (figure.measure, figure.per) == (Measure.RATE, "day")


def test_speaker_before_and_behind() -> None:
    (figure,) = read_report("أعلنت وزارة الصحة أن 12 شخصا قتلوا أمس.").figures
    assert figure.speaker.organisation == "وزارة الصحة"
    (figure,) = read_report("قتل 12 شخصا أمس، وفقا لمصادر طبية.").figures
    assert figure.speaker.role == "مصادر طبية"


def test_those_among_them_are_a_part_and_a_country_is_across_the_border() -> None:
    reading = read_report("قتل 45 شخصا بينهم 12 طفلا في قصف، ونزح نحو 3000 شخص إلى تركيا.")
    assert [(f.value, f.category) for f in reading.figures] == [
        (45, C.KILLED),
        (12, C.KILLED),
        (3000, C.REFUGEE),
    ]
    assert [(r.total, r.parts) for r in reading.relations] == [(0, (1,))]
