"""Links to the pages of other slices: what has no page yet is shown without a link, never as a broken one."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tawthiq.web.navigation import find_url

register = template.Library()


@register.simple_tag
def link_to(address: str, argument: object, words: object, anchor: str = "") -> SafeString:
    """A link to a named page with its words isolated: ``{% link_to "persons:person" id "P-12" %}``."""
    url = find_url(address, argument) if argument not in (None, "") else None
    if url is None:
        return format_html("<bdi>{}</bdi>", words)
    return format_html('<a href="{}{}"><bdi>{}</bdi></a>', url, f"#{anchor}" if anchor else "", words)


@register.filter
def cell(cells: dict[str, str], header: str) -> str:
    """The words of a row under a header."""
    return cells.get(header, "")
