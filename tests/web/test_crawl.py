"""Every address under every kind of answer carries the strict headers: pages, files, errors, redirects, our files."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tawthiq.keeping.models import Member
from tawthiq.terms.members import Role
from web.evidence import Evidence

pytestmark = pytest.mark.django_db
VALUES = {
    "uuid": uuid.uuid4,
    "int": lambda: 1,
    "string": lambda: "csv",
    "slug": lambda: "sdg",
    "path": lambda: "manifest.json",
}


def addresses(resolver: Any, namespace: str = "") -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += addresses(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            kinds = {
                name: type(kind).__name__.removesuffix("Converter").lower()
                for name, kind in entry.pattern.converters.items()
            }
            found.append(
                reverse(f"{namespace}{entry.name}", kwargs={name: VALUES[kind]() for name, kind in kinds.items()})
            )
    return found


def check(response: Any, path: str) -> None:
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'"), path
    assert not any(word in policy for word in ("unsafe", "http:", "https:", "*")), path
    assert "require-trusted-types-for 'script'" in policy or "sandbox" in policy, path
    assert response["Cache-Control"] == "no-store", path
    assert response["X-Content-Type-Options"] == "nosniff", path
    assert response["X-Frame-Options"] == "DENY", path
    assert response["Referrer-Policy"] == "same-origin", path
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert response["Cross-Origin-Resource-Policy"] == "same-origin", path
    assert "camera=()" in response["Permissions-Policy"], path
    for name in ("Server", "X-Powered-By"):
        assert name not in response, path


def test_every_answer_of_every_address(evidence: Evidence, make_member: Callable[..., Member]) -> None:
    real = [
        f"/sources/{evidence.list_id}/",
        f"/sources/{evidence.report_id}/",
        f"/sources/{evidence.interview_id}/",
        f"/records/{evidence.records[0]}/",
    ]
    paths = [*addresses(get_resolver("tawthiq.web.urls")), *real, "/no/such/page/", "/%00", "/sources/?q=%FF"]
    seen: set[int] = set()
    asked = 0
    for role in (None, Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR):
        client = Client(raise_request_exception=False)
        if role is not None:
            client.force_login(make_member(role=role, username=f"crawl-{role.value}"))
        for path in paths:
            for method in ("get", "post", "options", "put"):
                response = getattr(client, method)(path)
                check(response, f"{method} {path}")
                seen.add(response.status_code)
                asked += 1
                response.close()
                if "sign-out" in path or "leave" in path:
                    client.force_login(Member.objects.get(username=f"crawl-{role.value}")) if role else None
    print(f"{asked} answers with every header, 0 without; statuses {sorted(seen)}")  # noqa: T201
    assert seen >= {200, 302, 400, 404, 405}


def test_files_of_our_own_carry_what_fits_them() -> None:
    response = Client().get("/static/tawthiq/app.js")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    response.close()


def test_logs_hold_no_word_of_anybody(
    evidence: Evidence, make_member: Callable[..., Member], caplog: pytest.LogCaptureFixture, monkeypatch: Any
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(make_member(username="secretname"))
    client.get("/persons/?q=Maryam", REMOTE_ADDR="203.0.113.9")
    client.get("/no/such/Maryam/")
    from tawthiq.web.sources import views

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("Maryam Dabbagh")

    monkeypatch.setattr(views.queries, "source", fails)
    assert client.get(f"/sources/{evidence.list_id}/?q=Maryam").status_code == 500
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "unforeseen RuntimeError" in told
    assert not any(word in told for word in ("Maryam", "secretname", "203.0.113", "?q="))
    assert all(record.exc_info is None for record in caplog.records if record.name.startswith("tawthiq"))
