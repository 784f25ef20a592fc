"""The pairs of some records with all others, found, compared and weighed as far as they are needed.

It begins with the new records. Kept records that are joined to one of them, or to whom one is a better partner than
a record of the same list in their cluster, are touched, and with them the whole of their clusters. Everyone touched
is asked about with all pairs they have; so every weight among them is the one that linking all records with this
model would give, rivals included.

Clusters beyond, which are joined to a touched one but to no new record, are left alone. Among a million records
pairs that join form chains through thousands of records; following them would cost much and take apart what no new
record is near.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tawthiq.matching.blocking import usual_cap
from tawthiq.matching.clustering import MERGE_THRESHOLD
from tawthiq.matching.comparing import COMPARED, Levels, compare
from tawthiq.matching.kept.holding import Settings
from tawthiq.matching.kept.index import KeyIndex, build_index, distinct, find_pairs
from tawthiq.matching.kept.records import Records, Rows
from tawthiq.matching.scoring import count_patterns, weigh_with
from tawthiq.matching.weighing import Model, log_likelihoods, match_weights

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Evidence:
    """Pairs gathered so far. ``left`` and ``right`` are numbers of records, ``weight`` their log2 odds.

    Args of the constructor:
        records: kept and new.
        indexes: keys of the kept, keys of the new.
        settings: the model.
        clean_list: for each record its list if that holds nobody twice, or -1.
    """

    def __init__(
        self, records: Records, indexes: Sequence[KeyIndex], settings: Settings, clean_list: NDArray[np.int32]
    ) -> None:
        self.records, self.indexes, self.settings, self.clean_list = records, indexes, settings, clean_list
        self.cap = usual_cap(records.size)
        self.codes: Rows = np.zeros(0, dtype=np.int64)
        self.levels: dict[str, Levels] = {field: np.zeros(0, dtype=np.int8) for field in COMPARED}
        self.first_weight: Floats = np.zeros(0)
        self.weight: Floats = np.zeros(0)
        self.probability: Floats = np.zeros(0)
        self.asked: Mask = np.zeros(records.size, dtype=np.bool_)
        self._nobody = records.take(np.zeros(0, dtype=np.int64))

    @property
    def left(self) -> Rows:
        """One record of each pair."""
        return self.codes // max(1, self.records.size)

    @property
    def right(self) -> Rows:
        """The other."""
        return self.codes % max(1, self.records.size)

    def ask(self, rows: Rows) -> tuple[dict[str, Any], ...]:
        """Find and compare all pairs of these records; returns what each rule found and left out."""
        records = self.records
        keys = build_index(records.take(rows, for_keys=True), parts=records.words.parts, numbers=rows)
        found = find_pairs(keys, self.indexes, cap=self.cap, size=records.size)
        self.asked[rows] = True
        codes = found.pairs[~np.isin(found.pairs, self.codes, assume_unique=True)]
        left, right = codes // records.size, codes % records.size
        clean = (self.clean_list[left] == self.clean_list[right]) & (self.clean_list[left] >= 0)
        codes, left, right = codes[~clean], left[~clean], right[~clean]
        used = distinct(np.concatenate((left, right)))
        at = np.searchsorted(used, left).astype(np.int32), np.searchsorted(used, right).astype(np.int32)
        levels = compare(records.take(used), *at, equivalents=self.settings.equivalents)
        order = np.argsort(np.concatenate((self.codes, codes)))
        self.codes = np.concatenate((self.codes, codes))[order]
        self.levels = {f: np.concatenate((self.levels[f], levels[f]))[order] for f in COMPARED}
        self.first_weight = np.concatenate((self.first_weight, first_weights(self.settings.model, levels)))[order]
        return found.reports

    def weigh(self) -> dict[str, Levels]:
        """Weigh all pairs, rivals looked for among them; returns the levels, that of the rival too."""
        used = distinct(np.concatenate((self.left, self.right)))
        left, right = (np.searchsorted(used, side).astype(np.int32) for side in (self.left, self.right))
        settings, lists = self.settings, self.records.column("list_code", used)
        data = replace(self._nobody, ids=self.records.ids.gather(used), list_code=lists)  # rivals go by lists alone
        scores = weigh_with(settings.model, data, left, right, self.levels, equivalents=settings.equivalents)
        weight, probability = scores.weight, scores.probability
        if settings.learned is not None:
            weight = settings.learned.weights(scores.patterns, scores.weight)
            probability = settings.learned.probabilities(scores.patterns, scores.weight)
        self.weight, self.probability = weight[scores.number], probability[scores.number]
        return scores.levels

    def gather(
        self, seeds: Rows, *, roots: NDArray[np.int32], fellows: Callable[[Mask], Mask], tied: Rows
    ) -> tuple[Mask, dict[str, Levels]]:
        """Ask about everyone whom the seeds touch; returns who is touched, and the levels of all pairs.

        Args:
            seeds: new records, which were asked about, and others to begin with.
            roots: the cluster of each kept record.
            fellows: for those given, everyone who was in one cluster with them before.
            tied: pairs of records that hang together by judgement (two columns).
        """
        levels = self.weigh()
        first = _tied(fellows(self._touched(seeds, roots)), tied, fellows)
        self.ask(np.flatnonzero(first & ~self.asked))
        levels = self.weigh()  # with the rivals of those asked about, fewer are touched
        return first & _tied(fellows(self._touched(seeds, roots)), tied, fellows), levels

    def _touched(self, seeds: Rows, roots: NDArray[np.int32]) -> Mask:
        """The seeds, and kept records that are joined to a new one or have a better partner in it than in a fellow."""
        left, right, new = self.left, self.right, self.records.kept_size
        out = np.zeros(self.records.size, dtype=np.bool_)
        out[seeds] = True
        of_new = (right >= new) & (left < new)
        out[left[of_new & (self.weight > MERGE_THRESHOLD)]] = True
        maybe = np.flatnonzero(of_new & (self.first_weight > 0))
        lists = np.int64(len(self.records.words.lists) + 1)
        met = roots[left[maybe]] * lists + self.records.column("list_code", right[maybe])
        rows = np.flatnonzero(np.isin(roots, roots[left[maybe]]))
        out[left[maybe[np.isin(met, roots[rows] * lists + self.records.column("list_code", rows))]]] = True
        return out


def _tied(reached: Mask, tied: Rows, fellows: Callable[[Mask], Mask]) -> Mask:
    """Those reached, and whoever hangs together with them by judgements."""
    while True:
        out = reached.copy()
        for one, two in ((tied[:, 0], tied[:, 1]), (tied[:, 1], tied[:, 0])):
            out[two[reached[one]]] = True
        if not (out & ~reached).any():
            return reached
        reached = fellows(out)


def first_weights(model: Model, levels: dict[str, Levels]) -> Floats:
    """Weights of pairs before rivals are looked for."""
    patterns, number, _ = count_patterns(levels, COMPARED)
    if not len(patterns):
        return np.zeros(0)
    base = Model(fields=COMPARED, class_share=model.class_share, levels=model.levels, rounds=0, converged=True)
    return match_weights(log_likelihoods(base, patterns))[number]
