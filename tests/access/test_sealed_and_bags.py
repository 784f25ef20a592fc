"""What is sealed and what leaves in a bag: for whoever sees the compartment, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from access.test_attacks import MOMENT_LATER, client_of
from access.worlds import CANARIES, REASON, World, set_policies
from tawthiq.actions import make_bag as bag_action
from tawthiq.actions.make_bag import BagRequest, ask_second, make_bag, plan
from tawthiq.actions.open_sealed import answer_request, ask_to_open, hand_out, hand_out_file
from tawthiq.actions.reseal import Resealed, keep_batch, take_batch
from tawthiq.actions.second_person import answer
from tawthiq.actions.withdraw import withdraw_consent, withdraw_source
from tawthiq.custody.ledger import EntryKind
from tawthiq.keeping import models
from tawthiq.keeping.queries import bags, custody, sealed
from tawthiq.keeping.writes import access
from tawthiq.terms.errors import (
    BadInputError,
    ConflictError,
    EvidenceError,
    NotAllowedError,
    NotFoundError,
    TawthiqError,
)
from tawthiq.terms.members import Role

pytestmark = pytest.mark.usefixtures("keys_of_the_test")


def nobody(_url: str, _request: bytes) -> bytes:
    raise EvidenceError("timestamp.no_answer", "The authority did not answer.", "Ask again.")


def test_an_officer_of_another_case_sees_asks_opens_and_reseals_nothing(world: World) -> None:
    officer, beta = world.members[Role.PROTECTION_OFFICER, "alpha"], world.parts["beta"]
    alpha = world.parts["alpha"]
    assert [row.source_id for row in sealed.records(viewer=officer)] == [alpha.interview]
    assert [one.id for one in sealed.openings(viewer=officer)] == [alpha.opening]
    assert sealed.count_to_reseal(viewer=officer, below=2) == (1, 1)
    with pytest.raises(NotFoundError):
        ask_to_open(viewer=officer, reason=REASON, source_id=beta.interview)
    everything = ask_to_open(viewer=officer, reason=REASON)
    answer_request(everything, consents=True, viewer=world.members[Role.CUSTODIAN, "alpha"])
    handed = hand_out(everything, viewer=officer, how="page")
    assert {item.source_id for item in handed.items} == {alpha.interview}
    for step in (
        lambda: hand_out(beta.opening, viewer=officer, how="page"),
        lambda: sealed.opening(beta.opening, viewer=officer),
    ):
        with pytest.raises(NotFoundError):
            step()
    assert {item.source_id for item in take_batch(viewer=officer)} == {alpha.interview}
    theirs = models.SealedItem.objects.get(source_id=beta.interview, field="name")
    forged = Resealed(item_id=theirs.id, was_sha256=theirs.sha256, sealed=bytes(theirs.content))
    with pytest.raises(NotFoundError):
        keep_batch([forged], list_version=2, viewer=officer)
    assert models.SealedItem.objects.get(id=theirs.id).list_version_id == 1


def test_a_second_member_who_consents_sees_the_compartment(world: World) -> None:
    set_policies("opening_needs_second = true")
    beta, officer = world.parts["beta"], world.members[Role.PROTECTION_OFFICER, "beta"]
    asked = ask_to_open(viewer=officer, reason=REASON, source_id=beta.interview)
    for place in ("alpha", "common", "none"):
        with pytest.raises(NotFoundError):
            answer_request(asked, consents=True, viewer=world.members[Role.CUSTODIAN, place])
    answer_request(asked, consents=True, viewer=world.members[Role.CUSTODIAN, "beta"])
    assert hand_out(asked, viewer=officer, how="page").items


@pytest.mark.parametrize("what", ["consent", "source"])
def test_what_was_withdrawn_is_handed_out_no_more_whoever_consented(world: World, what: str) -> None:
    beta, officer = world.parts["beta"], world.members[Role.PROTECTION_OFFICER, "beta"]
    hand_out(beta.opening, viewer=officer, how="page")
    if what == "consent":
        given = withdraw_consent(beta.interview, viewer=world.keeper)
        assert ("sealed", str(beta.opening)) in {(copy.kind, copy.copy_id) for copy in given}
    else:
        withdraw_source(beta.interview, viewer=world.keeper)
    with pytest.raises(ConflictError) as refused:
        hand_out(beta.opening, viewer=officer, how="station")
    assert refused.value.code == "sealing.withdrawn"
    with pytest.raises(NotFoundError):
        hand_out_file(beta.opening, beta.sealed_file, viewer=officer)
    with pytest.raises(NotFoundError):
        ask_to_open(viewer=officer, reason=REASON, source_id=beta.interview)
    assert sealed.records(viewer=officer) == []
    assert take_batch(viewer=officer) == []


def test_an_officer_taken_out_of_the_case_opens_nothing_asked_for_before(world: World) -> None:
    beta, officer = world.parts["beta"], world.members[Role.PROTECTION_OFFICER, "beta"]
    access.end_grant(
        compartment=beta.compartment, member_id=officer.member_id, by=world.keeper.member_id, at=MOMENT_LATER
    )
    with pytest.raises(NotFoundError):
        hand_out(beta.opening, viewer=officer, how="page")
    with pytest.raises(NotFoundError):
        hand_out_file(beta.opening, beta.sealed_file, viewer=officer)


def test_a_sealed_file_lies_where_its_interview_lies(world: World) -> None:
    """The keeper brought it in without naming a compartment: it lies with the interview, not in the common part."""
    exhibit = models.SealedItem.objects.get(id=world.parts["beta"].sealed_file).exhibit_id
    assert custody.is_seen(exhibit, viewer=world.members[Role.CODER, "beta"])
    assert not custody.is_seen(exhibit, viewer=world.members[Role.CODER, "common"])


def asked_for(*exhibits: UUID, recipient: str = "An invented court") -> BagRequest:
    return BagRequest(exhibit_ids=exhibits, recipient=recipient, purpose="international_body", reason="It asked.")


def file_of(source: UUID) -> UUID:
    return UUID(str(models.Source.objects.values_list("exhibit_id", flat=True).get(id=source)))


def test_a_bag_holds_what_its_maker_sees_and_lists_the_copies(world: World, tmp_path: Path) -> None:
    lawyer, alpha, beta = world.members[Role.LAWYER, "alpha"], world.parts["alpha"], world.parts["beta"]
    with pytest.raises(NotFoundError):
        plan(asked_for(file_of(alpha.source), beta.exhibit), viewer=lawyer)
    made = make_bag(asked_for(file_of(alpha.source)), tmp_path / "bag", viewer=lawyer, ask=nobody)
    copies = models.GivenCopy.objects.filter(kind="bag")
    assert {(copy.source_id, copy.copy_id, copy.recipient) for copy in copies} == {
        (alpha.source, str(made.bag_id), "An invented court")
    }
    for path in made.folder.rglob("*"):
        assert not path.is_file() or CANARIES["beta"].encode() not in path.read_bytes(), path
    seen = {
        place: {bag.id for bag in bags.bags(viewer=world.members[Role.LAWYER, place])}
        for place in ("alpha", "beta", "none")
    }
    assert made.bag_id in seen["alpha"]
    assert len(seen["alpha"]) == 2
    assert len(seen["beta"]) == 1
    assert seen["none"] == set()


def test_a_bag_across_cases_is_seen_from_neither_side(world: World, tmp_path: Path) -> None:
    alpha, beta = world.parts["alpha"], world.parts["beta"]
    made = make_bag(asked_for(alpha.exhibit, beta.exhibit), tmp_path / "bag", viewer=world.keeper, ask=nobody)
    assert made.bag_id in {bag.id for bag in bags.bags(viewer=world.keeper)}
    for place in ("alpha", "beta"):
        assert made.bag_id not in {bag.id for bag in bags.bags(viewer=world.members[Role.LAWYER, place])}


def test_a_bag_refuses_what_was_withdrawn_and_what_is_sealed(world: World) -> None:
    lawyer, alpha = world.members[Role.LAWYER, "alpha"], world.parts["alpha"]
    with pytest.raises(BadInputError) as refused:
        plan(asked_for(file_of(alpha.withdrawn)), viewer=lawyer)
    assert refused.value.code == "bag.nothing_may_leave"
    held = plan(asked_for(file_of(alpha.withdrawn), alpha.exhibit), viewer=lawyer).withheld
    assert [one.reason.value for one in held] == ["source_withdrawn"]
    exhibit = models.SealedItem.objects.get(id=alpha.sealed_file).exhibit_id
    with pytest.raises(NotAllowedError) as sealed_away:
        plan(asked_for(exhibit), viewer=lawyer)
    assert sealed_away.value.code == "sealing.exhibit"


@pytest.mark.parametrize("what", ["source", "compartment"])
def test_a_bag_begun_before_a_revoke(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    lawyer, alpha = world.members[Role.LAWYER, "alpha"], world.parts["alpha"]
    take: dict[str, Callable[[], Any]] = {
        "source": lambda: withdraw_source(alpha.source, viewer=world.keeper),
        "compartment": lambda: access.end_grant(
            compartment=alpha.compartment, member_id=lawyer.member_id, by=world.keeper.member_id, at=MOMENT_LATER
        ),
    }
    written = bag_action._write_content

    def meanwhile(*args: Any, **kwargs: Any) -> None:
        written(*args, **kwargs)
        take[what]()

    monkeypatch.setattr(bag_action, "_write_content", meanwhile)
    with pytest.raises((NotFoundError, ConflictError, BadInputError)):
        make_bag(asked_for(file_of(alpha.source), alpha.exhibit), tmp_path / "bag", viewer=lawyer, ask=nobody)
    assert not (tmp_path / "bag").exists()
    assert not models.GivenCopy.objects.filter(kind="bag").exists()
    assert not models.LedgerEntry.objects.filter(line__contains=EntryKind.DISCLOSED.value).exists()


def test_a_bag_asks_the_second_person_for_just_this_bag(world: World, tmp_path: Path) -> None:
    set_policies('second_person_for = ["export"]')
    lawyer, alpha = world.members[Role.LAWYER, "alpha"], world.parts["alpha"]
    request = asked_for(alpha.exhibit)
    with pytest.raises(NotAllowedError) as refused:
        make_bag(request, tmp_path / "bag", viewer=lawyer, ask=nobody)
    assert refused.value.code == "second.needed"
    asked = ask_second(request, viewer=lawyer)
    answer(asked, consents=True, viewer=world.members[Role.CUSTODIAN, "alpha"])
    other = asked_for(alpha.exhibit, recipient="Somebody else")
    with pytest.raises(NotAllowedError):
        make_bag(other, tmp_path / "bag", viewer=lawyer, ask=nobody)
    assert make_bag(request, tmp_path / "bag", viewer=lawyer, ask=nobody).folder.is_dir()
    with pytest.raises(NotAllowedError):
        make_bag(request, tmp_path / "again", viewer=lawyer, ask=nobody)


def on_command_line(world: World, role: Role, *more: str, exhibits: tuple[UUID, ...], folder: Path) -> tuple[int, str]:
    """Exit status of `tawthiq bag` for a member of the first case, and what it says or the error's code."""
    from typer.testing import CliRunner

    from tawthiq.cli.app import app

    name = models.Member.objects.get(id=world.members[role, "alpha"].member_id).username
    asked = ["--recipient", "A court", "--purpose", "international_body", "--reason", "It asked."]
    ids = [part for exhibit in exhibits for part in ("--exhibit", str(exhibit))]
    before = [f"--mission={settings.MISSION}", f"--as={name}", "--json", "bag", str(folder)]
    done = CliRunner().invoke(app, [*before, *asked, *ids, *more])
    if isinstance(done.exception, TawthiqError):
        return done.exception.exit_status, done.exception.code
    assert done.exception is None, done.exception
    return done.exit_code, done.stdout


