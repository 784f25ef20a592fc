import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake.intake_files import HEADER, ROWS, write_book, write_csv
from tawthiq.intake.lists import RowReading, open_mapped, read_list, summarise
from tawthiq.intake.mapping import Mapping
from tawthiq.intake.sheets import open_list
from tawthiq.intake.suggestions import suggest_mapping
from tawthiq.terms.dates import DateBasis
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.vocabularies import Outcome, RowOutcome, Sex

TODAY = date(2026, 11, 23)


def read(path: Path, **changes: Any) -> list[RowReading]:
    sheets = open_list(path)
    mapping = suggest_mapping(sheets)
    data = mapping.to_dict() | changes
    return list(read_list(sheets, Mapping.from_dict(data), today=TODAY).rows())


def codes(row: Any) -> list[str]:
    return [problem.code for problem in row.problems]


def test_a_row_becomes_a_claim_with_its_words_and_its_place(tmp_path: Path) -> None:
    first, second, third = read(write_csv(tmp_path / "a.csv"))
    claim = first.claim
    assert (claim.external_id, claim.name, claim.sex) == ("a1", "سامر خليل النجار", Sex.MALE)
    assert (claim.age.low, claim.age.high, claim.event.text()) == (34, 34, "2012-04-20")
    assert (claim.place, claim.place_part_of, claim.outcome) == ("الزهراء", "الساحل", Outcome.KILLED)
    assert claim.location.row == 2
    assert (claim.given["age"].words, claim.given["age"].column) == ("٣٤", "age")
    assert (second.claim.age.low, second.claim.age.high) == (0, 17)
    assert (third.claim.age.low, third.claim.event.text()) == (35, "2013-05")
    assert {row.outcome for row in (first, second, third)} == {RowOutcome.RECORD}


def test_hijri_and_mixed_dates_in_one_column(tmp_path: Path) -> None:
    dates = ["١٤٣٣/٤/٢٠ هـ", date(2012, 3, 13), "13/03/2012", "13 آذار 2012", "2012-03", "31/02/2012", "03/04/2012"]
    rows = [(f"a{n}", "Samer Haddad", value) for n, value in enumerate(dates)]
    path = write_book(tmp_path / "h.xlsx", {"s": [("id", "name", "date of death"), *rows]})
    events = [row.claim.event for row in read(path)]
    assert [event.text() for event in events] == [*["2012-03-13"] * 4, "2012-03", "", "2012-04-03"]
    assert events[0].basis is DateBasis.CONVERTED_HIJRI
    assert events[5].words == "31/02/2012"


def test_an_order_that_nothing_shows_keeps_the_year_and_is_told_for_the_list(tmp_path: Path) -> None:
    rows = [(f"a{n}", "Samer Haddad", "03/04/2012") for n in range(3)]
    sheets = open_list(write_csv(tmp_path / "o.csv", header=("id", "name", "date of death"), rows=rows))
    mapping = suggest_mapping(sheets)
    reading = read_list(sheets, mapping, today=TODAY)
    assert mapping.date_order is None
    assert [p.code for p in reading.problems] == ["date.order_unclear"]
    assert [row.claim.event.text() for row in reading.rows()] == ["2012"] * 3


def test_no_row_is_lost_and_every_row_set_aside_has_a_reason(tmp_path: Path) -> None:
    rows = [
        *ROWS,
        ("", "", "", "", "", "", ""),
        HEADER,
        ("", "", "", "", "", "", "Sahel"),
        ("Total", "3", "", "", "", "", ""),
    ]
    result = read(write_csv(tmp_path / "n.csv", rows=rows))
    assert [row.row.number for row in result] == list(range(2, 9))
    aside = [row for row in result if row.outcome is RowOutcome.SET_ASIDE]
    assert [codes(row)[-1] for row in aside] == ["row.blank", "row.header_repeated", "row.no_name", "row.total"]
    assert all(row.claim is None for row in aside)
    summary = summarise(result)
    assert (summary.rows, summary.claims, summary.set_aside) == (7, 3, 4)


def test_a_person_without_a_name_is_still_a_person(tmp_path: Path) -> None:
    rows = [*ROWS, ("a9", "مجهول الهوية", "ذكر", "", "20/04/2012", "Qasra", "")]
    last = read(write_csv(tmp_path / "u.csv", rows=rows))[-1]
    assert last.claim.name == ""
    assert last.claim.given["name"].words == "مجهول الهوية"
    assert codes(last) == ["person.unnamed"]


def test_parts_of_a_name_are_joined_and_kept_apart_in_the_words(tmp_path: Path) -> None:
    header = ("first name", "father name", "grandfather name", "family name", "sex")
    row = read(write_csv(tmp_path / "p.csv", header=header, rows=[("Samer", "Khalil", "", "Haddad", "m")] * 3))[0]
    assert row.claim.name == "Samer Khalil Haddad"
    assert {key: given.words for key, given in row.claim.given.items()} == {
        "given": "Samer", "father": "Khalil", "family": "Haddad", "sex": "m",
    }  # fmt: skip


