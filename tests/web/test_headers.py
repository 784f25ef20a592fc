"""Every response carries the same strict headers, whatever became of the request."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tawthiq.web.middleware import content_policy

PAGES = (
    "/sign-in/",
    "/styleguide/",
    "/styleguide/progress/",
    "/no/such/page/",
    "/fails/unforeseen/",
    "/fails/forbidden/",
    "/fails/suspicious/",
    "/fails/decided/",
)

pytestmark = [pytest.mark.urls("web.pages_that_fail"), pytest.mark.django_db]


@pytest.fixture
def visitor(signed_in: Client) -> Client:
    signed_in.raise_request_exception = False
    return signed_in


@pytest.mark.parametrize("page", PAGES)
def test_every_response_is_locked_down(visitor: Client, page: str) -> None:
    response = visitor.get(page)
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'nonce-")
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_a_script_or_style_that_the_policy_would_stop(visitor: Client, page: str) -> None:
    response = visitor.get(page)
    body = response.content.decode()
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])
    assert nonce is not None
    for tag in re.findall(r"<script[^>]*>", body):
        assert f'nonce="{nonce[1]}"' in tag
        assert "src=" in tag
    assert set(re.findall(r'hx-nonce="([^"]*)"', body)) <= {nonce[1]}
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body)


def test_a_nonce_is_used_once(client: Client) -> None:
    policies = {client.get("/sign-in/")["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_redirects_are_not_stored_either(client: Client) -> None:
    response = client.get("/styleguide/")
    assert response.status_code == 302
    assert response["Cache-Control"] == "no-store"


def test_the_policy_demands_trusted_types() -> None:
    policy = content_policy("abc")
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types htmx" in policy
    assert "script-src 'nonce-abc';" in policy
