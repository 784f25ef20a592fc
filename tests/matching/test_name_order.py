"""The order of the parts of a name, where the name shows it (catalogues, French registers, patronymics)."""

import pytest

from tawthiq.matching.names import parse_name


def told(name: str) -> tuple[str, str, str]:
    """Given name, father and family of a name, folded."""
    parsed = parse_name(name)
    texts = [part.text if part else "" for part in (parsed.given, parsed.father, parsed.family)]
    return texts[0], texts[1], texts[2]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Haddad, Omar Khaled", ("omar", "khaled", "haddad")),
        ("al-Haddad, Omar", ("omar", "", "haddad")),
        ("حداد، عمر خالد", ("عمر", "خالد", "حداد")),
        ("Haddad, Dr. Omar", ("omar", "", "haddad")),
        ("EL HADDAD, Omar", ("omar", "", "haddad")),
        ("Шевченко, Тарас Григорович", ("тарас", "григории", "шевченко")),
        ("HADDAD Omar", ("omar", "", "haddad")),
        ("EL HADDAD Omar Khaled", ("omar", "khaled", "haddad")),
        ("AL-HADDAD Omar", ("omar", "", "haddad")),
        ("Dr HADDAD Omar", ("omar", "", "haddad")),
        ("Omar HADDAD", ("omar", "", "haddad")),
        ("Omar Khaled HADDAD", ("omar", "khaled", "haddad")),
        ("OMAR KHALED HADDAD", ("omar", "khaled", "haddad")),
        ("DR Rana Haddad", ("rana", "", "haddad")),
        ("A. Haddad", ("a", "", "haddad")),
        ("ШЕВЧЕНКО Тарас", ("тарас", "", "шевченко")),
    ],
)
def test_commas_and_capitals_show_the_family(name: str, parts: tuple[str, str, str]) -> None:
    assert told(name) == parts


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Шевченко Тарас Григорович", ("тарас", "григории", "шевченко")),
        ("Тарас Григорович Шевченко", ("тарас", "григории", "шевченко")),
        ("Коваленко Марія Іванівна", ("мария", "иван", "коваленко")),
        ("Мария Ивановна Коваленко", ("мария", "иван", "коваленко")),
        ("Shevchenko Taras Hryhorovych", ("taras", "hryhori", "shevchenko")),
        ("Taras Grigorievitch Chevtchenko", ("taras", "grigori", "chevtchenko")),
        ("SHEVCHENKO Taras Hryhorovych", ("taras", "hryhori", "shevchenko")),
        ("Шухевич Роман Йосипович", ("роман", "иосип", "шухевич")),
        ("Роман Йосипович Шухевич", ("роман", "иосип", "шухевич")),
        ("Марія Іванівна", ("мария", "иван", "")),
        ("Петар Петровић", ("петар", "", "петрович")),
        ("Іваненко-Ткач Марія Іванівна", ("мария", "иван", "ткач")),
        ("Ковальчук Анна-Марія Петрівна", ("анна", "петр", "ковалчук")),
        ("Мамедов Али Гусейн оглы", ("али", "гусеин", "мамедов")),
        ("Aliyeva Leyla Hasan qizi", ("leyla", "hasan", "aliyeva")),
        ("Шевченко Т. Г.", ("т", "г", "шевченко")),
        ("Т. Г. Шевченко", ("т", "г", "шевченко")),
        ("Шевченко Т.", ("т", "", "шевченко")),
    ],
)
def test_patronymics_and_initials_show_the_order(name: str, parts: tuple[str, str, str]) -> None:
    assert told(name) == parts


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Коваль Олег", ("олег", "", "ковал")),
        ("Олег Коваль", ("олег", "", "ковал")),
        ("Петренко Зульфія", ("зулфия", "", "петренко")),
        ("Petrenko Ivan", ("ivan", "", "petrenko")),
        ("Ivan Petrenko", ("ivan", "", "petrenko")),
        ("Ясин Хасан", ("ясин", "", "хасан")),
        ("Khalil Maria", ("khalil", "", "maria")),
        ("Omar Haddad", ("omar", "", "haddad")),
    ],
)
def test_two_parts_change_places_only_on_good_grounds(name: str, parts: tuple[str, str, str]) -> None:
    assert told(name) == parts


@pytest.mark.parametrize("name", ["Omar Khaled Haddad, Homs", "Omar,", ",", "Haddad, ", "A, B, C D"])
def test_other_commas_only_part_words(name: str) -> None:
    without = parse_name(name.replace(",", " "))
    assert parse_name(name) == without


def test_brother_and_sister_have_one_father() -> None:
    brother, sister = parse_name("Бондар Петро Сергійович"), parse_name("Бондар Анна Сергіївна")
    russian = parse_name("Бондарь Пётр Сергеевич")
    assert brother.father is not None
    assert sister.father is not None
    assert russian.father is not None
    assert brother.father.key == sister.father.key == russian.father.key
    assert brother.father.key == parse_name("Serhii").parts[0].key
