"""Links the records that came since the last run to those that it saw, by the model of that run.

The rule: a record is new when its number is above the highest that the last run saw (a corrected record counts as
new). Kept records are coded again and only looked up; no pair of two of them is compared unless a new record touches
one. Their clusters are the persons as they stand. What the last run left for this is its model, in the mission's own
store, and nothing outside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tawthiq.keeping.queries.review import last_kept_model
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.judgements import Basis, Judgement
from tawthiq.terms.members import Viewer

if TYPE_CHECKING:
    import polars as pl

    from tawthiq.matching import Added, Kept, Linkage


def what_is_kept(linkage: Linkage, *, up_to: int) -> dict[str, Any]:
    """What later records can be linked with, as plain values: the model, and the highest number of a record seen."""
    from tawthiq.matching.kept.holding import plain_model, spell_equivalents
    from tawthiq.matching.linking import VERSION

    fitted = linkage.fitted
    if fitted is None:
        raise BadInputError(
            "matching.not_keepable", "This linkage cannot be kept.", "Keep what link() returned for records of persons."
        )
    return {
        "method": VERSION,
        "model": plain_model(fitted.model, fitted.learned),
        "equivalents": spell_equivalents(fitted.equivalents, fitted.data.parts),
        "told_on": fitted.data.ages_told_on,
        "fitted_on": fitted.data.size,
        "up_to": up_to,
        "seed": fitted.seed,
    }


def link_since(
    frame: pl.DataFrame,
    numbers: pl.Series,
    *,
    one_per_list: Collection[str],
    judgements: Sequence[Judgement],
    viewer: Viewer,
    progress: Callable[[float, str], None],
) -> tuple[Added, dict[str, Any]]:
    """Link the new ones of these records to the others; returns the linkage, and what is kept for the next time.

    Args:
        frame: all current records in the canonical shape.
        numbers: their numbers.
        one_per_list: lists that hold nobody twice.
        judgements: all that stand.
        viewer: who links.
        progress: told the share done (0 to 1) and a code of the step.

    Raises:
        BadInputError: nothing is new, no run has left its model, or it is of another version.
    """
    from tawthiq.matching import link_new
    from tawthiq.matching.linking import VERSION

    last = last_kept_model(viewer=viewer)
    if last is None:
        raise BadInputError("link.no_model", "No run has left a model to link by.", "Link all records first.")
    at, held = last
    if held["method"] != VERSION:
        raise BadInputError(
            "link.model_version", "The last run was made by another version of the program.", "Link all records again."
        )
    is_new = numbers > held["up_to"]
    if not is_new.any():
        raise BadInputError("link.nothing_new", "No record is new since the last run.", "Import a list first.")
    earlier = [j for j in judgements if j.at <= at]
    kept = _kept(frame.filter(~is_new), held, earlier, [j for j in judgements if j.basis is Basis.REVIEWED])
    added = link_new(kept, frame.filter(is_new), one_per_list=one_per_list, judgements=judgements, progress=progress)
    return added, {**held, "up_to": int(numbers.max())}  # type: ignore[arg-type]  # polars knows no narrower type


def _kept(
    frame: pl.DataFrame, held: Mapping[str, Any], earlier: Sequence[Judgement], reviewed: Sequence[Judgement]
) -> Kept:
    """The records that the last run saw, with its model; their clusters are the persons as they stand."""
    import numpy as np

    from tawthiq.matching.encoding import encode
    from tawthiq.matching.kept.holding import code_equivalents, hold, read_model
    from tawthiq.matching.linkage import Fitted
    from tawthiq.matching.persons import group
    from tawthiq.matching.schema import check

    frame = check(frame)
    data = replace(encode(frame), ages_told_on=held["told_on"])
    model, learned = read_model(held["model"])
    ids = frame["record_id"].to_list()
    place = {record: n for n, record in enumerate(ids)}
    accepted = [j for j in earlier if j.basis is Basis.ACCEPTED]
    persons = group(ids, [*reviewed, *accepted])
    fitted = Fitted(
        data=data,
        model=model,
        equivalents=code_equivalents(held["equivalents"], data.parts),
        learned=learned,
        judgements=tuple(j for j in earlier if j.basis is Basis.REVIEWED),
        one_per_list=(),
        seed=held["seed"],
    )
    return hold(
        frame,
        fitted,
        roots=np.array([place[persons.roots[record]] for record in ids], dtype=np.int32),
        probability=np.ones(len(ids), dtype=np.float32),
        fitted_on=held["fitted_on"],
    )
