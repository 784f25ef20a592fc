"""Rules that every template keeps, whoever writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

import tawthiq.web

WEB = Path(tawthiq.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SPRITE = (WEB / "static" / "tawthiq" / "icons.svg").read_text(encoding="utf-8")

#: Filters after which a value cannot reorder the sentence it stands in.
SAFE_FILTERS = ("isolate", "number", "share")
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)


def source(template: Path) -> str:
    return COMMENT.sub("", template.read_text(encoding="utf-8"))


def name(template: Path) -> str:
    return template.relative_to(WEB / "templates").as_posix()


every_template = pytest.mark.parametrize("template", TEMPLATES, ids=name)


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@every_template
def test_nothing_is_inline_and_htmx_is_written_by_its_tag(template: Path) -> None:
    text = source(template)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"\s(data-)?hx-[a-z]", text)
    assert not re.search(r"javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert 'nonce="{{ nonce }}"' in tag
    assert "|safe" not in text
    assert "autoescape off" not in text


@every_template
def test_nothing_is_fetched_from_elsewhere(template: Path) -> None:
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", source(template))


@every_template
def test_every_form_that_changes_something_carries_the_token(template: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", source(template), re.DOTALL):
        assert "{% csrf_token %}" in form or 'action="#"' in form


@every_template
def test_values_inside_translated_sentences_are_isolated(template: Path) -> None:
    for block in TRANSLATED.findall(source(template)):
        opening = block[: block.index("%}")]
        bound = dict(re.findall(r"(\w+)=(\S+)", opening))
        for value in re.findall(r"{{\s*(\w+)\s*}}", block):
            given = bound.get(value, "")
            assert any(f"|{safe}" in given for safe in SAFE_FILTERS), f"{value} in {name(template)} is not isolated"


@every_template
def test_no_words_stand_outside_translation(template: Path) -> None:
    if name(template) == "web/entrance/left.html":
        return
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", TRANSLATED.sub(" ", source(template)), flags=re.DOTALL)
    shown = re.sub(r"<(kbd|code|title|bdi lang=\"ar\")[^>]*>[^<]*</\w+>", " ", text)
    attributes = re.findall(r"\s(?:placeholder|title|alt|aria-label)=\"([^\"]*)\"", shown)
    words = re.findall(r"[A-Za-z]{3,}", " ".join([re.sub(r"<[^>]*>", " ", shown), *attributes]))
    # The components page shows invented names and places as data; they are nobody's words.
    invented = {"Yusuf", "Ahmad", "Khatib", "Youssef", "Civil", "registry"} if "styleguide" in name(template) else set()
    assert set(words) <= invented


@every_template
def test_templates_can_be_extracted(template: Path) -> None:
    templatize(template.read_text(encoding="utf-8"), origin=str(template))


@every_template
def test_icons_exist(template: Path) -> None:
    for icon in re.findall(r"{% icon \"([\w-]+)\"|symbol=\"([\w-]+)\"", source(template)):
        assert f'<symbol id="{icon[0] or icon[1]}"' in SPRITE


def test_the_stylesheets_know_no_left_and_no_right() -> None:
    for sheet in sorted((WEB / "static" / "tawthiq" / "css").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\b(margin|padding|border|inset)-(left|right|top|bottom)\b", text), sheet.name
        assert not re.search(r"[\s;{](left|right|float)\s*:", text), sheet.name
        assert "://" not in text, sheet.name


def test_the_script_never_makes_markup_of_text() -> None:
    for script in ("app.js", "theme.js"):
        text = (WEB / "static" / "tawthiq" / script).read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(", text)
