"""Ukrainian and Russian names meet in Cyrillic and in every romanisation (lexicon/slavic.yaml names the systems)."""

import pytest

from tawthiq.matching.folding import fold, script_of
from tawthiq.matching.names import name_keys, skeleton
from tawthiq.matching.skeleton import spell, vowel_conflicts
from tawthiq.matching.slavic import father_of, is_daughter_of, is_patronymic, reads_as_slavic
from tawthiq.matching.variants import is_given_name, romanise, systems

FAMILY_NAMES = (
    "Шевченко",
    "Гончаренко",
    "Кравчук",
    "Щербаченко",
    "Хмельницький",
    "Яценко",
    "Жуковський",
    "Бойчук",
    "Юрченко",
    "Зінченко",
    "Тимошенко",
    "Ткачук",
    "Цимбалюк",
    "Вишневський",
    "Григоренко",
    "Поліщук",
    "Чорновіл'єв",
)
PLAIN_SYSTEMS = [s for s in systems("uk") if "german" not in s and "iso_9" not in s]


@pytest.mark.parametrize("system", PLAIN_SYSTEMS)
@pytest.mark.parametrize("name", FAMILY_NAMES)
def test_family_names_have_one_key_in_every_romanisation(name: str, system: str) -> None:
    assert skeleton(romanise(name, system)) == skeleton(name)


@pytest.mark.parametrize(
    ("word", "system", "written"),
    [
        ("Згурський", "ukrainian_2010", "zghurskyi"),
        ("Юрій", "ukrainian_2010", "yurii"),
        ("Соловйов", "ukrainian_2010", "soloviov"),
        ("Знам'янка", "ukrainian_2010", "znamianka"),
        ("Щербина", "french_ukrainian", "chtcherbyna"),
        ("Шевченко", "german_ukrainian", "schewtschenko"),
        ("Сергей", "french_russian", "serguei"),
        ("Олег", "french_russian", "oleg"),
        ("Юлия", "scholarly_russian", "julija"),
        ("Щукин", "gost_b_russian", "shhukin"),
    ],
)
def test_words_are_romanised_as_the_tables_say(word: str, system: str, written: str) -> None:
    assert romanise(word, system) == written


