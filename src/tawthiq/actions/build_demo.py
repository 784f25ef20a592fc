"""Builds the sample mission: the invented inputs go through the very actions that real ones go through."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from tawthiq.actions.start_mission import start_mission
from tawthiq.keeping.opening import Mandate, Mission, Policies
from tawthiq.terms.members import Role, Viewer

Progress = Callable[[float, str], None]
PASSPHRASE = "invented-people-only"  # noqa: S105 - printed for whoever tries the sample
ACCOUNTS = {
    "coordinator": Role.COORDINATOR,
    "coder": Role.CODER,
    "monitor": Role.MONITOR,
    "officer": Role.PROTECTION_OFFICER,
    "custodian": Role.CUSTODIAN,
    "lawyer": Role.LAWYER,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}
CONFIRMED_SHARE = 2 / 3


def build_demo(folder: Path, *, size: int = 2000, registers: bool = True, progress: Progress | None = None) -> None:
    """Make the sample mission in a new folder: lists, interviews, reports, pictures, links, counts, an estimate.

    Without `registers` nobody is displaced, recruited, abducted or violated in it by name.

    Most proposals are decided, some are left open, so that every page has something to do. The inputs and
    their truth are kept beside the mission in ``sample-inputs``, so that accuracy can be shown.
    """
    from tawthiq.sample import build

    tell = progress or (lambda _share, _stage: None)
    with tempfile.TemporaryDirectory(prefix="tawthiq-") as scratch:
        inputs = Path(scratch) / "inputs"
        inputs.mkdir()
        build(inputs, size=size)
        tell(0.05, "inputs")
        mission = json.loads((inputs / "mission.json").read_text(encoding="utf-8"))["mission"]
        coordinator = start_mission(folder, _mission(mission), username="coordinator", passphrase=PASSPHRASE)
        officer = _add_accounts(coordinator)[Role.PROTECTION_OFFICER]
        _hold_ceremony(folder, officer)
        tell(0.1, "gazetteer")
        _take_in(inputs, coordinator, tell, folders=("lists", "registers") if registers else ("lists",))
        _decide(coordinator, tell)
        shutil.copytree(inputs, folder / "sample-inputs")
    tell(1.0, "done")


def _mission(data: dict[str, Any]) -> Mission:
    return Mission(
        name=data["name"],
        name_ar=data["name_ar"],
        is_demo=True,
        languages=tuple(data["languages"]),
        mandate=Mandate(**data["mandate"]),
        policies=Policies(**{**data["policies"], "periods": tuple(data["policies"].get("periods", ()))}),
    )


def _add_accounts(coordinator: Viewer) -> dict[Role, Viewer]:
    """The other accounts, by role."""
    from dataclasses import replace

    from tawthiq.actions.manage_members import add_member

    keeper = replace(coordinator, role=Role.ADMINISTRATOR, holds_folder=True)
    return {
        role: add_member(viewer=keeper, username=name, passphrase=PASSPHRASE, role=role)
        for name, role in ACCOUNTS.items()
        if name != "coordinator"
    }


def _hold_ceremony(folder: Path, officer: Viewer) -> None:
    """Key-holders of the sample: their private keys lie beside it under the printed passphrase: nobody is real."""
    from tawthiq.actions.publish_key_list import publish_key_list
    from tawthiq.sample.key_holders import KEY_FILES, SIGNED_LIST

    publish_key_list(SIGNED_LIST, viewer=officer)
    keys = folder / "sample-keys"
    keys.mkdir()
    for name, key_file in KEY_FILES.items():
        (keys / name).write_bytes(key_file)


def _take_in(inputs: Path, viewer: Viewer, tell: Progress, *, folders: tuple[str, ...]) -> None:
    from tawthiq.actions.import_list import import_list
    from tawthiq.actions.load_gazetteer import load_gazetteer
    from tawthiq.actions.read_report import add_report
    from tawthiq.actions.receive_exhibit import receive_exhibit
    from tawthiq.intake.extracting import Extractor
    from tawthiq.intake.gazetteers import read_gazetteer
    from tawthiq.intake.mapping import Mapping

    load_gazetteer("sample", read_gazetteer(inputs / "gazetteer.csv").places, viewer=viewer)
    for name in folders:
        mappings = json.loads((inputs / name / "mappings.json").read_text(encoding="utf-8"))
        for file, mapping in mappings.items():
            tell(0.15, "lists")
            import_list(inputs / name / file, viewer=viewer, mapping=Mapping.from_dict(mapping))
    for file in sorted((inputs / "interviews").glob("*.json")):
        tell(0.3, "interviews")
        _hand_in(json.loads(file.read_text(encoding="utf-8")), viewer)
    for entry in json.loads((inputs / "reports" / "index.json").read_text(encoding="utf-8")):
        tell(0.4, "reports")
        add_report(
            inputs / "reports" / entry["file"],
            viewer=viewer,
            title=entry["title"],
            organisation=entry["outlet"],
            published_on=date.fromisoformat(entry["published_on"]),
        )
    with Extractor() as extractor:
        for entry in json.loads((inputs / "pictures" / "index.json").read_text(encoding="utf-8")):
            with (inputs / "pictures" / entry["file"]).open("rb") as stream:
                receive_exhibit(
                    stream,
                    viewer=viewer,
                    media_type="image/png",
                    original_name=entry["file"],
                    acquired_how=entry["description"],
                    extractor=extractor,
                )


def _hand_in(interview: dict[str, Any], viewer: Viewer) -> None:
    """Record an interview of the sample, with an invented name and contact sealed as a monitor's browser would."""
    from tawthiq.actions.record_interview import record_interview
    from tawthiq.sample.key_holders import SIGNED_LIST, invent_identity
    from tawthiq.sealing.bindings import Binding
    from tawthiq.sealing.envelopes import seal
    from tawthiq.sealing.recipients import read_list
    from tawthiq.terms.sealed import SealedGiven

    source_id = uuid4()
    listed = read_list(SIGNED_LIST.text)
    sealed = [
        SealedGiven(
            field=field,
            version=1,
            list_version=listed.version,
            sealed=seal(
                words.encode(),
                Binding(mission=listed.mission, record=str(source_id), field=field, version=1),
                listed.keys,
            ),
        )
        for field, words in invent_identity(str(interview["witness_code"])).items()
    ]
    record_interview(interview, viewer=viewer, source_id=source_id, sealed=sealed)


def _decide(viewer: Viewer, tell: Progress) -> None:
    from tawthiq.actions.count_documented import count_documented
    from tawthiq.actions.decide_figure import decide_figure
    from tawthiq.actions.estimate_total import estimate_total
    from tawthiq.actions.link_records import link_records
    from tawthiq.actions.verify_persons import verify_by_rule
    from tawthiq.keeping.queries.figures import find_figures
    from tawthiq.terms.vocabularies import DecisionOnProposal

    link_records(
        viewer=viewer,
        accept=True,
        threshold=Policies().accept_links_from,
        progress=lambda share, stage: tell(0.45 + 0.2 * share, stage),
    )
    verify_by_rule(viewer=viewer)
    pending = find_figures(viewer=viewer, status="pending")
    for figure in pending[: int(len(pending) * CONFIRMED_SHARE)]:
        decide_figure(figure.id, DecisionOnProposal.CONFIRMED, viewer=viewer)
    count_documented(viewer=viewer)
    estimate_total(viewer=viewer, progress=lambda share, stage: tell(0.7 + 0.3 * share, stage))
