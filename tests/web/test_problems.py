"""Errors of ours in the language of the page: translated where their code is known, marked as English where not."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

import tawthiq
from tawthiq.actions.do_jobs import ask_for_job
from tawthiq.keeping.models import Job, Member
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.members import Role
from tawthiq.web import problems
from tawthiq.web.problems import PROBLEMS, WORDED_BY_PAGES, word_error, word_problem, write_problem

SOURCES = Path(tawthiq.__file__).parent
SignIn = Callable[..., Client]


def strings_of(tree: ast.AST) -> Iterator[str]:
    """The strings of a module, and what an f-string with one value would give with each of them."""
    plain = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    yield from plain
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(head)), ast.FormattedValue()]) if head.endswith("."):
                yield from (f"{head}{tail}" for tail in plain)


def codes_in_sources() -> set[str]:
    """Every string of the code that could be the code of an error, the table itself left out."""
    files = [file for file in SOURCES.rglob("*.py") if file != Path(problems.__file__)]
    return {words for file in files for words in strings_of(ast.parse(file.read_text(encoding="utf-8")))}


def test_every_code_of_the_table_is_raised_somewhere() -> None:
    assert (PROBLEMS.keys() | WORDED_BY_PAGES) - codes_in_sources() == set()


def test_no_code_is_worded_twice() -> None:
    assert PROBLEMS.keys() & WORDED_BY_PAGES == set()


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_code_of_the_table_has_arabic_words(code: str) -> None:
    with translation.override("ar"):
        worded = word_problem(code, "English.", "Do it.", language="ar")
    assert not worded.is_foreign
    for words in (worded.problem, worded.next_step):
        assert any("\u0600" <= letter <= "\u06ff" for letter in words), words


def test_english_pages_keep_the_exact_words() -> None:
    error = BadInputError("intake.empty", "north.csv is empty: it holds no bytes.", "Ask for the file again.")
    worded = word_error(error, language="en")
    assert (worded.problem, worded.next_step, worded.is_foreign) == (error.problem, error.next_step, False)
    assert write_problem(worded) == "north.csv is empty: it holds no bytes. Ask for the file again."


def test_an_unknown_code_stays_english_is_marked_and_escaped() -> None:
    worded = word_problem("no.such_code", "It <b>broke</b>.", "Mend it.", language="ar")
    assert worded.is_foreign
    marked = '<span lang="en" dir="ltr">It &lt;b&gt;broke&lt;/b&gt;. Mend it.</span>'
    assert write_problem(worded) == marked


def test_words_of_the_pages_themselves_are_kept() -> None:
    worded = word_problem("mapping.twice", "اختير عمودان: الاسم", "اترك أحدهما.", language="ar")
    assert (worded.problem, worded.is_foreign) == ("اختير عمودان: الاسم", False)


@pytest.mark.django_db
@pytest.mark.urls("web.pages_that_fail")
def test_the_page_of_an_error_speaks_arabic_or_marks_its_english(sign_in: SignIn) -> None:
    client = sign_in(language="ar")
    known = client.get("/fails/not-ready/").content.decode()
    assert "أُنشئت قاعدة بيانات البعثة" in known
    assert "The tables are old." not in known
    unknown = client.get("/fails/damaged/").content.decode()
    assert '<bdi lang="en" dir="ltr">Entry 7 does not follow entry 6.</bdi>' in unknown
    assert '<bdi lang="en" dir="ltr">Stop and call the custodian.</bdi>' in unknown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "wanted", "unwanted"),
    [
        ("ar", "لا توجد سجلات لربطها بعد.", "There are no records to link yet."),
        ("en", "There are no records to link yet.", "لا توجد سجلات لربطها بعد."),
    ],
)
def test_a_failed_job_says_why(sign_in: SignIn, language: str, wanted: str, unwanted: str) -> None:
    client = sign_in(language=language)
    member = Member.objects.get(id=client.session["_auth_user_id"])
    job_id = ask_for_job("link", {"threshold": 0.9, "accept": True}, viewer=viewer_of(member))
    failure = {"code": "link.nothing", "problem": "There are no records to link yet.", "next_step": "Import first."}
    Job.objects.filter(id=job_id).update(state="failed", problem=failure)
    page = client.get(f"/jobs/{job_id}/").content.decode()
    assert wanted in page
    assert unwanted not in page


@pytest.mark.django_db
@pytest.mark.usefixtures("mission_folder")
@pytest.mark.parametrize(
    ("language", "wanted", "unwanted"),
    [("ar", "الملف مبتور أو", "cut short or damaged"), ("en", "cut short or damaged", "الملف مبتور أو")],
)
def test_a_report_that_cannot_be_read_is_refused_beside_its_field(
    sign_in: SignIn, language: str, wanted: str, unwanted: str
) -> None:
    client = sign_in(Role.INTAKE, language=language)
    file = SimpleUploadedFile("told.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    page = client.post(
        reverse("sources:add_report"), {"file": file, "kind": "report", "title": "Told"}
    ).content.decode()
    assert wanted in page
    assert unwanted not in page