@pytest.mark.parametrize(
    "spellings",
    [
        ("Шевченко", "Shevchenko", "Chevtchenko", "Ševčenko", "Schewtschenko", "Szewczenko"),
        ("Юлія", "Юлия", "Yulia", "Yuliia", "Iuliia", "Julija", "Ioulia"),
        ("Олексій", "Алексей", "Oleksii", "Aleksei", "Alexey", "Oleksij"),
        ("Євген", "Евгений", "Yevhen", "Evgeny", "Evgueni", "Jewhen", "Yevgeniy"),
        ("Сергій", "Сергей", "Serhii", "Sergei", "Sergey", "Sergueï", "Serhij"),
        ("Григорій", "Григорий", "Hryhorii", "Grigory", "Grigorij"),
        ("Микола", "Николай", "Mykola", "Nikolai", "Nikolay"),
        ("Ольга", "Olga", "Olha"),
        ("Володимир", "Владимир", "Volodymyr", "Wladimir", "Vladimir"),
        ("Ігор", "Игорь", "Ihor", "Igor"),
        ("Костянтин", "Константин", "Kostiantyn", "Konstantin"),
        ("Катерина", "Екатерина", "Kateryna", "Ekaterina", "Jekaterina"),
        ("Єфименко", "Ефименко", "Yefymenko", "Efimenko", "Jefimenko"),
        ("Жуков", "Zhukov", "Joukov", "Žukov"),
        ("Кравцова", "Kravtsova", "Kravcova", "Kravtzova"),
        (
            "Петровський",
            "Петровский",
            "Петровская",
            "Petrovskyi",
            "Petrovsky",
            "Petrovskaya",
            "Petrovskaia",
            "Petrovskij",
        ),
        ("Захарченко", "Zakharchenko", "Zaharčenko"),
        ("Шаўчук", "Шаучук"),
        ("Ґалаґан", "Галаган"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    assert {s: skeleton(s) for s in spellings} == dict.fromkeys(spellings, skeleton(spellings[0]))


@pytest.mark.parametrize(
    ("one", "other"), [("Іван", "Ivan"), ("Тетяна", "Татьяна"), ("Андрій", "Andrei"), ("Юрій", "Iurii")]
)
def test_vowels_of_one_name_do_not_conflict(one: str, other: str) -> None:
    assert vowel_conflicts(spell(fold(one)), spell(fold(other))) == 0


@pytest.mark.parametrize(
    ("one", "other"), [("Марина", "Мирон"), ("Роман", "Римма"), ("Іван", "Ивона"), ("Шевченко", "Савченко")]
)
def test_other_names_differ(one: str, other: str) -> None:
    a, b = spell(fold(one)), spell(fold(other))
    assert a.skeleton != b.skeleton or vowel_conflicts(a, b)


@pytest.mark.parametrize(
    ("cyrillic", "arabic", "latin"),
    [
        ("Мухаммед", "محمد", "Muhammad"),
        ("Магомед", "محمد", "Mohamed"),
        ("Ахмад", "أحمد", "Ahmad"),
        ("Хусейн", "حسين", "Hussein"),
        ("Хасан", "حسن", "Hassan"),
        ("Ибрагим", "إبراهيم", "Ibrahim"),
        ("Юсуф", "يوسف", "Yusuf"),
        ("Абдурахман", "عبد الرحمن", "Abdulrahman"),
        ("Абдуррахман", "عبد الرحمن", "Abd al-Rahman"),
        ("Абдулла", "عبد الله", "Abdullah"),
        ("Абдул-Азиз", "عبد العزيز", "Abdulaziz"),
        ("Абу Бакар", "أبو بكر", "Abu Bakr"),
        ("Халид", "خالد", "Khaled"),
        ("Гассан", "غسان", "Ghassan"),
        ("аль-Масри", "المصري", "al-Masri"),
        ("Салахуддин", "صلاح الدين", "Salah al-Din"),
        ("Нур ад-Дин", "نور الدين", "Noureddine"),
        ("Насрулла", "نصر الله", "Nasrallah"),
        ("Джамал", "جمال", "Jamal"),
        ("Валид", "وليد", "Walid"),
        ("Умм Ахмад", "أم أحمد", "Umm Ahmad"),
    ],
)
def test_arabic_names_in_cyrillic_meet_the_others(cyrillic: str, arabic: str, latin: str) -> None:
    assert skeleton(cyrillic) == skeleton(arabic) == skeleton(latin)
    assert set(name_keys(cyrillic)) == set(name_keys(arabic))


@pytest.mark.parametrize(
    "word", ["Marwa", "Barakat", "Khaldoun", "Nassif", "Hawa", "Zaytoun", "Jbara", "Dov", "Yahya", "Kanaan"]
)
def test_arabic_words_in_latin_are_not_read_as_slavic(word: str) -> None:
    assert not reads_as_slavic(fold(word))


@pytest.mark.parametrize(
    ("patronymic", "father"),
    [
        ("Іванович", "иван"),
        ("Іванівна", "иван"),
        ("Сергіївна", "серги"),
        ("Сергеевич", "серге"),
        ("Ivanovych", "ivan"),
        ("Ivanovich", "ivan"),
        ("Petrovna", "petr"),
        ("Ильич", "ил"),
        ("Васильович", "васил"),
        ("Mykolaiovych", "mykola"),
    ],
)
def test_patronymics_give_the_father(patronymic: str, father: str) -> None:
    assert is_patronymic(fold(patronymic))
    assert father_of(fold(patronymic)) == father


def test_only_a_daughter_is_told_by_the_word_alone() -> None:
    assert is_daughter_of(fold("Іванівна"))
    assert is_daughter_of("ivanovna")
    assert not is_daughter_of(fold("Іванович"))
    assert not is_patronymic("haddad")
    assert father_of("haddad") == "haddad"


def test_given_names_are_known_in_both_scripts() -> None:
    assert all(is_given_name(fold(name)) for name in ("Тарас", "Оксана", "Taras", "Oksana", "Сергей", "Serguei"))
    assert not any(is_given_name(fold(name)) for name in ("Шевченко", "Haddad", "خالد"))


def test_cyrillic_is_a_script() -> None:
    assert [script_of(fold(w)) for w in ("Їжак", "ґудзь", "Ёлкин", "Ўладзімір")] == ["cyrillic"] * 4
