"""Publishes the latest kept count and estimate as an immutable bundle, or shows beforehand what would leave.

What holds of every release:

1. It is made from the kept count and the kept estimate, at their position of the ledger, and says so; nothing is
   counted on the way. Only where persons must be left out are the same tables counted without them.
2. A person known only from interviews whose witness did not agree to the purpose is left out. That can only be done
   while the store is what the count saw; otherwise it is refused and the count must be made again.
3. Nothing leaves of a count or an estimate from before a withdrawal: what was withdrawn may stand in it.
4. Small counts are withheld by the mission's policy, in tables, sentences and pictures. No name, narrative, witness
   code or title of a source leaves.
5. The bundle, its record, its ledger entry and its audit entry come about together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tawthiq import __version__
from tawthiq.actions.performing import Deed, now, performing
from tawthiq.actions.tables_to_publish import safe_ready, tables_to_publish
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.opening import Mission, mission_folder, read_mission
from tawthiq.keeping.queries import overview, publication
from tawthiq.keeping.queries import results as kept_results
from tawthiq.keeping.queries.places import admin1_choices
from tawthiq.keeping.queries.results import ResultView
from tawthiq.keeping.queries.sight import require_all, scope_ids
from tawthiq.keeping.writes import results
from tawthiq.keeping.writes.access import note_copies
from tawthiq.publishing.release.cells import SafeCounts, protect_counts
from tawthiq.publishing.release.contents import build_parts
from tawthiq.publishing.release.parts import ReleaseMetadata
from tawthiq.publishing.release.ready import READY
from tawthiq.publishing.release.telling import Facts, word_cautions
from tawthiq.publishing.wording import say_coded
from tawthiq.terms.errors import BadInputError, ConflictError
from tawthiq.terms.estimates import result_from_dict
from tawthiq.terms.members import Viewer
from tawthiq.terms.vocabularies import vocabulary

Progress = Callable[[float, str], None]
LANGUAGES = ("en", "ar")
OUTCOME = "killed"
VOCABULARIES = ("outcome", "sex", "civilian_status", "cause", "standard_of_proof", "verification_status", "source_kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePlan:
    """What would leave, before anything does.

    Args:
        count: the kept count.
        estimate: the latest estimate or refusal, None where there is none.
        facts: all that the release is told from.
        left_out_persons: persons left out because no consent reaches this far.
    """

    count: ResultView
    estimate: ResultView | None
    facts: Facts
    left_out_persons: int

    @property
    def counts(self) -> SafeCounts:
        """The safe tables, and those that stay behind."""
        return self.facts.counts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMade:
    """A published release: its number, its folder below ``releases/``, its manifest's digest and its files."""

    number: int
    folder: str
    manifest_sha256: str
    files: tuple[str, ...]
    ledger_seq: int
    left_out_persons: int


