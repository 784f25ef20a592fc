"""The result of linking: compared pairs with weights, clusters, and a report of what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tawthiq.matching.encoding import Encoded
    from tawthiq.matching.learned import LearnedModel
    from tawthiq.matching.weighing import Model
    from tawthiq.terms.judgements import Judgement

Floats = NDArray[np.float32]
Levels = NDArray[np.int8]
_KEPT_WEIGHT = -10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPairs:
    """All pairs that were compared, as arrays; records by their place in ``ids``.

    Args:
        ids: ids of the records, sorted.
        left: one record of each pair.
        right: the other.
        levels: for each field the level of each pair (places in ``fields[name]``).
        weight: log2 odds that they are the same.
        probability: that they are the same.
        across: the clusters keep them apart.
        fields: the names of the levels of each field.
    """

    ids: pl.Series
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    levels: Mapping[str, Levels]
    weight: Floats
    probability: Floats
    across: NDArray[np.bool_]
    fields: Mapping[str, tuple[str, ...]]

    def frame(self, *, least: float = _KEPT_WEIGHT) -> pl.DataFrame:
        """Return the pairs with a weight above ``least``, strongest first; columns as in `Linkage.pairs`."""
        kept = np.flatnonzero(self.weight > least)
        kept = kept[np.lexsort((self.right[kept], self.left[kept], -self.weight[kept]))]
        words = {
            field: pl.Series(
                np.array(self.fields[field], dtype=object)[values[kept]], dtype=pl.Enum(self.fields[field])
            )
            for field, values in self.levels.items()
        }
        return pl.DataFrame({
            "record_id_l": self.ids.gather(self.left[kept]),
            "record_id_r": self.ids.gather(self.right[kept]),
            "weight": self.weight[kept].astype(np.float64),
            "probability": self.probability[kept].astype(np.float64),
            "across_clusters": self.across[kept],
            **words,
        })  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What a linkage was made with, for linking what comes later as this was linked (`tawthiq.matching.kept`).

    Args:
        data: the coded records.
        model: the fitted model.
        equivalents: skeletons that were found to be one name.
        learned: what judgements taught, if they taught anything.
        judgements: the reviewed judgements that were obeyed.
        one_per_list: lists that hold nobody twice.
        seed: of what was drawn.
    """

    data: "Encoded"
    model: "Model"
    equivalents: NDArray[np.int64]
    learned: "LearnedModel | None"
    judgements: tuple["Judgement", ...]
    one_per_list: tuple[str, ...]
    seed: int


@dataclass(frozen=True, kw_only=True)
class Linkage:
    """The result of linking; see `tawthiq.matching.link`.

    Args:
        compared: all compared pairs.
        clusters: ``record_id``, ``cluster_id`` (smallest record id of the cluster), ``probability`` that
            the record is where it is put.
        report: what was done, as plain values (numbers, words, lists): see `explain`.
        fitted: what it was made with, where more can be linked to it later.
    """

    compared: ComparedPairs
    clusters: pl.DataFrame
    report: Mapping[str, Any]
    fitted: Fitted | None = field(default=None, repr=False)

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """Compared pairs with a weight above -10, strongest first.

        Columns: ``record_id_l``, ``record_id_r``, ``weight`` (log2 odds), ``probability``, ``across_clusters``
        (the clusters keep them apart) and one column of levels per field.
        """
        return self.compared.frame()

    def explain(self) -> str:
        """Say in English what was done, what was left out and what is uncertain."""
        return explain_report(self.report)


def explain_report(found: Mapping[str, Any]) -> str:
    """Say in English what a report of linking holds."""
    lines = [
        f"{found['records']:,} records in {found['lists']} lists.",
        f"{found['candidate_pairs']:,} pairs compared"
        + (f", {found['hopeless_pairs']:,} of them at a glance only" if found.get("hopeless_pairs") else "")
        + ".",
        f"{found['clusters']:,} clusters, {found['clusters_of_more']:,} of them of more than one record.",
        f"{found['uncertain_pairs']:,} pairs are uncertain (probability between .1 and .9).",
    ]
    capped = [rule for rule in found["blocking"] if rule["capped_blocks"]]
    lines += [
        (
            f"Rule “{r['rule']}”: {r['capped_blocks']:,} blocks were too large and left out, with"
            f" {r['capped_records']:,} records and {r['capped_pairs']:,} pairs; other rules may find them."
        )
        for r in capped
    ]
    if found["uncompared_records"]:
        lines.append(f"{found['uncompared_records']:,} records were compared with no other record.")
    if found.get("draws"):
        persons = found["draws"]["persons"]
        lines.insert(
            3, f"Between {persons['lower']:,.0f} and {persons['upper']:,.0f} persons ({persons['level']:.0%})."
        )
    if found.get("draws_left_out"):
        lines.insert(3, f"No interval of the number of persons: {found['draws_left_out']}")
    if found.get("spellings_joined"):
        lines.append(f"{found['spellings_joined']:,} pairs of spellings are one name by the lists themselves.")
    if found.get("learned"):
        lines += found["learned"]["words"].splitlines()
    if found["judgement_conflicts"]:
        lines.append(f"{found['judgement_conflicts']:,} judgements contradict each other and were not applied.")
    if not found["model"]["converged"]:
        lines.append("The estimation stopped before it settled: weights are approximate.")
    return "\n".join(lines)
