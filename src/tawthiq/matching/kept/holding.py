"""A linkage kept for later: the records in codes, their keys, the model, who belongs to whom.

`keep` makes it of a linkage and the frame that was linked; `tawthiq.matching.kept.folder` writes it to disk and
opens it again; `tawthiq.matching.kept.adding` links what comes later to it. Records are numbered as they came and
keep their numbers, so a cluster keeps its id: that of the record in it that came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tawthiq.matching.kept.dictionaries import Columns, Dictionaries, columns_of, dictionaries_of
from tawthiq.matching.kept.index import KeyIndex, build_index
from tawthiq.matching.linkage import Fitted, Linkage
from tawthiq.matching.schema import check
from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    from tawthiq.matching.learned import LearnedModel
    from tawthiq.matching.parts import PartTable
    from tawthiq.matching.weighing import Model
    from tawthiq.terms.judgements import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What records were linked with and later ones will be.

    Args:
        model: the fitted model.
        equivalents: skeletons that were found to be one name, in the codes of the dictionaries.
        learned: what judgements taught, or None.
        judgements: the reviewed judgements so far.
        one_per_list: lists that hold nobody twice.
        seed: of the linkage.
        told_on: the day on which ages were told (`Encoded.ages_told_on`).
        fitted_on: how many records the model was fitted on.
    """

    model: Model
    equivalents: NDArray[np.int64]
    learned: LearnedModel | None
    judgements: tuple[Judgement, ...]
    one_per_list: tuple[str, ...]
    seed: int
    told_on: int
    fitted_on: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A linkage kept for later; its records are numbered as they came.

    Args:
        frame: the records in the canonical shape, by number.
        ids: their ids.
        columns: their codes (`tawthiq.matching.kept.dictionaries.columns_of`).
        words: what the codes mean.
        index: their keys.
        roots: for each record the number of the first record of its cluster.
        probability: that the record is where it is put.
        settings: what they were linked with.
    """

    frame: pl.LazyFrame
    ids: pl.Series
    columns: Columns
    words: Dictionaries
    index: KeyIndex
    roots: NDArray[np.int32]
    probability: NDArray[np.float32]
    settings: Settings

    @property
    def size(self) -> int:
        """How many records are kept."""
        return len(self.ids)

    @property
    def clusters(self) -> pl.DataFrame:
        """``record_id``, ``cluster_id`` and ``probability`` of every kept record."""
        return pl.DataFrame({
            "record_id": self.ids,
            "cluster_id": self.ids.gather(np.asarray(self.roots)),
            "probability": np.asarray(self.probability).astype(np.float64),
        })  # fmt: skip

    def records(self, ids: pl.Series) -> pl.DataFrame:
        """The kept records with these ids, in the canonical shape."""
        return self.frame.filter(pl.col("record_id").is_in(ids.implode())).collect()


def keep(frame: pl.DataFrame, linkage: Linkage) -> Kept:
    """Keep a linkage, so that later records can be linked to it without linking these again.

    Args:
        frame: the records that were linked.
        linkage: what `tawthiq.matching.link` made of exactly these records.

    Raises:
        BadInputError: the linkage is of other records, or of a kind that cannot be kept.
    """
    fitted = linkage.fitted
    if fitted is None:
        raise BadInputError(
            "matching.not_keepable", "This linkage cannot be kept.", "Keep what link() returned for records of persons."
        )
    frame = check(frame)
    if not frame["record_id"].equals(fitted.data.ids):
        raise BadInputError(
            "matching.other_records", "The linkage is of other records than these.", "Give the frame that was linked."
        )
    at = {record: n for n, record in enumerate(fitted.data.ids.to_list())}
    roots = [at[record] for record in linkage.clusters["cluster_id"].to_list()]
    return hold(
        frame,
        fitted,
        roots=np.array(roots, dtype=np.int32),
        probability=linkage.clusters["probability"].to_numpy().astype(np.float32),
    )


def hold(
    frame: pl.DataFrame,
    fitted: Fitted,
    *,
    roots: NDArray[np.int32],
    probability: NDArray[np.float32],
    fitted_on: int | None = None,
) -> Kept:
    """Keep records that a model has linked, without the linkage itself.

    Args:
        frame: the records, checked.
        fitted: the same records coded, and what they were linked with.
        roots: for each record the first record of its cluster.
        probability: that the record is where it is put.
        fitted_on: how many records the model was fitted on, where it was not these.
    """
    data = fitted.data
    return Kept(
        frame=frame.lazy(),
        ids=data.ids,
        columns=columns_of(data),
        words=dictionaries_of(data, frame),
        index=build_index(data),
        roots=roots,
        probability=probability,
        settings=Settings(
            model=fitted.model,
            equivalents=fitted.equivalents,
            learned=fitted.learned,
            judgements=fitted.judgements,
            one_per_list=fitted.one_per_list,
            seed=fitted.seed,
            told_on=data.ages_told_on,
            fitted_on=data.size if fitted_on is None else fitted_on,
        ),
    )


def plain_model(model: Model, learned: LearnedModel | None) -> dict[str, Any]:
    """The model as numbers, words and lists (JSON), without loss; `read_model` reads it again."""
    return {
        "fields": list(model.fields),
        "class_share": model.class_share.tolist(),
        "levels": {field: table.tolist() for field, table in model.levels.items()},
        "rounds": model.rounds,
        "converged": model.converged,
        "learned": None if learned is None else learned.to_plain(),
    }


def read_model(plain: Mapping[str, Any]) -> tuple[Model, LearnedModel | None]:
    """Read what `plain_model` wrote.

    Raises:
        BadInputError: it is of another version.
    """
    from tawthiq.matching.learned import LearnedModel
    from tawthiq.matching.levels import FIELDS
    from tawthiq.matching.weighing import Model

    model = Model(
        fields=tuple(plain["fields"]),
        class_share=np.array(plain["class_share"]),
        levels={field: np.array(table) for field, table in plain["levels"].items()},
        rounds=int(plain["rounds"]),
        converged=bool(plain["converged"]),
    )
    if {field: table.shape[1] for field, table in model.levels.items()} != {f: len(v) for f, v in FIELDS.items()}:
        raise BadInputError(
            "matching.kept_version", "The model was kept by another version of the program.", "Link all again."
        )
    return model, None if plain["learned"] is None else LearnedModel.from_plain(plain["learned"])


def spell_equivalents(equivalents: NDArray[np.int64], parts: PartTable) -> list[list[str]]:
    """Equivalents as pairs of skeletons, so that they can be kept without the codes of these records."""
    meaning = dict(zip(parts.core_key.tolist(), (part.spelling.skeleton for part in parts.parts), strict=True))
    return [[meaning[code // 2**32], meaning[code % 2**32]] for code in equivalents.tolist()]


def code_equivalents(pairs: Iterable[Sequence[str]], parts: PartTable) -> NDArray[np.int64]:
    """Equivalents in the codes of these records; pairs with a skeleton that none of them has are left out."""
    codes = dict(zip((part.spelling.skeleton for part in parts.parts), parts.core_key.tolist(), strict=True))
    known = [sorted((codes[one], codes[two])) for one, two in pairs if one in codes and two in codes]
    return np.array(sorted(small * 2**32 + large for small, large in known), dtype=np.int64)
