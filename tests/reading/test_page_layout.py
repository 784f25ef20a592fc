"""What of a page is no content: each line in the styles of papers, agencies and web pages."""

import pytest

from tawthiq.reading import read_report
from tawthiq.terms.figures import LayoutKind

L = LayoutKind
BODY = "Shelling of the old town killed at least 12 people on Monday, doctors and residents of the town said."
ARABIC = "قتل ثلاثة أشخاص في قصف على السوق القديم في البلدة يوم الاثنين بحسب سكان وأطباء في المستشفى."


def kinds(text: str) -> dict[str, LayoutKind]:
    return {part.span.words(text): part.kind for part in read_report(text).layout}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Ada Lind and Omar Saleh", L.BYLINE),
        ("By ADA LIND, Associated Press", L.BYLINE),
        ("Ada Lind in Beirut", L.BYLINE),
        ("Reporting by Ada Lind; Editing by Tom Reed", L.CREDIT),
        ("(AP, Reuters)", L.CREDIT),
        ("Source: Agence France-Presse", L.CREDIT),
        ("With reporting from Reuters and AFP.", L.CREDIT),
        ("Photo: A man walks past a damaged house", L.CAPTION),
        ("A boy stands in the ruins of his school. (AFP Photo/Karam)", L.CAPTION),
        ("Image copyright Getty Images", L.CAPTION),
        ("Image caption The market was hit twice", L.CAPTION),
        ("FILE PHOTO: Smoke rises over the town", L.CAPTION),
        ("Support our journalism today!", L.FURNITURE),
        ("Donate now to help 5,000 displaced families", L.FURNITURE),
        ("Sign up for our newsletter", L.FURNITURE),
        ("Click here to read more", L.FURNITURE),
        ("Read more: 40 killed in last week's raids", L.FURNITURE),
        ("ALSO READ | 16 dead as bus falls into gorge", L.FURNITURE),
        ("Related: Thousands flee the valley", L.FURNITURE),
        ("Share this article on Facebook", L.FURNITURE),
        ("Follow us on Twitter", L.FURNITURE),
        ("We use cookies to improve your experience.", L.FURNITURE),
        ("© 2019 The Northern Courier. All rights reserved.", L.FURNITURE),
        ("Last updated: 17 March 2019 14:05", L.FURNITURE),
        ("Advertisement", L.FURNITURE),
        ("12 Comments", L.FURNITURE),
        ("Page 3 of 7", L.FURNITURE),
        ("3 min read", L.FURNITURE),
        ("Subscribe to get unlimited access", L.FURNITURE),
    ],
)
def test_lines_that_are_no_content(line: str, kind: LayoutKind) -> None:
    text = f"Truce fails in the old town\n\n{BODY}\n\n{line}\n\nThe mayor asked for an end to the fighting."
    found = kinds(text)
    assert found.get(line) is kind
    if kind is not L.CAPTION:
        assert [f.value for f in read_report(text).figures] == [12]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("اقرأ أيضاً: مقتل ٤٠ شخصاً في غارات", L.FURNITURE),
        ("تابعونا على فيسبوك", L.FURNITURE),
        ("جميع الحقوق محفوظة", L.FURNITURE),
        ("المصدر: رويترز", L.CREDIT),
        ("المصدر : وكالات", L.CREDIT),
        ("اشترك في نشرتنا البريدية", L.FURNITURE),
        ("كتب: أحمد سالم", L.BYLINE),
    ],
)
def test_arabic_lines_that_are_no_content(line: str, kind: LayoutKind) -> None:
    text = f"سقوط قتلى في البلدة\n\n{ARABIC}\n\n{line}\n\nوطالب الأهالي بوقف القصف على البلدة."
    assert kinds(text).get(line) is kind
    assert [f.value for f in read_report(text).figures] == [3]


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        (f"KESH (Reuters) - {BODY}", "KESH (Reuters) - "),
        (f"BEIRUT, March 17 (Reuters) - {BODY}", "BEIRUT, March 17 (Reuters) - "),
        (f"Geneva, 12 June 2018 – {BODY}", "Geneva, 12 June 2018 – "),
        (f"NEW YORK, 5 July 2016 - {BODY}", "NEW YORK, 5 July 2016 - "),
        (f"GAZA CITY: {BODY}", "GAZA CITY: "),
        (f"Damascus (AFP) – {BODY}", "Damascus (AFP) – "),
    ],
)
def test_datelines_are_told_from_the_story(line: str, dateline: str) -> None:
    text = f"Truce fails in the old town\n\n{line}\n\nThe mayor asked for an end."
    assert kinds(text).get(dateline) is L.DATELINE
    assert [f.value for f in read_report(text).figures] == [12]


@pytest.mark.parametrize(
    "line",
    [
        "Follow-up surveys found that 300 people were displaced in the valley, the agency said on Monday.",
        "Support for the displaced is running out after 4,000 people fled the valley, the agency said.",
        "Related violence has killed 30 people since the truce, the agency said.",
        "Read aloud in court, the list named 30 people who were killed in the raid.",
    ],
)
def test_content_that_looks_like_furniture_is_read(line: str) -> None:
    text = f"Truce fails in the old town\n\n{line}\n\nThe mayor asked for an end to the fighting."
    assert len(read_report(text).figures) == 1


def test_a_title_is_read_and_labelled() -> None:
    text = f"At least 12 killed in the old town\n\n{BODY}"
    assert kinds(text) == {"At least 12 killed in the old town": L.TITLE}
