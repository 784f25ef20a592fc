"""The command that estimates: a table without a mission, or the lists of a mission."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.session import session
from tawthiq.terms.errors import BadInputError

if TYPE_CHECKING:
    from tawthiq.terms.estimates import Estimate, Refusal
    from tawthiq.terms.strata import StratifiedResult

METHODS = ("lcm", "nhoi", "dga", "loglinear", "chao", "independence")


def add_commands(app: typer.Typer) -> None:
    """Add this command."""
    app.command("estimate")(estimate)


def estimate(
    table: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="A table of 0/1 columns and `count` (or one row a person), without a mission.",
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="Divide: columns of the table, or place, month and sex of a mission. May be repeated."),
    ] = None,
    join_small: Annotated[
        bool, typer.Option("--join-small", help="Estimate strata that are too small together instead of refusing them.")
    ] = False,
    outcome: Annotated[str, typer.Option(help="Of whom: killed, injured, missing, detained, …")] = "killed",
    seed: Annotated[int, typer.Option(help="Seed; kept with the result.", min=0)] = 1,
    linkage_draws: Annotated[
        int, typer.Option(help="So many tables drawn from the linking widen the range by its error (20 or 50).")
    ] = 0,
    checks: Annotated[
        bool, typer.Option(help="Whether to try other settings, lists left out and errors of the linking.")
    ] = True,
    language: Annotated[str, typer.Option(help="Of the words: en or ar.")] = "en",
) -> None:
    """Estimate how many there were in all, or refuse with the reasons."""
    if language not in {"en", "ar"}:
        raise BadInputError("cli.language", "Results are told in English and Arabic.", "Use en or ar.")
    if table is not None:
        if linkage_draws:
            raise BadInputError(
                "estimate.no_linking", "A table holds no linking to draw from.", "Leave --linkage-draws out."
            )
        answer = _estimate_table(table, by=tuple(by or ()), join_small=join_small, seed=seed, checks=checks)
        session.show(answer.explain(language), plain_result(answer))
        return
    viewer = session.start()
    from tawthiq.actions.estimate_total import estimate_total

    with session.progress("Estimating") as tell:
        result_id, answer = estimate_total(
            viewer=viewer,
            outcome=outcome,
            seed=seed,
            by=tuple(by or ()),
            join_small=join_small,
            linkage_draws=linkage_draws,
            checks=checks,
            progress=tell,
        )
    words, data = answer.explain(language), {"result_id": result_id, **plain_result(answer)}
    if by:
        from tawthiq.keeping.queries.results import result
        from tawthiq.terms.strata import StratifiedResult

        divided = StratifiedResult.from_dict(result(result_id, viewer=viewer).data["strata"])
        words = f"{words}\n\n{divided.explain(language)}"
        data["strata"] = plain_result(divided)
    session.show(words, data)


def _estimate_table(
    path: Path, *, by: tuple[str, ...], join_small: bool, seed: int, checks: bool
) -> Estimate | Refusal | StratifiedResult:
    from tawthiq.counting.capture_files import read_capture_file
    from tawthiq.counting.estimate import estimate as estimate_captures
    from tawthiq.counting.runs import Budget
    from tawthiq.counting.strata import estimate_strata

    given = read_capture_file(path, by=by)
    with session.progress("Estimating") as tell:
        if given.table.strata:
            return estimate_strata(
                given.table, seed=seed, budget=Budget(checks=False), join_small=join_small, progress=tell
            )
        return estimate_captures(
            given.table,
            seed=seed,
            budget=Budget(checks=checks),
            unlinkable=given.unlinkable,
            linkable=given.linkable,
            progress=tell,
        )


def plain_result(answer: Estimate | Refusal | StratifiedResult) -> dict[str, Any]:
    """Everything of a result, with what scripts look for at the top.

    ``median``, ``lower`` and ``upper``, or ``refusal``, are the default's, as are those under ``default``; under
    ``estimators`` each method has the same; a divided table has all of it again by stratum.
    """
    data = answer.to_dict()
    if data["kind"] != "strata":
        return _flat(data)
    return {
        **_flat(data["total"]),
        "by_stratum": {name: _flat(each) for name, each in data["by_stratum"].items()},
        "coverage": data["coverage"],
        "joined": data["joined"],
        "estimated_only": _flat(data["estimated_only"]) if data["estimated_only"] else None,
    }


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    if data["kind"] == "refusal":
        default: dict[str, Any] = {"refusal": data["reasons"]}
    else:
        default = {"median": data["median"], "lower": data["interval"]["lower"], "upper": data["interval"]["upper"]}
    rows = {row["method"]: row for row in data["panel"]}
    estimators = {method: _own(rows[method]) if method in rows else None for method in METHODS}
    if data["kind"] == "refusal" and not rows:
        estimators = {method: {"refusal": data["reasons"]} for method in METHODS}
    return {**default, "default": default, "estimators": estimators, **data}


def _own(row: dict[str, Any]) -> dict[str, Any]:
    """One method's answer, or why it has none."""
    told = {"assumption": row["assumption"], "role": row["role"], "diagnostics": row["diagnostics"]}
    if row["median"] is None:
        return {"refusal": [{"code": row["note"]}], **told}
    interval = row["interval"]
    return {"median": row["median"], "lower": interval["lower"], "upper": interval["upper"], **told}
