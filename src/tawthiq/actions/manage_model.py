"""Whether a mission may ask a model who says what: switched on at an address, switched off, and asked.

The rules kept here: no model is asked unless a member who manages compartments has switched it on. It stands on this
machine; another host must be named a second time, for what is sent may be a witness's words. Who switched what on and
when is kept, in the ledger too. What the model says waits on the cards of figures whose speaker the rules left empty:
a member takes it by changing the figure, or leaves it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tawthiq.actions.ask_model import PROMPT_VERSION, LocalModel
from tawthiq.actions.performing import performing
from tawthiq.custody.ledger import EntryKind
from tawthiq.guarding.roles import Permission, require
from tawthiq.keeping.queries import models as queries
from tawthiq.keeping.queries import sources
from tawthiq.keeping.writes import models as writes
from tawthiq.keeping.writes.models import NewSuggestion
from tawthiq.reading.proposers import propose_speakers
from tawthiq.sealing.digests import digest_text
from tawthiq.terms.errors import BadInputError, ConflictError, TawthiqError
from tawthiq.terms.members import Viewer
from tawthiq.terms.proposals import SpeakerProposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking came to: reports asked about, names proposed, answers dropped, and the reports that failed."""

    reports: int
    proposed: int
    dropped: int
    failed: tuple[tuple[int, str], ...]


def switch_on(url: str, model: str, *, viewer: Viewer, allowed_host: str = "") -> None:
    """Let a model be asked. `allowed_host` names its host where that is not this machine.

    Refuses (NotAllowedError) an address elsewhere that is not named as allowed, (SetupError) one that is no address or
    cannot be found, (BadInputError) a model without a name.
    """
    if not model.strip():
        raise BadInputError("model.name", "The model has no name.", "Name it as its server does.")
    with performing("switch_model_on", viewer=viewer, permission=Permission.MANAGE_COMPARTMENTS) as deed:
        LocalModel(url, model.strip(), allowed_host=allowed_host)
        writes.add_setting(
            url=url, model=model.strip(), allowed_host=allowed_host, at=deed.at, member_id=viewer.member_id
        )
        where = "elsewhere" if allowed_host else "here"
        digest = digest_text(f"{url}\n{model.strip()}\n{allowed_host}")
        deed.enter(EntryKind.MODEL_SET, f"model:on:{where}", sha256=digest)
        deed.note("model", "on", elsewhere=bool(allowed_host))


def switch_off(*, viewer: Viewer) -> None:
    """Let no model be asked any more; what was proposed stays. Refuses (ConflictError) where none is on."""
    with performing("switch_model_off", viewer=viewer, permission=Permission.MANAGE_COMPARTMENTS) as deed:
        _setting(viewer)
        writes.add_setting(url="", model="", allowed_host="", at=deed.at, member_id=viewer.member_id)
        deed.enter(EntryKind.MODEL_SET, "model:off")
        deed.note("model", "off")


def ask_about_reports(*, viewer: Viewer, progress: Callable[[float, str], None] = lambda _share, _stage: None) -> Asked:
    """Ask the model about every report that it was not asked about yet; one that fails stops no other.

    Each report is a transaction of its own: a run that is stopped goes on where it stopped. Refuses (ConflictError)
    where no model is on, and stops (SetupError) where the model cannot be reached at the first report.
    """
    require(viewer, Permission.ADD_SOURCES)
    setting = _setting(viewer)
    engine = f"llm:{setting.model} #{PROMPT_VERSION}"
    waiting = queries.reports_not_asked(engine, viewer=viewer)
    model = LocalModel(setting.url, setting.model, allowed_host=setting.allowed_host)
    proposed = dropped = 0
    failed: list[tuple[int, str]] = []
    for place, (source_id, number) in enumerate(waiting):
        progress(place / len(waiting), f"S-{number}")
        try:
            found = _ask_about(source_id, model, engine, viewer=viewer)
        except TawthiqError as error:
            if not place:
                raise
            failed.append((number, error.code))
            continue
        proposed, dropped = proposed + found[0], dropped + found[1]
    return Asked(reports=len(waiting) - len(failed), proposed=proposed, dropped=dropped, failed=tuple(failed))


def _ask_about(source_id: UUID, model: LocalModel, engine: str, *, viewer: Viewer) -> tuple[int, int]:
    report = sources.source(source_id, viewer=viewer).report
    answer = propose_speakers("" if report is None else report.text, model)
    with performing("ask_model", viewer=viewer, permission=Permission.ADD_SOURCES) as deed:
        _setting(viewer)  # switched off meanwhile, nothing more is kept
        new = [_suggestion(one) for one in answer.proposals]
        kept = writes.add_suggestions(source_id, new, engine=engine, at=deed.at)
        deed.note("source", source_id, proposed=kept, dropped=len(answer.dropped))
    return kept, len(answer.dropped)


def _suggestion(one: SpeakerProposal) -> NewSuggestion:
    return NewSuggestion(
        id=uuid.uuid4(),
        key=one.key,
        engine=one.engine,
        speaker=one.speaker[:300],
        span=(one.span.start, one.span.end),
        data=one.to_dict(),
    )


def _setting(viewer: Viewer) -> queries.ModelView:
    setting = queries.model_setting(viewer=viewer)
    if setting is None:
        raise ConflictError(
            "model.off", "No model is switched on in this mission.", "Switch one on with `tawthiq model on`."
        )
    return setting
