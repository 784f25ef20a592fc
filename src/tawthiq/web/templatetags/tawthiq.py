"""What templates say things with: numbers, dates, isolated values, labels, icons, htmx attributes.

The settings make these tags built in: no ``{% load %}`` is needed. Two rules are kept by tests: a value inside a
translated sentence is isolated or a written number, and htmx attributes are only ever written by ``{% htmx %}``.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tawthiq.keeping.queries.compartments import compartments
from tawthiq.publishing import bidi
from tawthiq.terms.dates import PartialDate
from tawthiq.terms.members import CompartmentName
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web import formats
from tawthiq.web.viewing import viewer_of_request

register = template.Library()

#: The htmx attributes a template may write; what runs code (``on``, ``js:`` values) is not among them.
HTMX_ATTRIBUTES = frozenset(
    {
        "get",
        "post",
        "target",
        "swap",
        "trigger",
        "select",
        "include",
        "indicator",
        "push_url",
        "confirm",
        "sync",
        "disable",
    }
)


def _language() -> str:
    """The language of the page being written."""
    return get_language() or settings.LANGUAGE_CODE


@register.filter
def number(value: float | Decimal | None, places: int = 0) -> str:
    """A number with grouped thousands: ``{{ total|number }}``, ``{{ rate|number:1 }}``."""
    return formats.write_number(value, language=_language(), places=places)


@register.filter
def share(value: float | None, places: int = 0) -> str:
    """A share between 0 and 1 in per cent: ``{{ overlap|share:1 }}``."""
    return formats.write_share(value, language=_language(), places=places)


@register.filter(name="day")
def write_day(value: date | None) -> str:
    """One calendar day with its month in words: ``{{ received_on|day }}``."""
    return formats.write_day(value, language=_language())


@register.filter
def moment(value: datetime | None) -> str:
    """A moment to the minute with its zone: ``{{ decided_at|moment }}``."""
    return formats.write_moment(value, language=_language())


@register.filter
def partial_date(value: PartialDate | None) -> str:
    """A date at the precision it is known: ``{{ person.died|partial_date }}``."""
    return formats.write_partial_date(value, language=_language())


@register.filter
def isolate(value: object) -> str:
    """A value that cannot reorder the sentence around it; needed for every value inside a translated one."""
    return bidi.isolate("" if value is None else value)


@register.filter
def short_digest(value: str) -> SafeString:
    """The start of a digest, with the whole of it in the title."""
    return format_html('<span class="digest" title="{}">{}</span>', value, formats.shorten_digest(value))


@register.simple_tag
def say(message: str, **values: object) -> SafeString:
    """A translated sentence with its values put in, each escaped and isolated.

    ``{% say _("Pair {number} of {total}") number=position total=size %}``
    """
    return mark_safe(  # noqa: S308 — the message and every value are escaped on the way in
        str(conditional_escape(message)).format_map(
            {name: conditional_escape(bidi.isolate(value)) for name, value in values.items()}
        )
    )


@register.simple_tag
def term(name: str, code: object) -> str:
    """The label of a code in the language of the page: ``{% term "outcome" person.outcome %}``."""
    return "" if code in (None, "") else vocabulary(name).label(str(code), _language())


@register.simple_tag
def compartment(name: CompartmentName) -> str:
    """What a compartment is called: its own title, and words of the page for the common part."""
    return isolate(gettext("Common part") if name.kind == "common" else name.title)


@register.inclusion_tag("web/parts/choose_compartment.html", takes_context=True)
def choose_compartment(context: template.Context) -> dict[str, Any]:
    """A choice of where what this form brings in shall lie, for a member of several compartments; else nothing."""
    request = context["request"]
    return {
        "compartments": compartments(viewer=viewer_of_request(request)),
        "chosen": request.POST.get("compartment", ""),
    }


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of the sprite; silent for screen readers unless it has a label of its own."""
    onwards = " icon-onwards" if name in {"next", "previous", "exit"} else ""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 20 20" {}><use href="{}#{}"></use></svg>',
        onwards,
        spoken,
        static("tawthiq/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def htmx(context: template.Context, **attributes: object) -> SafeString:
    """The htmx attributes of an element together with the nonce that lets them work.

    ``<div {% htmx get=job.url trigger="every 1s" swap="outerHTML" %}>``. The element must also work as a plain
    link or form. Refuses (TemplateSyntaxError) an attribute that is not on the list above.
    """
    unknown = set(attributes) - HTMX_ATTRIBUTES
    if unknown:
        raise template.TemplateSyntaxError(f"not an htmx attribute that pages may use: {', '.join(sorted(unknown))}")
    pairs = [("nonce", context.get("nonce", ""))]
    pairs += [(name.replace("_", "-"), value) for name, value in attributes.items()]
    return format_html_join(" ", 'hx-{}="{}"', pairs)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The query of this page with some parameters changed, or taken out when None: ``href="{% query page=2 %}"``."""
    request: HttpRequest = context["request"]
    kept = [(key, value) for key, values in request.GET.lists() if key not in changes for value in values]
    kept += [(key, str(value)) for key, value in changes.items() if value is not None]
    return f"?{urlencode(kept)}"


@register.inclusion_tag("web/parts/sort_header.html", takes_context=True)
def sort_header(context: template.Context, key: str, label: str, kind: str = "") -> dict[str, Any]:
    """A column head that sorts: ``{% sort_header "name" _("Name") %}``; ``kind="number"`` for numbers.

    The order stands in the query as ``sort=name`` or ``sort=-name``.
    """
    current = context["request"].GET.get("sort", "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    changed = query(context, sort=f"-{key}" if direction == "ascending" else key, page=None)
    return {"label": label, "kind": kind, "direction": direction, "url": changed}


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: template.Context, page: int, pages: int, total: int | None = None) -> dict[str, Any]:
    """The way through a long list: ``{% pager page=2 pages=14 total=1380 %}``; the query holds ``page``."""
    return {
        "page": page,
        "pages": pages,
        "total": total,
        "previous_url": query(context, page=page - 1) if page > 1 else "",
        "next_url": query(context, page=page + 1) if page < pages else "",
    }
