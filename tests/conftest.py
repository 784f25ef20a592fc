"""What all tests share: how another run ended, and how a whole run is skipped by name."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # the first call of a kernel compiles it: time says nothing here
settings.load_profile("untimed")

pytest_plugins = ["missions"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--skip-all", metavar="REASON", help="collect everything and skip it, with this reason")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    reason = config.getoption("--skip-all")
    if reason:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if words := os.environ.get("TAWTHIQ_OTHER_RUN"):
        terminalreporter.write_line(words)
