"""Accuracy and speed of reading reports against hand-made truth kept outside this repository.

    python benchmarks/reading.py --bench DIR [--errors]

DIR holds ``score.py`` and the gold files ``articles_en.json`` and ``sentences_ar.json``. The reports
are read on one core; the scorer is run as it is, and its figures are printed whatever they are.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from tawthiq.reading import read_report
from tawthiq.terms.figures import Hedge, PlaceRelation, QuotationKind, Reading, ReportedFigure

HEDGES = {
    Hedge.EXACT: None,
    Hedge.AT_LEAST: "lower_bound",
    Hedge.UP_TO: "upper_bound",
    Hedge.ABOUT: "approx",
    Hedge.ESTIMATED: "estimate",
}


def hedge_code(figure: ReportedFigure) -> str | None:
    """The scorer's word for a hedge: it counts "official" and "confirmed" among them, we keep these as words."""
    words = figure.hedge_word.lower()
    if figure.hedge is Hedge.EXACT and words:
        return "official" if words.startswith("official") else "confirmed"
    return HEDGES[figure.hedge]


def figure_row(figure: ReportedFigure) -> dict[str, Any]:
    ranged = figure.value_min is not None and figure.value_max not in (None, figure.value_min)
    places = {
        relation: [place.words for place in figure.places if place.relation is relation] for relation in PlaceRelation
    }
    return {
        "value": figure.value,
        "value_hi": figure.value_max if ranged else None,
        "vague": figure.vague or None,
        "category": str(figure.category),
        "unit": str(figure.unit),
        "hedge": hedge_code(figure),
        "measure": str(figure.measure),
        "speaker": figure.speaker.label or None,
        "via": figure.speaker.via or None,
        "place": places[PlaceRelation.AT],
        "place_from": places[PlaceRelation.FROM],
        "place_to": places[PlaceRelation.TO],
        "span": [figure.span.start, figure.span.end],
        "text": figure.words,
    }


def reading_row(name: str, reading: Reading, seconds: float) -> dict[str, Any]:
    quotes = [
        {
            "kind": str(item.kind),
            "span": [item.span.start, item.span.end],
            "speaker": item.speaker.label or None,
            "text": item.words,
        }
        for item in reading.quotations
    ]
    relations = [
        {
            "kind": str(item.kind),
            "total": item.total,
            "parts": list(item.parts),
        }
        for item in reading.relations
    ]
    return {
        "doc_id": name,
        "seconds": seconds,
        "figures": [figure_row(figure) for figure in reading.figures],
        "quotes": [row for row in quotes if row["kind"] != QuotationKind.INDIRECT],
        "relations": relations,
    }


def read_all(gold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for entry in gold:
        held = entry["text"]
        text = held["text"] if isinstance(held, dict) else held
        day = entry.get("published")
        started = time.perf_counter()
        reading = read_report(text, published_on=date.fromisoformat(day) if day else None)
        rows.append(reading_row(entry["doc_id"], reading, time.perf_counter() - started))
        for figure in reading.figures:
            assert figure.span.words(text) == figure.words
    return rows


def show(result: dict[str, Any]) -> None:
    for name, part in result.items():
        if not isinstance(part, dict):
            print(f"{name}: {part}")
            continue
        print(name)
        for kind, rows in part.items():
            for key, value in rows.items() if isinstance(rows, dict) else ():
                print(f"  {kind:<14}{key:<28}{value}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    names = ["articles_en.json", "sentences_ar.json"]
    read_report("Warm-up: 3 people were killed.")
    read_report("قتل ثلاثة أشخاص.")
    for name in names:
        gold = json.loads((options.bench / name).read_text(encoding="utf-8"))
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            rows = read_all(gold)
            json.dump(rows, file)
            file.flush()
            command = [sys.executable, str(options.bench / "score.py"), file.name, "--json"]
            command += ["--gold", str(options.bench / name), *(["--errors"] if options.errors else [])]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        print(done.stderr, end="")
        show(json.loads(done.stdout.strip().splitlines()[-1]))


if __name__ == "__main__":
    main()
