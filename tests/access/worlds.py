"""A mission of three parts: the common one, and two cases that hold the same kinds of things under other names.

Every word of a part holds a canary of its own, so that a page, a list, a count or a file that gives away anything of a
part its reader is not in is found by reading what it answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from sealing.ceremony import Ceremony, ceremony
from tawthiq.actions.count_documented import count_documented
from tawthiq.actions.drill_recovery import begin_drill
from tawthiq.actions.import_list import import_list
from tawthiq.actions.judge_incidents import judge_incidents
from tawthiq.actions.judge_pair import judge_pair
from tawthiq.actions.manage_compartments import add_compartment
from tawthiq.actions.open_sealed import answer_request, ask_to_open
from tawthiq.actions.publish_key_list import publish_key_list
from tawthiq.actions.read_report import add_report
from tawthiq.actions.receive_exhibit import receive_exhibit
from tawthiq.actions.record_interview import record_interview
from tawthiq.actions.seal_items import add_sealed, add_sealed_file
from tawthiq.actions.withdraw import withdraw_source
from tawthiq.keeping import models
from tawthiq.keeping.writes import access, identity
from tawthiq.keeping.writes.members import add_member
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.envelopes import seal
from tawthiq.sealing.recipients import sign_list
from tawthiq.terms.judgements import Decision
from tawthiq.terms.members import Role, Viewer
from tawthiq.terms.sealed import SealedGiven
from tawthiq.terms.vocabularies import vocabulary

MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PARTS = ("alpha", "beta")
#: Why sealed items are asked for.
REASON = vocabulary("opening_reason").codes()[0]
#: A word that stands in everything of a part and nowhere else.
CANARIES = {"common": "Qasbar", "alpha": "Zumurrud", "beta": "Yaqutan"}


@dataclass(frozen=True)
class Part:
    """What lies in one part, by kind: ids that addresses are made of."""

    compartment: UUID
    source: UUID
    withdrawn: UUID
    interview: UUID
    report: UUID
    exhibit: UUID
    record: UUID
    other_record: UUID
    person: UUID
    incident: UUID
    figure: UUID
    event: UUID
    pair: int
    incident_pair: int
    result: UUID
    sealed_file: UUID
    opening: UUID
    drill: UUID


@dataclass(frozen=True)
class World:
    """The parts, and a member of each role in each: ``members[(role, part)]``; part ``none`` is in no compartment."""

    parts: dict[str, Part]
    members: dict[tuple[Role, str], Viewer]
    keeper: Viewer


def set_policies(*lines: str) -> None:
    """Write the open mission's file anew, with these policies."""
    text = "\n".join(("[policies]", *lines, ""))
    (settings.MISSION / "mission.toml").write_text(f'name = "Invented"\n{text}', encoding="utf-8")


def build(folder: Path) -> World:
    """Fill the open mission."""
    keeper = _member(Role.COORDINATOR, "keeper", sees_common=True)
    compartments = {"common": access.ensure_common(at=MOMENT)}
    for part in PARTS:
        compartments[part] = add_compartment(viewer=keeper, code=part, title=f"Case {CANARIES[part]}")
    officer = _member(Role.PROTECTION_OFFICER, "holds-the-ceremony", sees_common=True)
    held = ceremony()
    publish_key_list(held.signed, viewer=officer)
    parts = {part: _fill(folder, part, compartments[part], keeper, held) for part in compartments}
    publish_key_list(sign_list(replace(held.listed, version=2), held.organisation_secret), viewer=officer)
    drill = begin_drill(viewer=officer)
    members = {}
    for part in (*compartments, "none"):
        for role in Role:
            viewer = _member(role, f"{role.value}-{part}".replace("_", "-"), sees_common=part == "common")
            if part in PARTS:
                access.grant(compartment=compartments[part], member_id=viewer.member_id, by=None, at=MOMENT)
            members[role, part] = viewer
    for part, filled in list(parts.items()):
        counted = count_documented(viewer=members[Role.CODER, part]).result_id
        asked = ask_to_open(viewer=members[Role.PROTECTION_OFFICER, part], reason=REASON, source_id=filled.interview)
        answer_request(asked, consents=True, viewer=members[Role.CUSTODIAN, part])
        parts[part] = replace(filled, result=counted, opening=asked, drill=drill)
    for part, filled in parts.items():
        judge_pair(filled.record, filled.other_record, Decision.DIFFERENT, viewer=members[Role.CODER, part])
    return World(parts=parts, members=members, keeper=keeper)


def _member(role: Role, username: str, *, sees_common: bool) -> Viewer:
    member_id = uuid4()
    add_member(
        member_id=member_id,
        username=username,
        passphrase="four invented words here",
        role=role,
        display_name=f"Invented {role.value}",
        language="en",
        at=MOMENT,
        sees_common=sees_common,
    )
    return Viewer(member_id=str(member_id), role=role)


