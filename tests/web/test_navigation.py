"""The navigation holds the doors that are there and open to the member."""

from __future__ import annotations

import pytest
from django.test import override_settings

from tawthiq.terms.members import Role, Viewer
from tawthiq.web.navigation import DESTINATIONS, find_links

pytestmark = pytest.mark.urls("web.pages_with_overview")


def viewer(role: Role) -> Viewer:
    return Viewer(member_id="m1", role=role)


def test_pages_that_are_not_installed_are_not_listed() -> None:
    assert [link.title for link in find_links(viewer(Role.COORDINATOR), path="/")] == ["Overview"]


@override_settings(LANGUAGE_CODE="en")
def test_the_page_one_is_on_is_marked_and_carries_its_number() -> None:
    (link,) = find_links(viewer(Role.CODER), path="/overview-of-test/x/", numbers={"overview": 1204})
    assert link.is_current
    assert link.number == 1204
    (other,) = find_links(viewer(Role.CODER), path="/elsewhere/")
    assert not other.is_current
    assert other.number is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.MONITOR])
def test_roles_without_numbers_do_not_see_the_overview(role: Role) -> None:
    assert find_links(viewer(role), path="/") == ()


def test_keys_and_domains_are_unique() -> None:
    assert len({d.key for d in DESTINATIONS}) == len(DESTINATIONS)
    assert len({d.domain for d in DESTINATIONS}) == len(DESTINATIONS)
    assert "g" not in {d.key for d in DESTINATIONS}
