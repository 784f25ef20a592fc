"""A small mission made through the actions: a list, two reports of one story, an interview, a pair to judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tawthiq.actions.import_list import import_list
from tawthiq.actions.read_report import add_report
from tawthiq.actions.record_interview import record_interview
from tawthiq.keeping.models import Record
from tawthiq.keeping.writes import identity
from tawthiq.keeping.writes.identity import NewPair
from tawthiq.terms.members import Viewer

STORY = """Support this page!

Hundreds flee the valley

The health ministry said 20 people had been killed in Wadi Rumman since Friday. At least 300 people were displaced
within the country, the Red Crescent said. "We counted 45 injured people in one night," Dr. Salim Haddad told reporters.
"""
LIST = """number,full name,sex,age,date of death,place
1,Yusuf Ahmad Khatib,m,34,2012-08-26,Wadi Rumman
2,Maryam Dabbagh,f,about 30,31/02/2012,Tell Marjan
3,,,,,
4,Youssef Ahmed Khateeb,m,35,2012-08-26,Wadi Rumman
"""
NARRATIVE = "We heard the shelling. Yusuf Khatib died there <b>at noon</b>, and his brother is missing."


def interview(code: str = "W-041", **more: Any) -> dict[str, Any]:
    start = NARRATIVE.index("Yusuf Khatib")
    return {
        "witness_code": code,
        "held_on": "2013-06",
        "narrative": NARRATIVE,
        "consent": {"answers": [{"purpose": "internal_analysis", "answer": "yes"}]},
        "persons": [{"name": "Yusuf Khatib", "outcome": "killed", "quote_span": [start, start + 12]}],
        **more,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    list_id: UUID
    report_id: UUID
    copy_id: UUID
    interview_id: UUID
    records: tuple[UUID, ...]


def fill(folder: Path, viewer: Viewer) -> Evidence:
    """Everything there is to look at."""
    lists, story, copy = folder / "victims.csv", folder / "story.txt", folder / "copy.txt"
    lists.write_text(LIST, encoding="utf-8")
    story.write_text(STORY, encoding="utf-8")
    copy.write_text("Another paper\n\n" + STORY, encoding="utf-8")
    kept = import_list(lists, viewer=viewer, title="Victims of the valley")
    report = add_report(story, viewer=viewer, organisation="Wire", published_on=date(2012, 9, 3))
    copied = add_report(copy, viewer=viewer, organisation="Paper", published_on=date(2012, 9, 3))
    told = record_interview(interview(), viewer=viewer)
    return Evidence(
        list_id=kept.source_id,
        report_id=report.source_id,
        copy_id=copied.source_id,
        interview_id=told.source_id,
        records=tuple(Record.objects.order_by("number").values_list("id", flat=True)),
    )


def propose(pairs: list[tuple[UUID, UUID]], viewer: Viewer) -> None:
    """Put pairs into the review queue, the first most urgent."""
    run_id = uuid4()
    identity.add_run(
        run_id=run_id,
        at=datetime(2026, 1, 2, tzinfo=UTC),
        member_id=viewer.member_id,
        seed=0,
        version="test",
        settings={},
        report={},
    )
    new = [
        NewPair(record_a=a, record_b=b, weight=3.5, probability=0.8731, urgency=1 - place / 10)
        for place, (a, b) in enumerate(pairs)
    ]
    identity.replace_pairs(run_id, new)