def _fill(folder: Path, part: str, compartment: UUID, keeper: Viewer, held: Ceremony) -> Part:
    word = CANARIES[part]
    there = replace(keeper, home=str(compartment))
    rows = folder / f"{word}.csv"
    rows.write_text(
        f"full name,sex,age,date of death,place\n{word} Khatib,m,34,2012-08-26,{word} Town\n"
        f"{word} Khateb,m,35,2012-08-26,{word} Town\n{word} Omar,m,,2012-09-01,\n",
        encoding="utf-8",
    )
    story = folder / f"{word}.txt"
    story.write_text(
        f"{word} news\n\nThe {word} ministry said 20 people had been killed in {word} since Friday. "
        f"On Sunday the {word} ministry called for an arms embargo on {word}.\n"
    )
    source = import_list(rows, viewer=there, title=f"{word} list").source_id
    rows.write_text(f"full name,sex\n{word} Nobody,f\n", encoding="utf-8")
    withdrawn = import_list(rows, viewer=there, title=f"{word} mistake").source_id
    withdraw_source(withdrawn, viewer=there)
    report = add_report(story, viewer=there, organisation=f"{word} Wire", published_on=date(2012, 9, 3)).source_id
    told = [record_interview(_interview(f"{word}-{n}"), viewer=there).source_id for n in (1, 2)]
    exhibit = receive_exhibit(
        BytesIO(word.encode()), viewer=there, media_type="image/png", original_name=f"{word}.png", acquired_how=word
    )
    _bag(word, exhibit, keeper)
    a, b, *_ = models.Record.objects.filter(source_id=source).order_by("number").values_list("id", flat=True)
    judge_pair(a, b, Decision.SAME, viewer=there)
    one, two = models.IncidentRecord.objects.filter(source_id__in=told).order_by("number").values_list("id", flat=True)
    judge_incidents(one, two, Decision.SAME, viewer=there)
    return Part(
        compartment=compartment,
        source=source,
        withdrawn=withdrawn,
        interview=told[0],
        report=report,
        exhibit=exhibit,
        record=a,
        other_record=b,
        person=models.PersonRecord.objects.get(record_id=a).person_id,
        incident=models.Incident.objects.get(records=one).id,
        figure=models.Figure.objects.filter(source_id=report).values_list("id", flat=True)[0],
        event=_event(report),
        pair=_propose(a, b, keeper),
        incident_pair=_propose_incidents(one, two, keeper),
        sealed_file=_seal(told[0], held, keeper),
        **dict.fromkeys(("result", "opening", "drill"), uuid4()),  # made when there are members
    )


def _event(report: UUID) -> UUID:
    """The first words of a report as a ceasefire."""
    made = models.EventMention.objects.create(
        id=uuid4(),
        source_id=report,
        key=uuid4().hex,
        kind="ceasefire",
        standing="reported",
        span_start=0,
        span_end=4,
        data={},
        proposed_at=MOMENT,
    )
    return UUID(str(made.id))


def _seal(source: UUID, held: Ceremony, keeper: Viewer) -> UUID:
    """A name and a voice, sealed to the first list of key-holders; gives the item of the voice."""
    sealed = {}
    for field in ("name", "voice"):
        binding = Binding(mission=held.listed.mission, record=str(source), field=field, version=1)
        sealed[field] = seal(b"an invented " + field.encode(), binding, held.listed.keys)
    name = SealedGiven(field="name", version=1, list_version=1, sealed=sealed["name"])
    add_sealed(source, [name], viewer=keeper)
    stream = BytesIO(sealed["voice"])
    return add_sealed_file(source, stream, field="voice", version=1, list_version=1, viewer=keeper)


def _bag(word: str, exhibit: UUID, keeper: Viewer) -> None:
    models.Bag.objects.create(
        id=uuid4(),
        made_at=MOMENT,
        made_by_id=keeper.member_id,
        recipient=f"{word} court",
        purpose="international_body",
        reason=f"The case of {word}.",
        language="en",
        manifest_sha256="0" * 64,
        contents={"items": [[str(exhibit), "asked", "whole"]], "withheld": []},
    )


def _interview(code: str) -> dict[str, Any]:
    word = code.split("-", maxsplit=1)[0]
    narrative = f"We heard the shelling of {word}. {word} Haddad died there."
    return {
        "witness_code": code,
        "title": f"{word} account",
        "held_on": "2013-06",
        "narrative": narrative,
        "consent": {"answers": [{"purpose": "internal_analysis", "answer": "yes"}]},
        "incidents": [{"key": "it", "title": f"Shelling of {word}", "kind": "shelling", "date": "2012-11"}],
        "persons": [{"name": f"{word} Haddad", "outcome": "killed", "incident": "it"}],
    }


def _propose(a: UUID, b: UUID, keeper: Viewer) -> int:
    run_id = uuid4()
    identity.add_run(
        run_id=run_id, at=MOMENT, member_id=keeper.member_id, seed=0, version="test", settings={}, report={}
    )
    models.LinkPair.objects.bulk_create(
        [models.LinkPair(run_id=run_id, record_a_id=min(a, b), record_b_id=max(a, b), weight=3.5, probability=0.8)]
    )
    return models.LinkPair.objects.get(record_a_id=min(a, b), record_b_id=max(a, b)).id


def _propose_incidents(a: UUID, b: UUID, keeper: Viewer) -> int:
    run = models.IncidentLinkRun.objects.create(
        id=uuid4(), at=MOMENT, member_id=keeper.member_id, seed=0, version="test", settings={}, report={}
    )
    pair = models.IncidentPair.objects.create(
        run=run, record_a_id=min(a, b), record_b_id=max(a, b), weight=3.5, probability=0.8
    )
    return int(pair.id)
