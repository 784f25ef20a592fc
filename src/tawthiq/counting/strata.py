"""Estimates by stratum, and their sum.

- Strata are estimated apart, each from its own table and its own stream of random numbers. A list that has nobody
  in a stratum is no list of that stratum; its absence is named in the settings.
- People of unknown stratum are shared out (see `sharing`), once for the stated table and again for every replicate,
  whose draws are pooled. Where the linking was drawn too, each of its tables is shared out by itself, so that the
  range holds both.
- Strata too small to carry an estimate are refused, or, where the caller asks for it, estimated together: all of
  them, and where that is not enough the smallest others one by one. What was joined is named.
- The sum adds draws, not middles: within one assumption the draws of strata are added, each stratum's in an
  order of its own, and the sums are then pooled over assumptions as a single table's are. Adding middles or
  ends of ranges would give a range that is too wide or too narrow. A person shared out to one stratum is missing
  in another; the sum takes these errors as independent, which makes its range too wide rather than too narrow,
  and never falls below the people documented.
- Where one stratum is refused, so is the sum; the others keep their estimates, and their own sum is given under
  its own name. A stratum is never left out in silence.
"""

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimate import Worked, provenance, work
from tawthiq.counting.estimators.draws import Answer, answer_from_draws, evenly_chosen
from tawthiq.counting.refusing import reasons_before
from tawthiq.counting.runs import Budget, pool
from tawthiq.counting.sharing import add_tables, draw_shares, share_out, split_unknown
from tawthiq.counting.wording import give_caution, give_reason
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.estimates import AssumptionRow, Caution, Estimate, Refusal
from tawthiq.terms.strata import StratifiedResult

REPLICATES = 10
Parts = dict[str, CaptureTable]


