"""What else is tried on a table that was estimated. None of it moves the headline; all of it is kept beside it.

- Settings of the latent classes: another prior of the concentration, half and twice the classes, half and twice
  the cap on the missing. An answer that hangs on one of these is the setting's and not the data's.
- Each list left out, by the default method itself; with three lists none can be spared.
- Errors of the linking. Missed links: a share of the people on several lists is split, one of their lists coming
  away as a person of its own. False links: as many pairs of people who share no list are made one, in proportion
  to how many such pairs there are. The quick methods are run on the cells expected after either.
- The people whose records cannot be linked left out, where the caller says who they are.
- Internal consistency (Binette and Steorts, arXiv 2112.01594): among the people on one list, whose number is
  known, the other lists stand in for all lists. The default method is run on them; a sound method predicts the
  known number.

Latent classes are run shorter here than for the headline.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np

from tawthiq.counting.captures import CaptureTable
from tawthiq.counting.estimators import dga, lcm, nhoi
from tawthiq.counting.estimators.draws import Answer, Floats
from tawthiq.counting.estimators.lcm import LcmSettings
from tawthiq.counting.refusing import FEWEST_LISTS, reasons_before
from tawthiq.terms.estimate_checks import Checks, Predicted
from tawthiq.terms.estimates import SensitivityRow

SHARES = (0.01, 0.02, 0.05)
MOST_LISTS = 6  # beyond, lists are not left out or predicted by the slow method
Stream = Callable[[str], np.random.Generator]
Default = Callable[[CaptureTable, LcmSettings, str], Answer]


def run_checks(
    table: CaptureTable,
    *,
    linkable: CaptureTable | None = None,
    settings: LcmSettings,
    rng: Stream,
    default: Default,
    by_classes: Answer,
    pooled: Answer,
) -> Checks:
    """Run all checks.

    Args:
        table: the canonical table.
        linkable: the table without people whose records cannot be linked, where there are such.
        settings: of the headline's latent classes; they are shortened here.
        rng: gives each check a generator of its own by name.
        default: the default method on a table, with settings and the name of its stream.
        by_classes: the headline's latent classes.
        pooled: the headline.
    """
    short = replace(settings, islands=4, particles=8, block=60, most_turns=180, effective=100.0)
    rows = [*_over_settings(table, short, rng, by_classes.median), *_over_linking(table, rng, settings.cap)]
    predicted: list[Predicted] = []
    if linkable is not None:
        left = str(table.n_observed - linkable.n_observed)
        again = None if reasons_before(linkable) else default(linkable, short, "without unlinkable")
        rows.append(_of_default("without_unlinkable", left, again, pooled.median))
    if FEWEST_LISTS < len(table.lists) <= MOST_LISTS:
        rows += _without_lists(table, short, default, pooled.median)
        predicted = [_predict(table, name, short, default) for name in table.lists]
    return Checks(rows=tuple(rows), predicted=tuple(predicted))


def _over_settings(table: CaptureTable, short: LcmSettings, rng: Stream, reference: float) -> Iterator[SensitivityRow]:
    most = 2 ** len(table.lists) - 1
    used = min(short.classes, most)
    tried = [("prior", f"{p:g}", replace(short, prior=p)) for p in (short.prior / 2.5, short.prior * 4)]
    tried += [
        ("classes", str(c), replace(short, classes=c)) for c in (max(2, used // 2), min(2 * used, most)) if c != used
    ]
    tried += [("cap", f"{c:g}", replace(short, cap=c)) for c in (short.cap / 2, short.cap * 2)]
    for kind, changed, other in tried:
        again = lcm.estimate_lcm(table.histories, table.counts, rng=rng(f"{kind} {changed}"), settings=other)
        yield _row(kind, changed, again, reference)


def _without_lists(
    table: CaptureTable, short: LcmSettings, default: Default, reference: float
) -> Iterator[SensitivityRow]:
    for name in table.lists:
        fewer = table.without(name)
        again = None if reasons_before(fewer) else default(fewer, short, f"without {name}")
        yield _of_default("without_list", name, again, reference)


def _predict(table: CaptureTable, name: str, short: LcmSettings, default: Default) -> Predicted:
    place = table.lists.index(name)
    inside = {h[:place] + h[place + 1 :]: c for h, c in table.cells if h[place] and sum(h) > 1}
    others = CaptureTable.from_cells([other for other in table.lists if other != name], inside)
    known = table.list_sizes[name]
    if reasons_before(others):
        return Predicted(name=name, known=known, median=None, interval=None)
    answer = default(others, short, f"predict {name}")
    return Predicted(name=name, known=known, median=answer.median, interval=answer.interval)


def _over_linking(table: CaptureTable, rng: Stream, cap: float) -> Iterator[SensitivityRow]:
    quick: list[tuple[str, Callable[[Floats], Answer]]] = [
        ("nhoi", lambda dense: _nhoi(dense, len(table.lists), rng("linking")))
    ]
    if len(table.lists) <= dga.MOST_LISTS - 1:
        quick.append(("dga", lambda dense: dga.estimate_dga(dense, cap=cap)))
    dense = table.dense()
    for method, answer in quick:
        reference = answer(dense).median
        for kind, change in (("missed_links", miss_links), ("false_links", join_falsely)):
            for share in SHARES:
                yield replace(_row(kind, f"{share:g}", answer(change(dense, share)), reference), method=method)


def _nhoi(dense: Floats, lists: int, rng: np.random.Generator) -> Answer:
    cells = np.flatnonzero(dense)
    histories = cells[:, None] >> np.arange(lists - 1, -1, -1) & 1
    return nhoi.estimate_nhoi(histories, dense[cells], rng=rng, draws=2_000)


def miss_links(dense: Floats, share: float) -> Floats:
    """Cells expected where this share of the people on several lists is split in two, any list coming away."""
    out = dense.copy()
    for cell in np.flatnonzero(dense):
        on = [1 << b for b in range(int(dense.size).bit_length()) if int(cell) >> b & 1]
        if len(on) > 1:
            out[cell] -= share * dense[cell]
            for bit in on:
                out[bit] += share * dense[cell] / len(on)
                out[int(cell) & ~bit] += share * dense[cell] / len(on)
    return out


def join_falsely(dense: Floats, share: float) -> Floats:
    """Cells expected where people who share no list are made one: this share of those on several lists."""
    cells = [int(c) for c in np.flatnonzero(dense)]
    several = sum(dense[c] for c in cells if c & (c - 1))
    pairs = [(a, b, dense[a] * dense[b]) for a, b in combinations(cells, 2) if not a & b]
    total = sum(weight for _, _, weight in pairs)
    out = dense.copy()
    for a, b, weight in pairs:
        moved = share * several * weight / total
        out[a] -= moved
        out[b] -= moved
        out[a | b] += moved
    return np.maximum(out, 0.0)


def _of_default(kind: str, changed: str, again: Answer | None, reference: float) -> SensitivityRow:
    return replace(_row(kind, changed, again, reference), method="pool_of_lcm_and_nhoi")


def _row(kind: str, changed: str, again: Answer | None, reference: float) -> SensitivityRow:
    return SensitivityRow(
        kind=kind,
        changed=changed,
        method=again.method if again else "",
        median=again.median if again else None,
        interval=again.interval if again else None,
        reference=reference,
    )
