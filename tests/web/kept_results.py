"""A kept count of more people than a small mission holds, and kept estimates: for pages and releases."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from tawthiq.actions.count_documented import count_documented
from tawthiq.keeping.models import COMMON
from tawthiq.keeping.writes.results import add_result
from tawthiq.terms.estimate_checks import Checks, Predicted
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
from tawthiq.terms.strata import StratifiedResult
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


def changed(kind: str, changed: str, median: float | None, method: str = "lcm") -> SensitivityRow:
    """The answer with one thing changed."""
    interval = Interval(lower=0.9 * median, upper=1.2 * median) if median else None
    return SensitivityRow(kind=kind, changed=changed, method=method, median=median, interval=interval, reference=150.0)


CHECKS = Checks(
    rows=(
        changed("prior", "0.1", 152.0),
        changed("classes", "5", 149.0),
        changed("cap", "10", 250.0),
        changed("without_list", "Hospital of Bab", None, ""),
        changed("missed_links", "0.02", 158.0, "nhoi"),
        changed("false_links", "0.02", 141.0, "nhoi"),
        changed("without_unlinkable", "12", 120.0, "pool_of_lcm_and_nhoi"),
    ),
    predicted=(
        Predicted(name="Committee of Rastan", known=70, median=100.0, interval=Interval(lower=80.0, upper=130.0)),
        Predicted(name="Register of relatives", known=60, median=61.0, interval=Interval(lower=50.0, upper=90.0)),
        Predicted(name="Hospital of Bab", known=50, median=None, interval=None),
    ),
)
CHECKED = replace(
    ESTIMATE,
    panel=(replace(PANEL[0], diagnostics={"trace": [[150, 140, 155], [149, 151, 160]]}), *PANEL[1:]),
    diagnostics={
        **ESTIMATE.diagnostics,
        "checks": CHECKS.to_dict(),
        "overlap": [[70, 30, 10], [30, 60, 10], [10, 10, 50]],
        "linkage": {
            "tables": 9,
            "left_out": 0,
            "documented_lower": 118.0,
            "documented_median": 120.0,
            "documented_upper": 125.0,
            "between": 0.31,
        },
    },
)
HERE = replace(
    ESTIMATE, median=48.0, interval=Interval(lower=44.0, upper=61.0), made=replace(MADE, n_observed=40), cautions=()
)
SHARED_OUT = (Caution(code="strata_shared_out", params={"people": 7, "draws": 10}),)
STRATA = {
    "by": ["month", "place"],
    **StratifiedResult(
        by_stratum=(("2012-03 · Homs", HERE), ("2012-04 · Homs", REFUSAL)),
        total=Refusal(
            reasons=(Reason(code="stratum_refused", params={"stratum": "2012-04 · Homs"}),),
            made=MADE,
            cautions=SHARED_OUT,
        ),
        estimated_only=HERE,
    ).to_dict(),
}
OVERLAP = (
    (["Committee of Rastan"], 40),
    (["Register of relatives"], 30),
    (["Committee of Rastan", "Register of relatives"], 30),
    (["Hospital of Bab"], 20),
)


def keep(
    mission: SmallMission, answer: Estimate | Refusal, *, overlap: object = OVERLAP, day: int = 2, strata: object = None
) -> UUID:
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
        data=json.dumps(answer.to_dict() | {"overlap": kept} | ({"strata": strata} if strata else {})),
    )
    return result_id
