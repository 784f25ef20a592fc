"""Addresses with the entrance and one other page, for the tests of the navigation."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from web.pages_that_fail import content, handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tawthiq.web.entrance.urls")),
    path("overview-of-test/", include(([path("", content, name="home")], "overview"))),
]
