"""What a run of the linker did, in words for a terminal: done, left out, unsure and why. Ids, no names unless asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tawthiq.matching.evaluate import Evaluation
    from tawthiq.matching.summary import Summary, UncertainPair

_REASONS_SHOWN = 5


def explain(summary: Summary, *, names: Mapping[str, str] | None = None) -> str:
    """The report of a linkage in words; with ``names``, the names of uncertain pairs as well."""
    lines = [summary.words]
    if summary.largest:
        sizes = ", ".join(f"{c.cluster_id} ({c.records} records, {c.lists} lists)" for c in summary.largest)
        lines.append(f"Largest clusters: {sizes}.")
    if summary.weakest:
        links = ", ".join(f"{w.record_id} in {w.cluster_id} ({w.probability:.2f})" for w in summary.weakest)
        lines.append(f"Records held by the weakest links: {links}.")
    if summary.uncertain:
        lines.append(f"The {len(summary.uncertain)} most uncertain pairs, and what speaks for (+) and against (-):")
        lines += [_pair(pair, names or {}) for pair in summary.uncertain]
    return "\n".join(lines)


def _pair(pair: UncertainPair, names: Mapping[str, str]) -> str:
    shown = pair.reasons[:_REASONS_SHOWN]
    reasons = ", ".join(f"{field} {code.replace('_', ' ')} ({weight:+.1f})" for field, code, weight in shown)
    put = "together" if pair.together else "apart"
    a, b = (f"{i} {names[i]}" if i in names else i for i in (pair.record_id_l, pair.record_id_r))
    return f"  {a} | {b}: {pair.probability:.2f}, put {put}; {reasons}"


def explain_incidents(report: Mapping[str, Any]) -> str:
    """The report of linking records of incidents, in words."""
    lines = [
        f"{report['candidate_pairs']:,} pairs compared.",
        f"{report['uncertain_pairs']:,} pairs are uncertain (probability between .1 and .9).",
        f"{report['uncompared_records']:,} records were compared with no other record.",
    ]
    capped = sum(rule["capped_pairs"] for rule in report["blocking"])
    if capped:
        lines.append(f"{capped:,} pairs stand in blocks that were too large and left out; other rules may find them.")
    return "\n".join(lines)


def explain_evaluation(found: Evaluation) -> str:
    """Agreement with a truth, in one paragraph."""
    history = (
        "" if found.capture_history_l1 is None else f", error of the capture histories {found.capture_history_l1:.4f}"
    )
    more = ""
    if found.compared_share is not None:
        more += f" Of the pairs of one person {found.compared_share:.1%} were compared."
    if found.siblings_merged is not None and found.siblings_merged_share is not None:
        more += (
            f" Siblings merged falsely: {found.siblings_merged:,} pairs, "
            f"{found.siblings_merged_share:.2%} of those put together."
        )
    return (
        f"Against the truth of {found.records:,} records: precision {found.pair_precision:.4f}, "
        f"recall {found.pair_recall:.4f}, F1 {found.pair_f1:.4f}, B³ {found.b3_f1:.4f}{history}; "
        f"{found.found_people:,} persons found, {found.true_people:,} in truth; "
        f"{found.exact_cluster_share:.1%} of records in a cluster that is exactly right." + more
    )
