"""Several writers at once never fork the chain: each waits for the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from missions import MOMENT, TestMission
from tawthiq.custody.ledger import EntryKind, check_chain
from tawthiq.keeping.models import LedgerEntry
from tawthiq.keeping.queries import custody
from tawthiq.keeping.writes import ledger
from tawthiq.terms.members import Viewer

WRITERS = 4
ENTRIES = 10


def _write(viewer: Viewer, writer: int) -> None:
    try:
        for i in range(ENTRIES):
            with transaction.atomic():
                ledger.append_entry(
                    EntryKind.JUDGED, object_id=f"{writer}-{i}", actor=viewer.member_id, at=MOMENT, salt="0" * 32
                )
    finally:
        connection.close()


def test_writers_wait_for_each_other(shared_mission: TestMission) -> None:
    viewer = shared_mission.viewer()
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(_write, viewer, writer) for writer in range(WRITERS)]:
            done.result()
    rows = list(custody.ledger_rows(viewer=viewer))
    assert len(rows) == WRITERS * ENTRIES
    assert check_chain(rows) == []
    assert len(set(LedgerEntry.objects.values_list("object_id", flat=True))) == WRITERS * ENTRIES


def test_what_is_rolled_back_leaves_no_entry(mission: TestMission) -> None:
    viewer = mission.viewer()

    def append() -> int:
        return ledger.append_entry(EntryKind.JUDGED, object_id="x", actor=viewer.member_id, at=MOMENT, salt="1" * 32)

    assert append() == 1
    with transaction.atomic():
        assert append() == 2
        transaction.set_rollback(True)
    assert append() == 2
    assert check_chain(custody.ledger_rows(viewer=viewer)) == []
    assert custody.ledger_head(viewer=viewer)[0] == 2
