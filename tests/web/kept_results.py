"""A kept count of more people than a small mission holds, and kept estimates: for pages and releases."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from uuid import UUID

from tawthiq.actions.count_documented import count_documented
from tawthiq.keeping.models import COMMON
from tawthiq.keeping.writes.results import add_result
from tawthiq.terms.estimates import (
    AssumptionRow,
    Caution,
    Estimate,
    Interval,
    Provenance,
    Reason,
    Refusal,
    SensitivityRow,
)
from web.small_mission import SmallMission

LISTS = {"Committee of Rastan": 70, "Register of relatives": 60, "Hospital of Bab": 50}
MADE = Provenance(
    n_observed=120, seed=7, version="0.1.0", settings={"level": 0.95}, inputs_digest="d" * 64, lists=LISTS
)
PANEL = (
    AssumptionRow(
        method="lcm",
        assumption="independent_within_classes",
        role="default",
        median=150.0,
        interval=Interval(lower=130.0, upper=170.0),
    ),
    AssumptionRow(
        method="dga",
        assumption="decomposable_dependence",
        role="beside",
        median=None,
        interval=None,
        note="too_many_lists",
    ),
)
SENSITIVITY = (
    SensitivityRow(
        kind="without_list",
        changed="Hospital of Bab",
        method="nhoi",
        median=300.0,
        interval=Interval(lower=200.0, upper=400.0),
        reference=150.0,
    ),
    SensitivityRow(
        kind="xi",
        changed="0.5",
        method="nhoi",
        median=140.0,
        interval=Interval(lower=125.0, upper=160.0),
        reference=150.0,
    ),
)
ESTIMATE = Estimate(
    median=150.0,
    interval=Interval(lower=131.0, upper=178.0),
    method="pool_of_lcm_and_nhoi",
    assumption="either_of_several",
    made=MADE,
    panel=PANEL,
    sensitivity=SENSITIVITY,
    diagnostics={"on_several": 50, "r_hat": 1.008, "effective_draws": 491.9, "capped_share": 0.0},
    cautions=(
        Caution(
            code="list_matters", params={"list": "Hospital of Bab", "method": "nhoi", "without": 300, "with_all": 150}
        ),
    ),
)
REFUSAL = Refusal(
    reasons=(
        Reason(code="too_few_shared", params={"people": 3, "needed": 10}),
        Reason(code="list_too_small", params={"list": "Hospital of Bab", "people": 2, "needed": 5}),
    ),
    made=MADE,
    panel=PANEL,
)
OVERLAP = (
    (["Committee of Rastan"], 40),
    (["Register of relatives"], 30),
    (["Committee of Rastan", "Register of relatives"], 30),
    (["Hospital of Bab"], 20),
)


def keep(mission: SmallMission, answer: Estimate | Refusal, *, overlap: object = OVERLAP, day: int = 2) -> UUID:
    """Keep an estimate as its action would."""
    result_id = uuid.uuid4()
    kept = [{"lists": list(held), "count": count} for held, count in overlap]  # type: ignore[attr-defined]
    add_result(
        compartments=[str(COMMON)],
        result_id=result_id,
        kind="estimate",
        outcome="estimate" if isinstance(answer, Estimate) else "refusal",
        at=datetime(2026, 1, day, tzinfo=UTC),
        member_id=mission.viewer.member_id,
        ledger_seq=count_documented(viewer=mission.viewer).ledger_seq,
        seed=7,
        version="0.1.0",
        settings={"outcome": "killed", "lists": {"Committee of Rastan": str(mission.committee)}},
        inputs_sha256="e" * 64,
        data=json.dumps(answer.to_dict() | {"overlap": kept}),
    )
    return result_id