def test_the_command_line_is_no_way_round_the_second_person(world: World, tmp_path: Path) -> None:
    set_policies('second_person_for = ["export"]')
    alpha, custodian = world.parts["alpha"], world.members[Role.CUSTODIAN, "alpha"]
    files = (alpha.exhibit, file_of(alpha.source))
    status, said = on_command_line(world, Role.LAWYER, exhibits=files, folder=tmp_path / "bag")
    assert (status, "second.needed" in said) == (3, True)
    assert not (tmp_path / "bag").exists()
    status, said = on_command_line(world, Role.LAWYER, "--ask", exhibits=files, folder=tmp_path / "bag")
    assert status == 0
    request = models.SecondPersonRequest.objects.get()
    assert str(request.id) in said
    assert on_command_line(world, Role.LAWYER, exhibits=files, folder=tmp_path / "bag")[0] == 3
    answer(request.id, consents=True, viewer=custodian)
    page = client_of(world.members[Role.LAWYER, "alpha"])
    page.get("/me/")
    shown = page.get("/members/requests/").content.decode()
    assert "on the command line: 2" in shown
    assert f"/members/requests/{request.id}/use/" not in shown
    assert page.post(f"/members/requests/{request.id}/use/").status_code == 400
    assert on_command_line(world, Role.LAWYER, exhibits=files[:1], folder=tmp_path / "bag")[0] == 3
    status, said = on_command_line(world, Role.LAWYER, "--ask", exhibits=files, folder=tmp_path / "bag")
    assert (status, "bag.no_second" in said) == (2, True)
    assert on_command_line(world, Role.LAWYER, exhibits=files[::-1], folder=tmp_path / "bag")[0] == 0
    assert (tmp_path / "bag").is_dir()
    assert on_command_line(world, Role.LAWYER, exhibits=files, folder=tmp_path / "again")[0] == 3
    asked_by = set(models.AuditEntry.objects.filter(action="ask_second_person").values_list("member_id", flat=True))
    assert {str(member) for member in asked_by} == {world.members[Role.LAWYER, "alpha"].member_id}


