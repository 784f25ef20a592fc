"""Sealing, opening, sealing again and the search of a seized store, on whichever engine this run is about.

The browser's part is done by the same format in Python. What somebody who takes the database has is searched for
every word that was sealed: of SQLite the folder of the mission; of PostgreSQL the whole data folder of the server, its
log of writes and all, and every table as text, because long values lie packed in its files.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from missions import ON_POSTGRESQL, TestMission
from sealing.ceremony import Ceremony, ceremony
from sealing.seizure import Scan
from tawthiq.actions.open_sealed import answer_request, ask_to_open, hand_out, hand_out_file
from tawthiq.actions.publish_key_list import publish_key_list
from tawthiq.actions.record_interview import record_interview
from tawthiq.actions.reseal import Resealed, keep_batch, take_batch
from tawthiq.actions.seal_items import add_sealed, add_sealed_file, seal_words_on_arrival
from tawthiq.actions.verify_mission import verify_mission
from tawthiq.keeping.models import Interview, LedgerEntry, SealedItem
from tawthiq.sealing.bindings import Binding
from tawthiq.sealing.envelopes import open_item, seal
from tawthiq.sealing.recipients import sign_list
from tawthiq.terms.errors import EvidenceError
from tawthiq.terms.members import Role
from tawthiq.terms.sealed import SealedGiven
from tawthiq.terms.vocabularies import vocabulary

#: Words that stand nowhere else, by the field that they are sealed in.
DEVICE = {"name": "Zumurruda-9hk-Karkadan", "contact": "رقم-زمردة-٧٤١"}
ARRIVAL = {"home": "Sandarus-4tw-Lane", "name": "كركدن-سندروس-٣٣"}
VOICE = "Yaqutan-2pm-Recording"
PLANTED = "Qasbar-8vd-Planted"
REASON = vocabulary("opening_reason").codes()[0]


def form(code: str) -> dict[str, object]:
    return {"witness_code": code, "narrative": "Three shells fell.", "consent": {"answers": []}}


def binding(held: Ceremony, record: UUID, field: str) -> Binding:
    return Binding(mission=held.listed.mission, record=str(record), field=field, version=1)


def seal_all(mission: TestMission, held: Ceremony) -> tuple[UUID, UUID]:
    """One interview sealed on the device with a voice beside it, one that arrives in clear."""
    monitor = mission.viewer(Role.MONITOR)
    on_device = record_interview(form("W-1"), viewer=monitor).source_id
    given = [
        SealedGiven(
            field=field,
            version=1,
            list_version=1,
            sealed=seal(words.encode(), binding(held, on_device, field), held.listed.keys),
        )
        for field, words in DEVICE.items()
    ]
    add_sealed(on_device, given, viewer=monitor)
    voice = seal(f"RIFF {VOICE}".encode() * 2000, binding(held, on_device, "voice"), held.listed.keys)
    add_sealed_file(on_device, BytesIO(voice), field="voice", version=1, list_version=1, viewer=monitor)
    in_clear = record_interview(form("W-2"), viewer=monitor).source_id
    seal_words_on_arrival(in_clear, ARRIVAL, viewer=monitor)
    return on_device, in_clear


def opened_by(identity: str, held: Ceremony, record: UUID, mission: TestMission) -> dict[str, str]:
    """What a key-holder reads of one interview, after a reason and a second member."""
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    asked = ask_to_open(viewer=officer, reason=REASON, source_id=record)
    answer_request(asked, consents=True, viewer=mission.viewer(Role.CUSTODIAN))
    found = {}
    for item in hand_out(asked, viewer=officer, how="page").items:
        sealed = item.sealed
        if item.is_file:
            with hand_out_file(asked, item.id, viewer=officer) as stream:
                sealed = stream.read()
        found[item.field] = open_item(sealed, binding(held, record, item.field), identity)[1].decode()
    return found


def seized(mission: TestMission, words: list[str]) -> Scan:
    """The search of everything that whoever takes the database and the folder has."""
    scan = Scan(words)
    scan.tree(mission.folder)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return scan
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
        if not any(data.glob("base/*")):
            pytest.fail("the server's files cannot be read: nothing would be searched")
        scan.tree(data)
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - the name is the catalogue's own
            scan.data("\n".join(row[0] for row in cursor.fetchall()).encode(), f"rows of {table}")
    return scan


def test_sealed_opened_sealed_again_and_seized(shared_mission: TestMission) -> None:
    mission = shared_mission
    officer = mission.viewer(Role.PROTECTION_OFFICER)
    first = ceremony()
    publish_key_list(first.signed, viewer=officer)
    on_device, in_clear = seal_all(mission, first)
    read = opened_by(first.officer, first, on_device, mission)
    assert read.pop("voice").startswith(f"RIFF {VOICE}")
    assert read == DEVICE
    assert opened_by(first.recovery, first, in_clear, mission) == ARRIVAL

    later = ceremony(mission=first.listed.mission, version=2)
    # The list goes on under the organisation's key that began it.
    listed = replace(later.listed, organisation=first.listed.organisation)
    publish_key_list(sign_list(listed, first.organisation_secret), viewer=officer)
    batch = take_batch(viewer=officer)
    assert {(item.source_id, item.field) for item in batch} == {
        *((on_device, field) for field in DEVICE),
        *((in_clear, field) for field in ARRIVAL),
    }
    again = []
    for item in batch:
        bound, content = open_item(item.sealed, binding(first, item.source_id, item.field), first.deputy)
        again.append(Resealed(item_id=item.id, was_sha256=item.sha256, sealed=seal(content, bound, listed.keys)))
    keep_batch(again, list_version=2, viewer=officer)
    assert take_batch(viewer=officer) == []
    assert opened_by(later.officer, first, in_clear, mission) == ARRIVAL
    old = SealedItem.objects.get(source_id=in_clear, field="name")
    with pytest.raises(EvidenceError):
        open_item(bytes(old.content), binding(first, in_clear, "name"), first.officer)

    words = [*DEVICE.values(), *ARRIVAL.values(), VOICE]
    scan = seized(mission, words)
    assert scan.hits == []
    assert scan.looked_at > 100_000
    kinds = {line.split('"kind":"')[1].split('"')[0] for line in LedgerEntry.objects.values_list("line", flat=True)}
    assert {"sealed", "opened", "resealed", "holders_listed"} <= kinds
    assert verify_mission(viewer=mission.viewer(Role.CUSTODIAN)).holds
    print(  # noqa: T201 - the figure is asked for
        f"\nseizure, {'PostgreSQL' if ON_POSTGRESQL else 'SQLite'}: {len(words)} words, {scan.files} files and "
        f"{scan.looked_at / 1e6:.0f} MB looked through, {len(scan.hits)} hits"
    )


@pytest.mark.parametrize("times", [1, 400])
def test_a_word_that_is_planted_is_found(shared_mission: TestMission, times: int) -> None:
    """Short, and so long that PostgreSQL packs it."""
    publish_key_list(ceremony().signed, viewer=shared_mission.viewer(Role.PROTECTION_OFFICER))
    told = {**form(f"W-{times}"), "narrative": f"{PLANTED} " * times}
    record_interview(told, viewer=shared_mission.viewer(Role.MONITOR))
    assert Interview.objects.count() == 1
    assert {hit.word for hit in seized(shared_mission, [PLANTED]).hits} == {PLANTED}
