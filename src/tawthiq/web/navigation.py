"""The way through the pages: what stands in the side navigation, for whom, and under which key.

A page is listed when its address exists and the member's role may open it; nobody sees a link to a
door that is shut for them. `tawthiq.guarding` decides who may; the queries behind a page ask it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tawthiq.guarding.roles import Permission, may
from tawthiq.terms.members import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One entry of the navigation.

    Args:
        domain: the slice of the pages, and the name of the number beside its link.
        address: name of its first page.
        title: the words of the link.
        icon: name of the symbol.
        key: letter that goes there after ``g``, matched by its place on the keyboard.
        permission: what the member's role must include; None for everybody.
    """

    domain: str
    address: str
    title: str | Promise
    icon: str
    key: str
    permission: Permission | None = None


DESTINATIONS = (
    Destination(
        domain="overview",
        address="overview:home",
        title=_("Overview"),
        icon="overview",
        key="o",
        permission=Permission.READ_NUMBERS,
    ),
    Destination(
        domain="interviews",
        address="interviews:new",
        title=_("New interview"),
        icon="interview",
        key="n",
        permission=Permission.RECORD_INTERVIEWS,
    ),
    Destination(
        domain="persons",
        address="persons:list",
        title=_("Persons"),
        icon="person",
        key="p",
        permission=Permission.READ_CONTENT,
    ),
    Destination(
        domain="incidents",
        address="incidents:list",
        title=_("Incidents"),
        icon="incident",
        key="i",
        permission=Permission.READ_CONTENT,
    ),
    Destination(
        domain="sources",
        address="sources:list",
        title=_("Sources"),
        icon="source",
        key="s",
        permission=Permission.READ_CONTENT,
    ),
    Destination(
        domain="figures",
        address="figures:list",
        title=_("Figures"),
        icon="figure",
        key="f",
        permission=Permission.READ_CONTENT,
    ),
    Destination(
        domain="review",
        address="review:next",
        title=_("Review"),
        icon="compare",
        key="r",
        permission=Permission.JUDGE,
    ),
    Destination(
        domain="counts",
        address="results:home",
        title=_("Counts and estimates"),
        icon="count",
        key="e",
        permission=Permission.READ_NUMBERS,
    ),
    Destination(
        domain="releases",
        address="releases:list",
        title=_("Releases"),
        icon="release",
        key="l",
        permission=Permission.READ_NUMBERS,
    ),
    Destination(
        domain="jobs",
        address="jobs:list",
        title=_("Jobs"),
        icon="job",
        key="j",
        permission=Permission.READ_NUMBERS,
    ),
    Destination(
        domain="exhibits",
        address="custody:exhibits",
        title=_("Exhibits"),
        icon="custody",
        key="x",
        permission=Permission.READ_CONTENT,
    ),
    Destination(
        domain="sealed",
        address="sealing:list",
        title=_("Sealed identities"),
        icon="missing",
        key="d",
        permission=Permission.CONSENT_TO_OPENING,
    ),
    Destination(
        domain="keys",
        address="sealing:keys",
        title=_("Keys"),
        icon="custody",
        key="y",
        permission=Permission.MANAGE_KEYS,
    ),
    Destination(
        domain="custody",
        address="custody:ledger",
        title=_("Custody ledger"),
        icon="check",
        key="c",
        permission=Permission.READ_LEDGER,
    ),
    Destination(
        domain="audit",
        address="custody:audit",
        title=_("Audit"),
        icon="info",
        key="a",
        permission=Permission.READ_AUDIT,
    ),
    Destination(
        domain="members",
        address="members:list",
        title=_("Members"),
        icon="person",
        key="m",
        permission=Permission.MANAGE_MEMBERS,
    ),
    Destination(
        domain="compartments",
        address="members:compartments",
        title=_("Compartments"),
        icon="same",
        key="k",
        permission=Permission.MANAGE_COMPARTMENTS,
    ),
    Destination(
        domain="requests",
        address="members:requests",
        title=_("Second person"),
        icon="check",
        key="q",
        permission=Permission.CONSENT_AS_SECOND,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationLink:
    """One link as a page draws it; `number` stands beside it, or None."""

    title: str
    url: str
    icon: str
    key: str
    is_current: bool
    number: int | None


def find_links(
    viewer: Viewer, *, path: str, numbers: Mapping[str, int | None] | None = None
) -> tuple[NavigationLink, ...]:
    """The links a member sees on the page at `path`, in order.

    `numbers` maps a domain to the number beside its link. Domains whose address is not installed are left out.
    """
    links = []
    urls = {destination.domain: find_url(destination.address) for destination in DESTINATIONS}
    # Of two addresses of which one lies below the other, the longer one is where the member is.
    current = max((url for url in urls.values() if url and _is_under(path, url)), key=len, default="")
    for destination in DESTINATIONS:
        url = urls[destination.domain]
        if url is None or not _is_open(destination, viewer):
            continue
        links.append(
            NavigationLink(
                title=str(destination.title),
                url=url,
                icon=destination.icon,
                key=destination.key,
                is_current=url == current,
                number=(numbers or {}).get(destination.domain),
            )
        )
    return tuple(links)


def find_url(address: str, *arguments: object) -> str | None:
    """The path of a named page, or None where that slice is not installed."""
    try:
        return reverse(address, args=arguments)
    except NoReverseMatch:
        return None


def _is_open(destination: Destination, viewer: Viewer) -> bool:
    """Whether the member's role may open it."""
    return destination.permission is None or may(viewer, destination.permission)


def _is_under(path: str, url: str) -> bool:
    """Whether `path` is the page at `url` or below it; the front page is only itself."""
    return path == url if url == "/" else path.startswith(url)