def estimate_strata(
    table: CaptureTable,
    *,
    seed: int,
    budget: Budget | None = None,
    join_small: bool = False,
    linkage: Sequence[CaptureTable] = (),
    replicates: int = REPLICATES,
    progress: Callable[[float, str], None] | None = None,
) -> StratifiedResult:
    """Estimate each stratum and their sum.

    Args:
        table: a capture table with strata; the stratum ``unknown`` holds the people of none.
        seed: not negative; the same seed and table give the same bytes.
        budget: how much may be computed for each stratum; without it nothing is tried beside the estimates.
        join_small: whether strata too small for an estimate are estimated together instead of refused.
        linkage: tables with the same lists and strata, drawn from the linking.
        replicates: how often the people of unknown stratum are shared out, without ``linkage``.
        progress: called with the share done and the name of a stratum; what it raises ends the run.

    Raises:
        BadInputError: where the table has no strata, or nobody's stratum is known.
    """
    known, unknown = split_unknown(table)
    if not any(part.n_observed for part in known.values()):
        raise BadInputError(
            "counting.no_strata",
            "The table is not divided into strata, or nobody's stratum is known.",
            "Give a column with the stratum of the people.",
        )
    budget = budget or Budget(checks=False)
    drawn = _drawn(table, linkage, replicates if unknown else 0, seed)
    stated = share_out(table)
    groups, joined = _groups(stated, join_small=join_small)
    source = ("linkage_and_" if linkage else "") + "strata" if unknown else "linkage"
    worked: list[tuple[str, Worked]] = []
    for number, (name, members) in enumerate(groups.items()):

        def tell(share: float, _step: str, *, done: int = number, stratum: str = name) -> None:
            if progress:
                progress((done + share) / len(groups), stratum)

        part = _Part(name=name, members=members, source=source)
        worked.append((name, part.work(stated, drawn, seed=seed, budget=budget, progress=tell)))
    own = _own_cautions(unknown, len(drawn), joined)
    by_stratum = tuple((name, each.result) for name, each in worked)
    return StratifiedResult(
        by_stratum=by_stratum,
        total=_total(table, worked, seed=seed, budget=budget, cautions=own),
        estimated_only=_estimated_only(table, worked, seed=seed, budget=budget, cautions=own),
        joined=joined,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A stratum, or several estimated together."""

    name: str
    members: tuple[str, ...]
    source: str

    def work(
        self,
        stated: Parts,
        drawn: Sequence[Parts],
        *,
        seed: int,
        budget: Budget,
        progress: Callable[[float, str], None],
    ) -> Worked:
        """Estimate it from the lists that have somebody in it."""
        whole = add_tables([stated[m] for m in self.members])
        lists = [name for name, size in whole.list_sizes.items() if size]
        absent = sorted(set(whole.lists) - set(lists))
        tables = [self._of(parts, lists) for parts in drawn]
        worked = work(
            whole.merge([[name] for name in lists]) if lists else whole,
            seed=zlib.crc32(f"{seed}/{self.name}".encode()),
            budget=budget,
            drawn=tables,
            drawn_from=self.source,
            progress=progress,
        )
        if not absent:
            return worked
        made = worked.result.made
        told = replace(made, settings={**made.settings, "lists_with_nobody": absent})
        return replace(worked, result=replace(worked.result, made=told))

    def _of(self, parts: Parts, lists: Sequence[str]) -> CaptureTable:
        here = [parts[m] for m in self.members if m in parts]
        if not here:
            return CaptureTable.from_cells(lists, {})
        return add_tables(here).merge([[name] for name in lists])


def _drawn(table: CaptureTable, linkage: Sequence[CaptureTable], replicates: int, seed: int) -> list[Parts]:
    """Strata as they would be had the linking, or the sharing out, gone otherwise."""
    bases = linkage or [table] * replicates
    rng = np.random.default_rng([seed, zlib.crc32(b"unknown strata")])
    return [draw_shares(base, own) for base, own in zip(bases, rng.spawn(len(bases)), strict=True)]


def _groups(parts: Parts, *, join_small: bool) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """What is estimated by itself and what together: members by name, and the names of those joined."""
    alone: dict[str, tuple[str, ...]] = {name: (name,) for name in sorted(parts)}
    small = [name for name in alone if reasons_before(_present(parts[name]))]
    if not join_small or not small or len(parts) == 1:
        return alone, ()
    others = sorted(set(parts) - set(small), key=lambda name: (parts[name].n_observed, name))
    while others and (len(small) == 1 or reasons_before(_present(add_tables([parts[name] for name in small])))):
        small.append(others.pop(0))
    joined = tuple(sorted(small))
    groups = {name: (name,) for name in others} | {" + ".join(joined): joined}
    return dict(sorted(groups.items())), joined


def _present(table: CaptureTable) -> CaptureTable:
    lists = [[name] for name, size in table.list_sizes.items() if size]
    return table.merge(lists) if lists else table


def _own_cautions(unknown: CaptureTable | None, draws: int, joined: Sequence[str]) -> tuple[Caution, ...]:
    found = []
    if unknown is not None:
        found.append(give_caution("strata_shared_out", people=unknown.n_observed, draws=draws))
    if joined:
        found.append(give_caution("strata_joined", strata=", ".join(joined)))
    return tuple(found)


def _total(
    table: CaptureTable,
    worked: Sequence[tuple[str, Worked]],
    *,
    seed: int,
    budget: Budget,
    cautions: tuple[Caution, ...],
) -> Estimate | Refusal:
    refused = [name for name, each in worked if isinstance(each.result, Refusal)]
    if not refused:
        return _sum(table, worked, seed=seed, budget=budget, cautions=cautions)
    made = replace(provenance(table.canonical(), seed=seed, budget=budget), inputs_digest=_digest(table))
    if len(refused) == 1:
        reason = give_reason("stratum_refused", stratum=refused[0])
    else:
        reason = give_reason("strata_refused", refused=len(refused), all=len(worked), strata=", ".join(refused))
    return Refusal(reasons=(reason,), made=made, cautions=cautions)


def _estimated_only(
    table: CaptureTable,
    worked: Sequence[tuple[str, Worked]],
    *,
    seed: int,
    budget: Budget,
    cautions: tuple[Caution, ...],
) -> Estimate | None:
    kept = [(name, each) for name, each in worked if isinstance(each.result, Estimate)]
    if not kept or len(kept) == len(worked):
        return None
    return _sum(table, kept, seed=seed, budget=budget, cautions=cautions)


def _sum(
    table: CaptureTable,
    worked: Sequence[tuple[str, Worked]],
    *,
    seed: int,
    budget: Budget,
    cautions: tuple[Caution, ...],
) -> Estimate:
    rng = np.random.default_rng([seed, zlib.crc32(b"sum over strata")])
    people = sum(each.result.n_observed for _, each in worked)
    sums = [
        _add([each.answers[which] for _, each in worked], people=people, rng=rng, level=budget.level)
        for which in range(len(worked[0][1].answers))
    ]
    pooled = pool(*sums, level=budget.level)
    own = [caution for _, each in worked for caution in each.result.cautions if caution.code == "few_effective_draws"]
    return Estimate(
        median=pooled.median,
        interval=pooled.interval,
        method="sum_over_strata_of_" + pooled.method,
        assumption=pooled.assumption,
        made=replace(
            provenance(table.canonical(), seed=seed, budget=budget), inputs_digest=_digest(table), n_observed=people
        ),
        panel=tuple(
            AssumptionRow(
                method=a.method, assumption=a.assumption, role="default", median=a.median, interval=a.interval
            )
            for a in sums[:2]
        ),
        diagnostics={"strata": [name for name, _ in worked]},
        cautions=(*cautions, *own),
    )


def _digest(table: CaptureTable) -> str:
    """SHA-256 over the digests of all strata with their names, in order of name."""
    words = "".join(f"{name}\0{part.digest()}\0" for name, part in sorted(table.strata))
    return hashlib.sha256(words.encode()).hexdigest()


def _add(answers: list[Answer], *, people: int, rng: np.random.Generator, level: float) -> Answer:
    """Add the draws of strata under one assumption, each stratum's in an order of its own."""
    size = min(answer.draws.size for answer in answers)
    draws = np.sum([rng.permutation(evenly_chosen(answer.draws, size)) for answer in answers], axis=0)
    return answer_from_draws(
        np.maximum(draws, people), method=answers[0].method, assumption=answers[0].assumption, level=level
    )