def test_what_disagrees_is_told_and_not_corrected(tmp_path: Path) -> None:
    header = ("id", "name", "age", "date of birth", "date of death")
    rows = [
        ("1", "Samer Haddad", "30", "1982-01-01", "2012-05-01"),
        ("2", "Lina Haddad", "30", "2013-01-01", "2012-05-01"),
        ("3", "Nadim Haddad", "50", "1982-01-01", "2012-05-01"),
        ("1", "Salim Haddad", "", "", "2012-05-01"),
        ("5", "Rana Haddad", "200", "2050-01-01", "31.02.2012"),
    ]
    result = read(write_csv(tmp_path / "d.csv", header=header, rows=rows))
    assert [codes(row) for row in result] == [
        [],
        ["person.birth_after_event"],
        ["person.age_disagrees"],
        ["row.repeated_id"],
        ["age.impossible", "date.future", "date.impossible"],
    ]
    assert [(p.row, p.column, p.value) for p in result[4].problems] == [
        (6, "age", "200"), (6, "date of birth", "2050-01-01"), (6, "date of death", "31.02.2012"),
    ]  # fmt: skip
    assert result[4].outcome is RowOutcome.RECORD_WITH_PROBLEMS


def test_chunks_tell_progress(tmp_path: Path) -> None:
    sheets = open_list(write_csv(tmp_path / "c.csv", rows=ROWS * 10))
    told = []
    reading = read_list(sheets, suggest_mapping(sheets), progress=lambda done, of: told.append((done, of)))
    assert [len(chunk) for chunk in reading.chunks(12)] == [12, 12, 6]
    assert told == [(12, 30), (24, 30), (30, 30)]


def test_a_mapping_round_trips_through_json(tmp_path: Path) -> None:
    mapping = suggest_mapping(open_list(write_csv(tmp_path / "a.csv")))
    assert Mapping.from_dict(json.loads(json.dumps(mapping.to_dict()))) == mapping


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"columns": {"shoe_size": "x"}}, "mapping.field"),
        ({"columns": {"name": "n"}, "date_order": "ydm"}, "mapping.date_order"),
        ({"columns": {"name": "n"}, "outcome": "gone"}, "mapping.unreadable"),
        ({"columns": {"name": "n"}, "colour": "red"}, "mapping.unreadable"),
        ({"columns": 3}, "mapping.unreadable"),
    ],
)
def test_a_saved_mapping_that_nobody_can_have_saved_is_refused(data: Any, code: str) -> None:
    with pytest.raises(BadInputError) as caught:
        Mapping.from_dict(data)
    assert caught.value.code == code


def test_a_mapping_that_does_not_fit_the_list_is_refused(tmp_path: Path) -> None:
    sheets = open_list(write_csv(tmp_path / "a.csv"))
    for columns, code in (({"sex": "sex"}, "mapping.no_name"), ({"name": "gone"}, "mapping.column_missing")):
        with pytest.raises(BadInputError) as caught:
            read_list(sheets, Mapping(columns=columns))
        assert caught.value.code == code


def test_suggestions_from_tags_headers_and_content(tmp_path: Path) -> None:
    tags = ("#meta+id", "#affected+name", "#affected+sex", "#affected+age", "#date+killed", "#loc", "#adm1+name")
    path = write_csv(tmp_path / "h.csv", header=list("abcdefg"), rows=(tags, *ROWS))
    by_tag = suggest_mapping(open_list(path))
    assert by_tag.columns == dict(
        zip(("external_id", "name", "sex", "age", "event", "place", "place_part_of"), "abcdefg", strict=True)
    )
    assert by_tag.outcome is Outcome.KILLED
    french = ("n°", "nom complet", "sexe", "âge", "date de décès", "ville", "gouvernorat")
    by_header = suggest_mapping(open_list(write_csv(tmp_path / "f.csv", header=french)))
    assert (by_header.columns["name"], by_header.columns["event"]) == ("nom complet", "date de décès")
    assert by_header.outcome is Outcome.KILLED
    plain = ("k1", "k2", "k3", "k4", "k5", "k6", "k7")
    by_content = suggest_mapping(open_list(write_csv(tmp_path / "c.csv", header=plain, rows=ROWS * 3)))
    assert (by_content.columns["sex"], by_content.columns["name"], by_content.columns["event"]) == ("k3", "k2", "k5")


def test_the_kunya_beside_a_full_name_is_another_name(tmp_path: Path) -> None:
    beside = suggest_mapping(
        open_list(
            write_csv(
                tmp_path / "b.csv",
                header=("الاسم الكامل", "الكنية", "الجنس"),
                rows=[("سامر النجار", "أبو خالد", "ذكر")] * 3,
            )
        )
    )
    parts = suggest_mapping(
        open_list(
            write_csv(
                tmp_path / "p.csv", header=("الاسم الأول", "الكنية", "الجنس"), rows=[("سامر", "النجار", "ذكر")] * 3
            )
        )
    )
    assert beside.columns["name_other"] == "الكنية"
    assert parts.columns["family"] == "الكنية"


def test_a_saved_mapping_opens_the_next_edition_and_refuses_another_list(tmp_path: Path) -> None:
    mapping = suggest_mapping(open_list(write_csv(tmp_path / "a.csv")))
    later = open_mapped(write_csv(tmp_path / "b.csv", rows=ROWS * 2), mapping)
    assert len(list(read_list(later, mapping).rows())) == 6
    with pytest.raises(BadInputError) as caught:
        open_mapped(write_csv(tmp_path / "c.csv", header=("x", *HEADER[1:])), mapping)
    assert caught.value.code == "mapping.column_missing"
