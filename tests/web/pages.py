"""What a page says, without its marks."""

import html
import re


def text(page: bytes) -> str:
    """The words of a page, without tags and signs of direction."""
    return html.unescape(re.sub(r"[\u2066-\u2069]", "", re.sub(r"<[^>]+>", "", page.decode())))
