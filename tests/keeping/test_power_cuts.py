"""The power goes at any moment: with the program's settings nothing acknowledged is lost, with weaker ones it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from keeping.power_cuts import cut_power
from missions import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="SQLite's own settings")
SEEDS = 400


def test_no_acknowledged_commit_is_lost_and_nothing_is_damaged(empty_store: Path) -> None:
    outcomes = {seed: cut_power(empty_store, seed) for seed in range(SEEDS)}
    assert {seed: one for seed, one in outcomes.items() if one.lost or one.is_damaged} == {}
    assert sum(one.acknowledged for one in outcomes.values()) > 20 * SEEDS
    assert sum(one.dropped_sectors for one in outcomes.values()) > SEEDS  # the cuts did take something


def test_a_setting_that_syncs_later_is_seen_to_lose_commits(empty_store: Path) -> None:
    outcomes = [cut_power(empty_store, seed, synchronous="NORMAL") for seed in range(20)]
    assert sum(one.lost > 0 for one in outcomes) >= 5
    assert not any(one.is_damaged for one in outcomes)


def test_a_setting_that_never_syncs_is_seen_to_damage_the_store(empty_store: Path) -> None:
    assert any(cut_power(empty_store, seed, synchronous="OFF").is_damaged for seed in range(40))