def plan_release(*, viewer: Viewer, purpose: str = "anonymous_publication", ready: Sequence[str] = ()) -> ReleasePlan:
    """What a release for this purpose would hold now; nothing is written.

    `ready` names the groups of ready tables that shall leave too: any of ``sdg``, ``mrm``, ``displacement``.

    Refuses (BadInputError) an unknown purpose or group and a mission without a count, (ConflictError) numbers from
    before a withdrawal, numbers that must be counted again because somebody must be left out, and ready tables of a
    count that has none.
    """
    require(viewer, Permission.PUBLISH)
    require_all(viewer)
    if purpose not in vocabulary("consent_purpose").codes():
        raise BadInputError("publish.purpose", "There is no such purpose of consent.", "Choose one of the list.")
    if not set(ready) <= set(READY):
        raise BadInputError("publish.ready", "There are no ready tables of that name.", f"Use {', '.join(READY)}.")
    count = kept_results.latest_result("count", viewer=viewer)
    if count is None:
        raise BadInputError("publish.no_count", "Nothing has been counted yet.", "Count first, then publish.")
    if set(count.compartments) != set(scope_ids(viewer)):
        raise ConflictError(
            "publish.partial",
            "The latest count was made by a member who does not see every compartment, or before there was one more.",
            "Count again as a member who is in every compartment.",
        )
    estimate = kept_results.latest_result("estimate", viewer=viewer, outcome_asked=OUTCOME)
    oldest = min(count.ledger_seq, estimate.ledger_seq if estimate else count.ledger_seq)
    if publication.is_withdrawn_since(oldest, viewer=viewer):
        raise ConflictError(
            "publish.withdrawn_since",
            "A source or a consent was withdrawn after these numbers were made.",
            "Count and estimate again, then publish.",
        )
    policies = read_mission(mission_folder()).policies
    data, left_out = tables_to_publish(count, purpose=purpose, on=now().date(), viewer=viewer)
    counts = protect_counts(data["tables"], below=policies.small_cells_below)
    overlap = estimate.data.get("overlap", []) if estimate else []
    facts = Facts(
        counts=counts,
        counted_on=count.at.date(),
        ledger_seq=count.ledger_seq,
        standard=count.data["standard_of_proof"],
        purpose=purpose,
        outcome=OUTCOME,
        answer=result_from_dict(_answer_only(estimate.data)) if estimate else None,
        overlap=tuple((tuple(entry["lists"]), int(entry["count"])) for entry in overlap),
        places={str(i): (english, arabic) for i, english, arabic in admin1_choices(viewer=viewer)},
        ready=safe_ready(count, data, counts, asked=ready),
    )
    return ReleasePlan(count=count, estimate=estimate, facts=facts, left_out_persons=left_out)


def publish_release(
    *,
    title: str,
    viewer: Viewer,
    purpose: str = "anonymous_publication",
    languages: Sequence[str] = LANGUAGES,
    ready: Sequence[str] = (),
    progress: Progress | None = None,
) -> ReleaseMade:
    """Publish: write the bundle, record it, enter it into the ledger and the audit.

    Args:
        title: of the report, as the public reads it.
        viewer: who publishes.
        purpose: code of the consent purpose the release rests on.
        languages: of the report, ``en`` and ``ar``; a folder each, under one manifest.
        ready: groups of ready tables that shall leave too, as in `plan_release`.
        progress: called with the share done and a stage.

    Refuses as `plan_release`, and (BadInputError) an empty title and a language that is not there.
    """
    tell = progress or (lambda _share, _stage: None)
    require(viewer, Permission.PUBLISH)
    chosen = tuple(dict.fromkeys(languages))
    if not title.strip() or len(title) > 300:
        raise BadInputError("publish.title", "A release needs a title of at most 300 letters.", "Write one.")
    if not chosen or not set(chosen) <= set(LANGUAGES):
        raise BadInputError("publish.language", "Reports are written in English and Arabic.", "Use en, ar or both.")
    tell(0.0, "plan")
    with performing("publish_release", viewer=viewer, permission=Permission.PUBLISH) as deed:
        plan = plan_release(viewer=viewer, purpose=purpose, ready=ready)
        tell(0.4, "write")
        made = _write(deed, plan, title=title.strip(), languages=chosen)
    tell(1.0, "done")
    return made


