"""A model is asked only where a member switched it on; what it says is a suggestion, and a stop loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from actions.test_ask_model import Stub, saying
from missions import TestMission
from tawthiq.actions import manage_model
from tawthiq.actions.manage_model import ask_about_reports, switch_off, switch_on
from tawthiq.actions.read_report import add_report
from tawthiq.keeping.models import Figure, LedgerEntry, ModelSetting, SpeakerSuggestion
from tawthiq.keeping.queries.models import model_setting, suggestions
from tawthiq.sealing.digests import digest_text
from tawthiq.terms.errors import BadInputError, ConflictError, NotAllowedError, SetupError
from tawthiq.terms.members import Role

TEXT = "Nobody slept in the town that night. We buried 12 people behind the school, Ilan Berov whispered to us.\n"
TRUE = {"passage": "We buried 12 people behind the school", "speaker": "Ilan Berov", "quantity": "12 people"}
FALSE = {**TRUE, "speaker": "Nobody Known"}


@pytest.fixture
def server() -> Iterator[Stub]:
    stub = Stub()
    thread = threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    stub.behaviour = saying(TRUE, FALSE)
    yield stub
    stub.shutdown()
    thread.join()
    stub.server_close()


def add(mission: TestMission, folder: Path, name: str = "story", text: str = TEXT) -> UUID:
    file = folder / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    return add_report(file, viewer=mission.viewer()).source_id


def test_nothing_is_asked_until_a_member_switches_it_on(mission: TestMission, tmp_path: Path, server: Stub) -> None:
    add(mission, tmp_path)
    assert model_setting(viewer=mission.viewer()) is None
    with pytest.raises(ConflictError) as refused:
        ask_about_reports(viewer=mission.viewer())
    assert refused.value.code == "model.off"
    assert server.seen == []


def test_on_and_off_are_kept_with_who_did_it(mission: TestMission, server: Stub) -> None:
    viewer = mission.viewer()
    switch_on(server.url, " small ", viewer=viewer)
    setting = model_setting(viewer=viewer)
    assert setting is not None
    assert (setting.url, setting.model, setting.allowed_host) == (server.url, "small", "")
    switch_off(viewer=viewer)
    assert model_setting(viewer=viewer) is None
    entries = LedgerEntry.objects.filter(object_id__startswith="model:").order_by("seq")
    assert [entry.object_id for entry in entries] == ["model:on:here", "model:off"]
    with pytest.raises(ConflictError):
        switch_off(viewer=viewer)
    for change in (ModelSetting.objects.all().delete, lambda: ModelSetting.objects.update(url="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_another_host_must_be_named_twice(mission: TestMission) -> None:
    viewer = mission.viewer()
    with pytest.raises(NotAllowedError):
        switch_on("http://192.0.2.7:8080/v1", "large", viewer=viewer)
    with pytest.raises(NotAllowedError):
        switch_on("http://192.0.2.7:8080/v1", "large", viewer=viewer, allowed_host="192.0.2.8")
    assert not ModelSetting.objects.exists()
    switch_on("http://192.0.2.7:8080/v1", "large", viewer=viewer, allowed_host="192.0.2.7")
    entry = LedgerEntry.objects.get(object_id="model:on:elsewhere")
    assert digest_text("http://192.0.2.7:8080/v1\nlarge\n192.0.2.7") in entry.line


def test_who_may_not_or_names_no_model_is_refused(mission: TestMission, server: Stub) -> None:
    with pytest.raises(BadInputError) as refused:
        switch_on(server.url, " ", viewer=mission.viewer())
    assert refused.value.code == "model.name"
    with pytest.raises(NotAllowedError):
        switch_on(server.url, "small", viewer=mission.viewer(Role.CODER))
    with pytest.raises(NotAllowedError):
        ask_about_reports(viewer=mission.viewer(Role.LAWYER))


def test_what_it_names_waits_and_changes_no_figure(mission: TestMission, tmp_path: Path, server: Stub) -> None:
    viewer = mission.viewer()
    source_id = add(mission, tmp_path)
    before = list(Figure.objects.order_by("id").values())
    switch_on(server.url, "small", viewer=viewer)
    asked = ask_about_reports(viewer=viewer)
    assert (asked.reports, asked.proposed, asked.dropped, asked.failed) == (1, 1, 1, ())
    (named,) = suggestions(source_id, viewer=viewer)
    assert named.speaker == "Ilan Berov"
    assert TEXT[named.span_start : named.span_end] == TRUE["passage"]
    assert list(Figure.objects.order_by("id").values()) == before
    sent = len(server.seen)
    again = ask_about_reports(viewer=viewer)
    assert (again.reports, again.proposed) == (0, 0)
    assert len(server.seen) == sent, "a report is asked about once"


def test_a_run_that_is_stopped_goes_on_where_it_stopped(mission: TestMission, tmp_path: Path, server: Stub) -> None:
    viewer = mission.viewer()
    for number in range(3):
        add(mission, tmp_path, f"story{number}", f"This is page {number}.\n\n{TEXT}")
    switch_on(server.url, "small", viewer=viewer)

    def stop(_share: float, stage: str) -> None:
        if stage == "S-3":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask_about_reports(viewer=viewer, progress=stop)
    assert SpeakerSuggestion.objects.count() == 2
    assert ask_about_reports(viewer=viewer).reports == 1
    assert SpeakerSuggestion.objects.count() == 3


def test_a_server_that_is_gone_stops_the_run_at_once(mission: TestMission, tmp_path: Path, server: Stub) -> None:
    viewer = mission.viewer()
    add(mission, tmp_path)
    switch_on(server.url, "small", viewer=viewer)
    server.behaviour = lambda handler: handler.reply(b"no", 500)
    with pytest.raises(SetupError):
        ask_about_reports(viewer=viewer)
    assert not SpeakerSuggestion.objects.exists()


def test_switched_off_meanwhile_nothing_more_is_kept(
    mission: TestMission, tmp_path: Path, server: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = mission.viewer()
    add(mission, tmp_path)
    switch_on(server.url, "small", viewer=viewer)
    plain = manage_model.propose_speakers

    def switched_off(text: str, model: object) -> object:
        switch_off(viewer=viewer)
        return plain(text, model)

    monkeypatch.setattr(manage_model, "propose_speakers", switched_off)
    with pytest.raises(ConflictError):
        ask_about_reports(viewer=viewer)
    assert not SpeakerSuggestion.objects.exists()
