import pytest

from tawthiq.reading import containment, copies, credited_wires, read_report
from tawthiq.terms.figures import LayoutKind

WIRE = (
    "KESH (Reuters) - Shelling of the old town killed at least 12 people on Monday, doctors said. "
    "Rescuers dug through "
    "the rubble with their hands until night fell over the market. The mayor asked for an end to the "
    "fighting. "
    "Neighbours carried the wounded to a clinic that had no power. Aid groups said roads to the north "
    "stayed shut."
)
CUT = "Shelling of the old town killed at least 12 people on Monday, doctors said. The mayor asked for an "
LED_ANEW = (
    "A quiet market day ended in horror. Rescuers dug through the rubble with their hands until night "
    "fell over the "
    "market. The mayor asked for an end to the fighting. The council meets tomorrow."
)
OTHER = (
    "Farmers in the valley began the harvest under guard this week while envoys met in the capital to "
    "talk about a "
    "truce. Shelling of a village killed two people, the army said, and wounded five others near the "
    "bridge."
)


def test_copies_that_are_cut_or_led_anew_are_one_origin() -> None:
    assert copies([WIRE, OTHER, CUT + "end to the fighting.", LED_ANEW]) == ((0, 2, 3), (1,))
    assert containment(WIRE, OTHER) < 0.04
    assert containment(WIRE, WIRE) == 1


def test_short_texts_are_their_own_origin() -> None:
    assert copies(["Three words only", "Three words only"]) == ((0,), (1,))


def test_copies_do_not_depend_on_order() -> None:
    forward = copies([WIRE, LED_ANEW, OTHER])
    backward = copies([OTHER, LED_ANEW, WIRE])
    assert forward == ((0, 1), (2,))
    assert backward == ((0,), (1, 2))


@pytest.mark.parametrize(
    ("text", "wires"),
    [
        (WIRE, ("Reuters",)),
        ("Twelve people were killed on Monday in the old town.\n\n(AP, AFP)", ("AP", "AFP")),
        ("Twelve people were killed on Monday in the old town. (dpa)", ("dpa",)),
        ("The APPLE of discord was a town. Nobody was killed.", ()),
    ],
)
def test_credit_lines_name_the_wire(text: str, wires: tuple[str, ...]) -> None:
    assert credited_wires(text) == wires


def test_dateline_byline_and_caption() -> None:
    text = (
        "Truce Fails in Kesh\n\nBy Ada Lind\n\n"
        "KESH: Twelve people were killed in the old town on Monday.\n\nPhoto: 5 people killed"
    )
    reading = read_report(text)
    kinds = {part.kind: part.span.words(text) for part in reading.layout}
    assert kinds[LayoutKind.TITLE] == "Truce Fails in Kesh"
    assert kinds[LayoutKind.BYLINE] == "By Ada Lind"
    assert kinds[LayoutKind.DATELINE] == "KESH: "
    assert kinds[LayoutKind.CAPTION] == "Photo: 5 people killed"
    assert [figure.value for figure in reading.figures] == [12, 5]


def test_furniture_is_never_read_as_content() -> None:
    text = "Twelve people were killed in the old town of Kesh.\n\nRead more: 300 people killed in flood"
    assert [figure.value for figure in read_report(text).figures] == [12]