def _write(deed: Deed, plan: ReleasePlan, *, title: str, languages: tuple[str, ...]) -> ReleaseMade:
    """Put the bundle on disk and record it; a bundle that cannot be recorded is taken back."""
    from tawthiq.publishing.release import Edition, remove_release, write_editions

    number = results.next_release_number()
    # The random part keeps a bundle that a power cut left unrecorded from standing in the way.
    name = f"{number:04d}-{deed.batch.hex[:6]}"
    mission = read_mission(mission_folder())
    settings = _settings(plan, mission, viewer=deed.viewer)
    digest = publication.entry_digest(plan.count.ledger_seq, viewer=deed.viewer)
    editions = [
        Edition(
            parts=build_parts(plan.facts, language=language),
            metadata=ReleaseMetadata(
                name=name,
                title=title,
                mission=(mission.name_ar if language == "ar" else "") or mission.name,
                locale=language,
                version=__version__,
                seed=plan.estimate.seed if plan.estimate else None,
                ledger_position=plan.count.ledger_seq,
                ledger_digest=digest,
                settings={**settings, "rules": tuple(_rules(plan.count, language))},
                audience=(vocabulary("consent_purpose").label(plan.facts.purpose, language),),
                cautions=word_cautions(plan.facts, language=language),
                suppressed_below=plan.counts.below,
            ),
        )
        for language in languages
    ]
    folder = mission_folder() / "releases"
    release = write_editions(folder, name=name, editions=editions, written_at=deed.at)
    try:
        release_id = deed.new_id()
        results.add_release(
            release_id=release_id,
            number=number,
            title=title,
            folder=name,
            manifest_sha256=release.manifest_sha256,
            ledger_seq=plan.count.ledger_seq,
            purpose=plan.facts.purpose,
            at=deed.at,
            member_id=deed.viewer.member_id,
        )
        note_copies(
            publication.counted_sources(viewer=deed.viewer),
            kind="release",
            copy_id=number,
            member_id=deed.viewer.member_id,
            at=deed.at,
            recipient=plan.facts.purpose,
        )
        manifest = Path(release.folder) / "manifest.json"
        seq = deed.enter(EntryKind.RELEASED, release_id, sha256=release.manifest_sha256, size=manifest.stat().st_size)
        deed.note(
            "release",
            release_id,
            number=number,
            purpose=plan.facts.purpose,
            count=str(plan.count.id),
            files=len(release.files),
        )
    except BaseException:
        remove_release(release)
        raise
    return ReleaseMade(
        number=number,
        folder=name,
        manifest_sha256=release.manifest_sha256,
        files=release.files,
        ledger_seq=seq,
        left_out_persons=plan.left_out_persons,
    )


def _answer_only(data: Mapping[str, Any]) -> dict[str, Any]:
    """The kept estimate without what the action added to it."""
    return {name: value for name, value in data.items() if name != "overlap"}


def _rules(count: ResultView, language: str) -> list[str]:
    """The rules the tables were made by, each once, in words."""
    rules = {rule["code"]: rule for table in count.data["tables"] for rule in table["rules"]}
    return [say_coded("rules", code, rule["params"], language=language) for code, rule in rules.items()]


def _settings(plan: ReleasePlan, mission: Mission, *, viewer: Viewer) -> dict[str, Any]:
    """The live configuration behind the numbers, for the methods note: no titles, no names."""
    policies = mission.policies
    below = policies.small_cells_below
    left_out = plan.left_out_persons
    count, estimate, linking = plan.count, plan.estimate, publication.last_linking(viewer=viewer)
    settings: dict[str, Any] = {
        "purpose": plan.facts.purpose,
        "ready_tables": list(plan.facts.ready.asked),
        "persons_left_out_for_consent": f"fewer than {below}" if 0 < left_out < below else left_out,
        "policies": {
            "standard_of_proof": policies.standard_of_proof,
            "origins_to_verify": policies.origins_to_verify,
            "accept_links_from": policies.accept_links_from,
            "small_cells_below": below,
        },
        "count": {
            "made_at": count.at.isoformat(),
            "version": count.version,
            "ledger_position": count.ledger_seq,
            "inputs_sha256": count.inputs_sha256,
            "result_sha256": count.data_sha256,
        },
        "sources": {kind: _coarse(n, below) for kind, n in overview.source_kinds(viewer=viewer).items()},
        "vocabularies": {
            name: f"{words.source} ({words.dated})" for name in VOCABULARIES for words in (vocabulary(name),)
        },
    }
    if linking is not None:
        settings["linking"] = {"seed": linking.seed, "version": linking.version, **linking.settings}
    if estimate is not None:
        made = estimate.data["made"]
        settings["estimate"] = {
            "made_at": estimate.at.isoformat(),
            "outcome": estimate.outcome,
            "version": made["version"],
            "seed": made["seed"],
            "ledger_position": estimate.ledger_seq,
            "inputs_sha256": made["inputs_digest"],
            "result_sha256": estimate.data_sha256,
            "settings": made["settings"],
        }
    return settings


def _coarse(count: int, below: int) -> int | str:
    """A number of sources, where a small one might point at who gave it."""
    return f"fewer than {below}" if 0 < count < below else count
