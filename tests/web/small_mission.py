"""A mission of five invented people, made through the very actions that real ones go through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from tawthiq.actions.import_list import import_list
from tawthiq.actions.judge_pair import judge_pair
from tawthiq.actions.load_gazetteer import load_gazetteer
from tawthiq.actions.record_interview import record_interview
from tawthiq.keeping.models import Member, Person, Record
from tawthiq.keeping.opening import Mandate, Mission, make_folder
from tawthiq.keeping.queries.members import viewer_of
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Viewer
from tawthiq.terms.places import GazetteerPlace, PlaceLevel, PlaceName

COMMITTEE = """id,full name,sex,age,date of death,governorate,town,outcome
1,يوسف أحمد الخطيب,male,41,2012-08-26,Homs,Rastan,killed
2,مريم الدباغ,female,9,2012-09-02,Homs,,killed
3,سمير القاسم,male,,,Aleppo,Bab,missing
"""
REGISTER = """id,full name,sex,age,date of death,governorate,town,outcome
A-1,Youssef Ahmad al-Khatib,male,46,2012-08-26,Homs,Rastan,killed
A-2,Khalid <b>Omar</b>,male,30,2012-10-11,Aleppo,Bab,killed
"""
NARRATIVE = "We were by the well. Then the shell fell on Rastan, and Lina Haddad was killed there."
INTERVIEW: dict[str, Any] = {
    "witness_code": "W-001",
    "title": "Account of the shell at the well",
    "held_on": "2013-01-05",
    "language": "en",
    "consent": {"given_by": "self", "answers": [{"purpose": "internal_analysis", "answer": "yes"}]},
    "narrative": NARRATIVE,
    "incidents": [
        {
            "key": "well",
            "title": "Shell on Rastan",
            "kind": "shelling",
            "date": "2012-11",
            "place": "Rastan",
            "killed_min": 2,
            "killed_max": 5,
            "words": "the shell fell on Rastan",
        }
    ],
    "persons": [
        {
            "name": "Lina Haddad",
            "sex": "female",
            "outcome": "killed",
            "date": "2012-11",
            "place": "Rastan",
            "incident": "well",
            "words": "Lina Haddad",
        }
    ],
}


@dataclass(frozen=True)
class SmallMission:
    """The mission's folder, its coordinator, and ids by the names tests call things by."""

    folder: Path
    viewer: Viewer
    committee: UUID
    register: UUID
    interview: UUID

    def person(self, name: str) -> Person:
        return Person.objects.get(name=name)

    def record(self, name: str) -> Record:
        return Record.objects.get(name=name)

    @property
    def yusuf(self) -> Person:
        """On both lists, with ages that contradict each other."""
        return Person.objects.get(record_count=2)


def build(folder: Path, settings: Any, member: Member) -> SmallMission:
    settings.MISSION = folder / "mission"
    make_folder(settings.MISSION, Mission(name="Invented", mandate=Mandate(where="Nowhere")))
    viewer = viewer_of(member)
    load_gazetteer("small", PLACES, viewer=viewer)
    kept = []
    for name, text in (("committee.csv", COMMITTEE), ("register.csv", REGISTER)):
        file = folder / name
        file.write_text(text, encoding="utf-8")
        kept.append(import_list(file, viewer=viewer).source_id)
    interview = record_interview(INTERVIEW, viewer=viewer).source_id
    mission = SmallMission(
        folder=settings.MISSION, viewer=viewer, committee=kept[0], register=kept[1], interview=interview
    )
    judge_pair(
        mission.record("يوسف أحمد الخطيب").id,
        mission.record("Youssef Ahmad al-Khatib").id,
        Decision.SAME,
        viewer=viewer,
        reason="same father, same day",
    )
    return mission


def _place(
    key: str, level: PlaceLevel, en: str, ar: str, *, parent: str = "", at: tuple[float, float]
) -> GazetteerPlace:
    names = (PlaceName(text=en, language="en"), PlaceName(text=ar, language="ar"))
    return GazetteerPlace(key=key, level=level, names=names, parent=parent, latitude=at[0], longitude=at[1])


PLACES = (
    _place("homs", PlaceLevel.ADMIN1, "Homs", "حمص", at=(34.73, 36.71)),
    _place("aleppo", PlaceLevel.ADMIN1, "Aleppo", "حلب", at=(36.2, 37.13)),
    _place("rastan", PlaceLevel.TOWN, "Rastan", "الرستن", parent="homs", at=(34.92, 36.73)),
    _place("bab", PlaceLevel.TOWN, "Bab", "الباب", parent="aleppo", at=(36.37, 37.51)),
)
