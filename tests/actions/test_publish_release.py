"""Publishing: what leaves, what never does, and that it comes about as a whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tawthiq.actions import publish_release as module
from tawthiq.actions.count_documented import count_documented
from tawthiq.actions.import_list import import_list
from tawthiq.actions.manage_members import add_first_member
from tawthiq.actions.open_release import look_into_release, open_release_file, read_release_table
from tawthiq.actions.publish_release import plan_release, publish_release
from tawthiq.actions.record_interview import record_interview
from tawthiq.actions.tables_to_publish import safe_ready, tables_to_publish
from tawthiq.actions.verify_mission import verify_mission
from tawthiq.actions.verify_persons import verify_by_rule
from tawthiq.actions.withdraw import withdraw_consent, withdraw_source
from tawthiq.keeping.models import AuditEntry, LedgerEntry, Member, Release
from tawthiq.keeping.queries import publication
from tawthiq.keeping.queries import results as kept_results
from tawthiq.terms.errors import BadInputError, ConflictError, EvidenceError, NotAllowedError, NotFoundError
from tawthiq.terms.members import Role, Viewer
from web.kept_results import ESTIMATE, REFUSAL, keep
from web.small_mission import INTERVIEW, NARRATIVE, SmallMission, build

#: What must be in no byte that leaves: names, words of witnesses, their codes, titles of sources.
CANARIES = (
    "Haddad",
    "Khatib",
    "الخطيب",
    "Zzyzx",
    "W-001",
    NARRATIVE[:20],
    "Account of the shell",
    "Hospital of Bab",
    "committee",
)


def import_many(mission: SmallMission, tmp_path: Path, *, people: int = 40) -> None:
    """A list of invented people without another mention, enough to be published."""
    head = "id,full name,sex,age,date of death,governorate,town,outcome\n"
    rows = "".join(
        f"Z-{n},Zzyzx {chr(97 + n % 26)}{n}qu,{'male' if n % 2 else 'female'},{20 + n},"
        f"2012-0{1 + n % 3}-10,Homs,Rastan,killed\n"
        for n in range(people)
    )
    file = tmp_path / "many.csv"
    file.write_text(head + rows, encoding="utf-8")
    import_list(file, viewer=mission.viewer)


def every_byte(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


@pytest.fixture
def mission(tmp_path: Path, settings: Any, quick_digests: None, db: None) -> SmallMission:  # noqa: ARG001
    """A handful of invented people, one of them known only to a witness who agreed to analysis alone."""
    viewer = add_first_member(username="rima", passphrase="a long invented passphrase")
    return build(tmp_path, settings, Member.objects.get(id=viewer.member_id))


@pytest.fixture
def counted(mission: SmallMission, tmp_path: Path) -> SmallMission:
    import_many(mission, tmp_path)
    verify_by_rule(viewer=mission.viewer)
    count_documented(viewer=mission.viewer)
    return mission


def test_without_a_count_it_is_refused(mission: SmallMission) -> None:
    with pytest.raises(BadInputError) as refused:
        publish_release(title="Too early", viewer=mission.viewer)
    assert refused.value.code == "publish.no_count"
    assert list((mission.folder / "releases").iterdir()) == []


def test_a_release_is_written_recorded_entered_and_verified(counted: SmallMission) -> None:
    steps: list[float] = []
    keep(counted, ESTIMATE)
    made = publish_release(
        title="What is known", viewer=counted.viewer, progress=lambda share, _stage: steps.append(share)
    )
    assert made.number == 1
    assert made.folder.startswith("0001-")
    assert steps[0] == 0
    assert steps[-1] == 1
    row = Release.objects.get()
    assert (row.number, row.folder, row.manifest_sha256) == (1, made.folder, made.manifest_sha256)
    entry = json.loads(LedgerEntry.objects.get(seq=made.ledger_seq).line)
    assert (entry["kind"], entry["sha256"]) == ("released", made.manifest_sha256)
    assert AuditEntry.objects.filter(action="publish_release", object_id=str(row.id)).count() == 1
    assert {"en/report.html", "ar/report.html", "en/methods.md", "en/tables/by_outcome.csv"} <= set(made.files)
    verdict = verify_mission(viewer=counted.viewer)
    assert verdict.holds
    assert verdict.releases == 1


@pytest.mark.parametrize("answer", [ESTIMATE, REFUSAL, None])
def test_no_name_narrative_witness_or_source_is_in_any_byte(counted: SmallMission, answer: object) -> None:
    if answer is not None:
        keep(counted, answer)  # type: ignore[arg-type]
    made = publish_release(title="What is known", viewer=counted.viewer)
    files = dict(every_byte(counted.folder / "releases" / made.folder))
    assert len(files) == len(made.files)
    for path, data in files.items():
        for canary in CANARIES:
            assert canary.encode() not in data, f"{canary} in {path}"
            assert json.dumps(canary)[1:-1].encode() not in data, f"{canary} in {path}"
        assert b"href" not in data, path
        assert counted.viewer.member_id.encode() not in data


def test_small_counts_are_withheld_by_the_policy_of_the_mission(counted: SmallMission) -> None:
    made = publish_release(title="What is known", viewer=counted.viewer, languages=("en",))
    folder = counted.folder / "releases" / made.folder / "en"
    rows = json.loads((folder / "tables" / "by_outcome.json").read_text(encoding="utf-8"))["rows"]
    shown = [value for row in rows for value in row.values() if isinstance(value, int)]
    assert all(value == 0 or value >= 5 for value in shown)
    missing = next(row for row in rows if row["outcome"] == "missing")
    assert missing["documented"] == "suppressed"
    assert "Counts from 1 to 4 are withheld" in (folder / "methods.md").read_text(encoding="utf-8")


def test_numbers_in_sentences_obey_the_threshold_too(counted: SmallMission) -> None:
    keep(counted, REFUSAL)
    made = publish_release(title="What is known", viewer=counted.viewer, languages=("en",))
    report = (counted.folder / "releases" / made.folder / "en" / "report.html").read_text(encoding="utf-8")
    assert "fewer than \u20685\u2069" in report
    assert "cannot be estimated honestly" in report
    assert not (counted.folder / "releases" / made.folder / "en" / "tables" / "estimate_by_method.csv").exists()


def test_the_methods_note_holds_the_live_configuration(counted: SmallMission) -> None:
    keep(counted, ESTIMATE)
    plan = plan_release(viewer=counted.viewer)
    made = publish_release(title="What is known", viewer=counted.viewer, languages=("en",))
    methods = (counted.folder / "releases" / made.folder / "en" / "methods.md").read_text(encoding="utf-8")
    for words in (
        "`policies.small_cells_below` | 5",
        "`policies.standard_of_proof`",
        f"`count.ledger_position` | {plan.count.ledger_seq}",
        "`estimate.seed` | 7",
        "`vocabularies.cause`",
        "People whom no list could reach",
    ):
        assert words in methods
    assert publication.entry_digest(plan.count.ledger_seq, viewer=counted.viewer) in methods


def test_a_person_known_only_to_a_witness_who_did_not_agree_is_left_out(counted: SmallMission) -> None:
    plan = plan_release(viewer=counted.viewer)
    assert plan.left_out_persons == 1
    whole = {row["keys"][0]: row["reported"] for row in plan.count.data["tables"][0]["rows"]}
    data, _ = tables_to_publish(plan.count, purpose="anonymous_publication", on=date(2026, 1, 1), viewer=counted.viewer)
    kept = {row["keys"][0]: row["reported"] for row in data["tables"][0]["rows"]}
    assert kept == {**whole, "killed": whole["killed"] - 1}
    assert plan_release(viewer=counted.viewer, purpose="internal_analysis").left_out_persons == 0


def test_an_incident_known_only_to_a_witness_who_did_not_agree_is_left_out_with_its_displaced(
    mission: SmallMission,
) -> None:
    """A second witness, who agreed, tells of another incident: that one stays."""
    fled = {**INTERVIEW["incidents"][0], "displaced_min": 40, "displaced_max": 60}
    agreed = {"given_by": "self", "answers": [{"purpose": "anonymous_publication", "answer": "yes"}]}
    told = {**INTERVIEW, "incidents": [fled]}
    record_interview({**told, "witness_code": "W-002"}, viewer=mission.viewer)
    record_interview({**told, "witness_code": "W-003", "consent": agreed}, viewer=mission.viewer)
    count_documented(viewer=mission.viewer)
    refused = publication.interviews_not_for("anonymous_publication", on=date(2026, 1, 1), viewer=mission.viewer)
    assert len(refused) == 2
    without = publication.incidents_without(refused, viewer=mission.viewer)
    assert len(without.only_from) == 2
    assert without.displaced == {}
    kept = kept_results.latest_result("count", viewer=mission.viewer)
    assert kept is not None
    data, _ = tables_to_publish(kept, purpose="anonymous_publication", on=date(2026, 1, 1), viewer=mission.viewer)
    assert sum(row["incidents"] for row in kept.data["displaced"]) == 2
    (row,) = [row for row in data["displaced"] if row["incidents"]]
    assert (row["incidents"], row["said_low"], row["said_high"]) == (1, 40, 60)


def test_numbers_of_an_incident_are_those_of_the_sources_that_may_speak() -> None:
    import polars as pl

    from tawthiq.actions.frames_to_count import CountedFrames
    from tawthiq.counting.violations import INCIDENTS

    rows = [{"incident_id": i, "displaced_min": 10, "displaced_max": 20} for i in ("a", "b", "c")]
    frames = CountedFrames(
        persons=pl.DataFrame({"person_id": ["p1", "p2"]}), incidents=pl.DataFrame(rows, schema=INCIDENTS)
    )
    fewer = frames.without({"p1"}, {"a"}, {"b": (12, None)})
    assert fewer.persons["person_id"].to_list() == ["p2"]
    assert fewer.incidents.columns == frames.incidents.columns
    assert fewer.incidents.select("incident_id", "displaced_min", "displaced_max").rows() == [
        ("b", 12, None),
        ("c", 10, 20),
    ]


@pytest.fixture
def many(mission: SmallMission, tmp_path: Path) -> SmallMission:
    """Enough people for their deaths to be divided: a list whose rows are verified, one whose rows are not."""
    import_many(mission, tmp_path)
    head = "id,full name,sex,age,date of death,governorate,town,outcome,cause\n"
    rows = "".join(
        f"Y-{n},Zzyzx {chr(97 + n % 26)}{n}ma,female,{8 + n},2013-0{1 + n % 3}-10,Homs,Rastan,"
        f"{'missing' if n < 12 else 'killed'},shelling\n"
        for n in range(40)
    )
    (tmp_path / "more.csv").write_text(head + rows, encoding="utf-8")
    import_list(tmp_path / "more.csv", viewer=mission.viewer)
    file = mission.folder / "mission.toml"
    file.write_text(file.read_text().replace("origins_to_verify = 2", "origins_to_verify = 1"))
    verify_by_rule(viewer=mission.viewer)
    file.write_text(file.read_text().replace("origins_to_verify = 1", "origins_to_verify = 2"))
    for n in range(2):
        text = head + "".join(
            f"X-{n}-{i},Zzyzx {chr(97 + i)}{n}{i}go,male,{30 + i},2012-05-0{1 + i},Homs,Rastan,"
            f"{('missing', 'killed')[n]},shelling\n"
            for i in range(9)
        )
        (tmp_path / f"later{n}.csv").write_text(text, encoding="utf-8")
        import_list(tmp_path / f"later{n}.csv", viewer=mission.viewer)
    count_documented(viewer=mission.viewer)
    return mission


@pytest.mark.parametrize("language", ["en", "ar"])
def test_ready_tables_leave_only_when_asked_for_and_stay_as_they_were_kept(many: SmallMission, language: str) -> None:
    without = publish_release(title="Without", viewer=many.viewer)
    assert not any("sdg" in path for path in without.files)
    made = publish_release(title="With", viewer=many.viewer, ready=("sdg", "mrm", "displacement"))
    assert {"en/tables/sdg_deaths_by_death_class.csv", "ar/tables/sdg_deaths_by_death_class.json"} <= set(made.files)
    folder = many.folder / "releases" / made.folder
    methods = (folder / language / "methods.md").read_text()
    assert '["sdg", "mrm", "displacement"]' in methods
    for path, data in every_byte(folder):
        assert not any(canary.encode() in data for canary in CANARIES), path
    kept = kept_results.latest_result("count", viewer=many.viewer)
    assert kept is not None
    found = read_release_table(made.number, "sdg_deaths_by_death_class", viewer=replace(many.viewer, language=language))
    assert found.count == kept
    assert found.has_left_out
    assert found.csv_path == f"{language}/tables/sdg_deaths_by_death_class.csv"
    assert found.table.made_from is not None
    # The count holds one more: the person known only to a witness who did not agree.
    assert found.table.rows[-1][-1] == kept.data["sdg"][0]["reported"] - 1


def test_the_same_tables_leave_with_ready_ones_and_without(many: SmallMission) -> None:
    without = publish_release(title="What is known", viewer=many.viewer)
    made = publish_release(title="What is known", viewer=many.viewer, ready=("sdg",))
    assert len(made.files) > len(without.files)
    releases = many.folder / "releases"
    for path in without.files:
        if path.startswith("en/tables/"):
            assert (releases / made.folder / path).read_bytes() == (releases / without.folder / path).read_bytes(), path


def test_ready_tables_of_another_name_and_of_an_old_count_are_refused(counted: SmallMission) -> None:
    with pytest.raises(BadInputError) as refused:
        plan_release(viewer=counted.viewer, ready=("everything",))
    assert refused.value.code == "publish.ready"
    plan = plan_release(viewer=counted.viewer)
    older = {name: value for name, value in plan.count.data.items() if name != "displaced"}
    with pytest.raises(ConflictError) as refused_old:
        safe_ready(plan.count, older, plan.counts, asked=("displacement",))
    assert refused_old.value.code == "publish.no_ready"
    assert safe_ready(plan.count, older, plan.counts, asked=("sdg",)).asked == ("sdg",)


def test_a_changed_table_of_a_release_is_not_shown(counted: SmallMission) -> None:
    made = publish_release(title="With", viewer=counted.viewer, ready=("sdg",))
    file = counted.folder / "releases" / made.folder / "en/tables/by_outcome.json"
    file.parent.chmod(0o755)
    file.chmod(0o644)
    file.write_text("{}")
    with pytest.raises(EvidenceError):
        read_release_table(made.number, "by_outcome", viewer=counted.viewer)
    with pytest.raises(NotFoundError):
        read_release_table(made.number, "by_nothing", viewer=counted.viewer)


def test_an_expired_consent_and_ask_first_are_no_yes(mission: SmallMission) -> None:
    agreed = {**INTERVIEW, "witness_code": "W-002", "consent": {"given_by": "self", "answers": [
        {"purpose": "anonymous_publication", "answer": "yes"}, {"purpose": "partner", "answer": "ask_first"}],
        "expires": "2020-01-01"}}  # fmt: skip
    second = record_interview(agreed, viewer=mission.viewer).source_id
    asked = {"purpose": "anonymous_publication", "viewer": mission.viewer}
    assert publication.interviews_not_for(on=date(2019, 1, 1), **asked) == {mission.interview}  # type: ignore[arg-type]
    assert publication.interviews_not_for(on=date(2021, 1, 1), **asked) == {mission.interview, second}  # type: ignore[arg-type]
    assert second in publication.interviews_not_for("partner", on=date(2019, 1, 1), viewer=mission.viewer)


def test_a_count_that_is_not_of_today_cannot_leave_anybody_out(counted: SmallMission, tmp_path: Path) -> None:
    file = tmp_path / "late.csv"
    file.write_text("full name,outcome,date of death\nLate Arrival,killed,2012-01-01\n", encoding="utf-8")
    import_list(file, viewer=counted.viewer)
    with pytest.raises(ConflictError) as refused:
        publish_release(title="Old", viewer=counted.viewer)
    assert refused.value.code == "publish.count_outdated"
    count_documented(viewer=counted.viewer)
    assert publish_release(title="New", viewer=counted.viewer).number == 1


def test_numbers_from_before_a_withdrawal_never_leave(counted: SmallMission) -> None:
    withdraw_consent(counted.interview, viewer=counted.viewer)
    with pytest.raises(ConflictError) as refused:
        publish_release(title="With the withdrawn", viewer=counted.viewer)
    assert refused.value.code == "publish.withdrawn_since"
    count_documented(viewer=counted.viewer)
    assert publish_release(title="Without", viewer=counted.viewer).left_out_persons == 0
    withdraw_source(counted.committee, viewer=counted.viewer)
    with pytest.raises(ConflictError):
        plan_release(viewer=counted.viewer)


def test_a_failure_leaves_nothing_on_disk_and_nothing_in_the_store(
    counted: SmallMission, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = LedgerEntry.objects.count()

    def fail(**_given: object) -> None:
        raise ConflictError("test.busy", "The store is busy.", "Again.")

    monkeypatch.setattr(module.results, "add_release", fail)
    with pytest.raises(ConflictError):
        publish_release(title="Half", viewer=counted.viewer)
    assert list((counted.folder / "releases").iterdir()) == []
    assert Release.objects.count() == 0
    assert LedgerEntry.objects.count() == before


def test_releases_are_numbered_one_after_the_other(counted: SmallMission) -> None:
    numbers = [publish_release(title=f"Release {n}", viewer=counted.viewer, languages=("en",)).number for n in (1, 2)]
    assert numbers == [1, 2]
    assert len(list((counted.folder / "releases").iterdir())) == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"title": "  "}, "publish.title"),
        ({"title": "T", "languages": ("fr",)}, "publish.language"),
        ({"title": "T", "languages": ()}, "publish.language"),
        ({"title": "T", "purpose": "curiosity"}, "publish.purpose"),
    ],
)
def test_what_makes_no_sense_is_refused(counted: SmallMission, asked: dict[str, object], code: str) -> None:
    with pytest.raises(BadInputError) as refused:
        publish_release(viewer=counted.viewer, **asked)  # type: ignore[arg-type]
    assert refused.value.code == code


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_a_coordinator_publishes(counted: SmallMission, role: Role) -> None:
    viewer = Viewer(member_id=counted.viewer.member_id, role=role)
    with pytest.raises(NotAllowedError):
        publish_release(title="Mine", viewer=viewer)


def test_a_changed_file_is_named_and_not_handed_out(counted: SmallMission) -> None:
    made = publish_release(title="What is known", viewer=counted.viewer, languages=("en",))
    folder = counted.folder / "releases" / made.folder
    assert look_into_release(1, viewer=counted.viewer).differences == ()
    report = folder / "en" / "report.html"
    report.chmod(0o644)
    report.write_text("Nobody died.", encoding="utf-8")
    found = look_into_release(1, viewer=counted.viewer)
    assert [str(one) for one in found.differences] == ["changed: en/report.html"]
    with pytest.raises(EvidenceError):
        open_release_file(1, "en/report.html", viewer=counted.viewer)
    with open_release_file(1, "en/methods.md", viewer=counted.viewer).stream as stream:
        assert stream.read() == (folder / "en" / "methods.md").read_bytes()


@pytest.mark.parametrize("path", ["../../mission.toml", "en/../../../mission.toml", "en/nothing.csv", ""])
def test_only_files_of_the_manifest_can_be_asked_for(counted: SmallMission, path: str) -> None:
    publish_release(title="What is known", viewer=counted.viewer, languages=("en",))
    with pytest.raises(NotFoundError):
        open_release_file(1, path, viewer=counted.viewer)
