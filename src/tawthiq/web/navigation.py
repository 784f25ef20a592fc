"""The way through the pages: what stands in the side navigation, for whom, and under which key.

A page is listed when its address exists and the member's role may open it; nobody sees a link to a
door that is shut for them. The lists of roles only spare a member dead ends: what a page shows is decided by
the queries it asks, which filter by the viewer themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tawthiq.terms.members import Role

#: Roles that never read what witnesses, lists and reports say.
WITHOUT_CONTENT = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
EVERYBODY = frozenset(Role)
READERS = EVERYBODY - WITHOUT_CONTENT
DECIDERS = frozenset({Role.CODER, Role.LAWYER, Role.COORDINATOR})
KEEPERS = frozenset({Role.CUSTODIAN, Role.PROTECTION_OFFICER, Role.LAWYER, Role.AUDITOR, Role.COORDINATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One entry of the navigation.

    Args:
        domain: the slice of the pages, and the name of the number beside its link.
        address: name of its first page.
        title: the words of the link.
        icon: name of the symbol.
        key: letter that goes there after ``g``, matched by its place on the keyboard.
        roles: who may open it.
    """

    domain: str
    address: str
    title: str | Promise
    icon: str
    key: str
    roles: frozenset[Role]


DESTINATIONS = (
    Destination(domain="overview", address="overview:home", title=_("Overview"), icon="overview", key="o", roles=EVERYBODY),
    Destination(domain="persons", address="persons:index", title=_("Persons"), icon="person", key="p", roles=READERS),
    Destination(domain="incidents", address="incidents:index", title=_("Incidents"), icon="incident", key="i", roles=READERS),
    Destination(domain="sources", address="sources:index", title=_("Sources"), icon="source", key="s", roles=READERS),
    Destination(domain="figures", address="figures:index", title=_("Figures"), icon="figure", key="f", roles=READERS),
    Destination(domain="review", address="review:index", title=_("Review"), icon="compare", key="r", roles=DECIDERS),
    Destination(domain="counts", address="counts:index", title=_("Counts and estimates"), icon="count", key="e", roles=READERS),
    Destination(domain="releases", address="releases:index", title=_("Releases"), icon="release", key="l", roles=READERS),
    Destination(domain="jobs", address="jobs:index", title=_("Jobs"), icon="job", key="j", roles=EVERYBODY),
    Destination(domain="custody", address="custody:index", title=_("Custody"), icon="custody", key="c", roles=KEEPERS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationLink:
    """One link as a page draws it; `waiting` is how many things wait there, or None."""

    title: str
    url: str
    icon: str
    key: str
    is_current: bool
    waiting: int | None


def find_links(role: Role, *, path: str, waiting: Mapping[str, int] | None = None) -> tuple[NavigationLink, ...]:
    """The links a member of `role` sees on the page at `path`, in order.

    `waiting` maps a domain to the number beside its link. Domains whose address is not installed are left out.
    """
    links = []
    for destination in DESTINATIONS:
        url = find_url(destination.address)
        if url is None or role not in destination.roles:
            continue
        links.append(
            NavigationLink(
                title=str(destination.title),
                url=url,
                icon=destination.icon,
                key=destination.key,
                is_current=_is_under(path, url),
                waiting=(waiting or {}).get(destination.domain),
            )
        )
    return tuple(links)


def find_url(address: str) -> str | None:
    """The path of a named page, or None where that slice is not installed."""
    try:
        return reverse(address)
    except NoReverseMatch:
        return None


def _is_under(path: str, url: str) -> bool:
    """Whether `path` is the page at `url` or below it; the front page is only itself."""
    return path == url if url == "/" else path.startswith(url)