def test_no_command_answers_for_a_second_person() -> None:
    import typer.main

    from tawthiq.cli.app import app

    names = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert not {name for name in names if name in {"consent", "answer", "requests", "second"}}
    source = Path(bag_action.__file__).parents[1] / "cli"
    words = {path.name: path.read_text(encoding="utf-8") for path in source.rglob("*.py")}
    assert not [name for name, text in words.items() if "second_person import" in text or "answer_request" in text]


def test_a_table_leaves_by_the_command_line_after_a_consent_to_that_very_count(world: World, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from tawthiq.cli.app import app

    set_policies('second_person_for = ["export"]')
    coder, custodian = world.members[Role.CODER, "alpha"], world.members[Role.CUSTODIAN, "alpha"]
    kept, file = str(world.parts["alpha"].result), tmp_path / "sex.csv"
    name = models.Member.objects.get(id=coder.member_id).username

    def count(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, [f"--mission={settings.MISSION}", f"--as={name}", "--json", "count", *words])
        if isinstance(done.exception, TawthiqError):
            return done.exception.exit_status, done.exception.code
        assert done.exception is None, done.exception
        return done.exit_code, done.stdout

    assert count("--kept", kept, "--by", "sex", "--output", str(file)) == (3, "second.needed")
    assert not file.exists()
    assert count("--kept", kept) == (2, "count.kept")
    assert count("--kept", str(world.parts["beta"].result), "--by", "sex") == (4, "keeping.not_found")
    counts = models.Result.objects.count()
    status, said = count("--kept", kept, "--ask", "For the report.")
    assert (status, models.Result.objects.count()) == (0, counts), "asking for a kept count counts nothing anew"
    request = models.SecondPersonRequest.objects.get()
    assert str(request.id) in said
    answer(request.id, consents=True, viewer=custodian)
    assert count("--kept", kept, "--ask", "Again.") == (2, "export.no_second")
    assert count("--kept", kept, "--by", "sex", "--output", str(file))[0] == 0
    assert file.read_text("utf-8-sig").startswith("sex,")
    assert count("--kept", kept, "--by", "sex", "--output", str(file)) == (3, "second.needed")
    status, said = count("--ask", "A new count for the report.")
    newest = models.SecondPersonRequest.objects.latest("asked_at")
    assert (status, newest.object_id in said, newest.object_id == kept) == (0, True, False)


def test_the_page_of_a_bag_asks_the_second_person_in_its_place(world: World) -> None:
    set_policies('second_person_for = ["export"]')
    client, alpha = client_of(world.members[Role.LAWYER, "alpha"]), world.parts["alpha"]
    form = {"recipient": "A court", "purpose": "international_body", "reason": "It asked.", "language": "en"}
    client.get("/me/")
    sent = client.post(f"/exhibits/{alpha.exhibit}/bag", {**form, "make": "1"})
    assert sent.status_code == 302
    request = models.SecondPersonRequest.objects.get()
    assert request.params["bag"] == [str(alpha.exhibit)]
    assert "A court" in client.get(sent["Location"]).content.decode()
    answer(request.id, consents=True, viewer=world.members[Role.CUSTODIAN, "none"])
    assert client.post(f"/members/requests/{request.id}/use/")["Location"] == f"/exhibits/{alpha.exhibit}/bag"
