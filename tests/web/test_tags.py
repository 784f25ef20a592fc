"""What the template tags write."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation


def draw(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_values_of_a_sentence_are_escaped_and_isolated() -> None:
    drawn = draw('{% say _("Pair {number} of {total}") number=a total=b %}', a="<b>", b=318)
    assert drawn == "Pair \u2068&lt;b&gt;\u2069 of \u2068318\u2069"


def test_a_sentence_is_said_in_the_language_of_the_page() -> None:
    with translation.override("ar"):
        drawn = draw('{% say _("Pair {number} of {total}") number=42 total=318 %}')
    assert drawn == "الزوج \u206842\u2069 من \u2068318\u2069"


def test_labels_come_from_the_vocabularies() -> None:
    with translation.override("ar"):
        assert draw('{% term "outcome" code %}', code="missing") == "مفقود"
    assert draw('{% term "outcome" code %}', code="") == ""
    assert draw('{% term "outcome" code %}', code="<i>") == "&lt;i&gt;"


def test_htmx_attributes_carry_the_nonce_and_are_escaped() -> None:
    drawn = draw("<div {% htmx get=url trigger='every 1s' push_url='true' %}>", nonce="n0", url='/a?b="c"')
    assert drawn == '<div hx-nonce="n0" hx-get="/a?b=&quot;c&quot;" hx-trigger="every 1s" hx-push-url="true">'


@pytest.mark.parametrize("attribute", ["on", "vals", "headers", "ext"])
def test_attributes_that_could_run_code_are_refused(attribute: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw("{% htmx " + attribute + "='x' %}", nonce="n0")


def test_the_query_keeps_what_is_not_changed() -> None:
    request = RequestFactory().get("/persons/?q=%D8%A3&outcome=killed&outcome=missing&page=3")
    drawn = draw("{% query page=None sort='name' %}", request=request)
    assert drawn == "?q=%D8%A3&amp;outcome=killed&amp;outcome=missing&amp;sort=name"


@pytest.mark.parametrize(
    ("query", "state", "next_sort"),
    [("", "", "sort=name"), ("?sort=name", "ascending", "sort=-name"), ("?sort=-name", "descending", "sort=name")],
)
def test_a_column_head_says_and_turns_its_order(query: str, state: str, next_sort: str) -> None:
    request = RequestFactory().get(f"/persons/{query}")
    drawn = draw('{% sort_header "name" "Name" %}', request=request)
    assert (f'aria-sort="{state}"' in drawn) is bool(state)
    assert f'href="?{next_sort}"' in drawn


def test_a_pager_ends_where_the_list_ends() -> None:
    request = RequestFactory().get("/persons/?page=14")
    drawn = draw("{% pager page=14 pages=14 total=1380 %}", request=request)
    assert "Page 14 of 14 · 1,380 entries" in drawn
    assert 'rel="next"' not in drawn
    assert 'href="?page=13"' in drawn


@pytest.mark.parametrize(
    ("total", "words"),
    [(0, "لا عناصر"), (1, "عنصر واحد"), (2, "عنصران"), (5, "5 عناصر"), (11, "11 عنصراً"), (100, "100 عنصر")],
)
def test_arabic_counts_in_six_forms(total: int, words: str) -> None:
    request = RequestFactory().get("/persons/")
    with translation.override("ar"):
        assert words in draw("{% pager page=1 pages=1 total=total %}", request=request, total=total)


def test_an_icon_is_silent_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "check" %}')
    assert 'role="img" aria-label="Verified"' in draw('{% icon "check" "Verified" %}')
    assert "icon-onwards" in draw('{% icon "next" %}')
