"""Accuracy and speed of reading reports against hand-made truth, most of it kept outside this repository.

    python3 run.py benchmark reading --bench DIR [--errors]

DIR holds ``score.py`` and the gold files ``articles_en.json`` and ``sentences_ar.json``. The scorer is run as it is,
and its figures are printed whatever they are: value and category, fine category, hedge, measure, unit, place,
speaker, quotations and their speakers, relations. Besides: grounding (every proposal's words are the words at its
span), copies (cut and merged copies made here of the articles, and unrelated pairs), what the sentences of
``tests/reading/sentences`` settle (modality, groups, places by relation, periods, days), and reports per second of
one core, the cold first report apart.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from tawthiq.reading import containment, read_report  # noqa: E402 (the package is found by the line above)
from tawthiq.terms.figures import Hedge, PlaceRelation, QuotationKind, Reading, ReportedFigure  # noqa: E402

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


def text_of(entry: dict[str, Any]) -> str:
    held = entry["text"]
    return str(held["text"] if isinstance(held, dict) else held)


def read_all(gold: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], float]:
    """The scorer's rows, and the seconds of processor time that the first report took with all its rules unread."""
    days = [date.fromisoformat(entry["published"]) if entry.get("published") else None for entry in gold]
    texts = [text_of(entry) for entry in gold]
    started = time.process_time()
    read_report(texts[0], published_on=days[0])
    cold = time.process_time() - started
    for text, day in zip(texts, days, strict=True):  # every rule is compiled once in the life of a process
        read_report(text, published_on=day)
    rows = []
    for entry, text, day in zip(gold, texts, days, strict=True):
        started = time.process_time()
        reading = read_report(text, published_on=day)
        rows.append(reading_row(entry["doc_id"], reading, time.process_time() - started))
    return rows, cold


def grounding(gold: list[dict[str, Any]]) -> str:
    """How many proposals say exactly the words at their span."""
    right = total = 0
    for entry in gold:
        text = text_of(entry)
        reading = read_report(text)
        for item in (*reading.figures, *reading.quotations):
            total += 1
            right += item.span.words(text) == item.words
    return f"{right}/{total}"


def linked_copies(gold: list[dict[str, Any]]) -> str:
    """Copies cut to their first half, and merged with another text, that are linked; unrelated pairs that are."""
    texts = [text_of(entry) for entry in gold]
    cut = [text[: len(text) // 2] for text in texts]
    merged = [f"{texts[(at + 1) % len(texts)][:600]}\n\n{text}" for at, text in enumerate(texts)]
    found = sum(containment(text, copy) >= 0.2 for text, copy in zip(texts * 2, cut + merged, strict=True))
    pairs = [(one, other) for at, one in enumerate(texts) for other in texts[at + 1 :]]
    false = sum(containment(one, other) >= 0.2 for one, other in pairs)
    return f"{found}/{2 * len(texts)} linked, {false} of {len(pairs)} unrelated pairs linked"


def own_sentences() -> None:
    """What the sentences of this repository settle."""
    file = ROOT / "tests" / "reading" / "truth.py"
    spec = importlib.util.spec_from_file_location("truth_of_sentences", file)
    assert spec is not None
    assert spec.loader is not None
    truth = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = truth
    spec.loader.exec_module(truth)
    for path in sorted(truth.FOLDER.glob("*.yaml")):
        cases = truth.load_cases(path.stem)
        for language in dict.fromkeys(case.language for case in cases):
            total = truth.score([case for case in cases if case.language == language])
            print(f"{path.stem} ({language}): P {total.right}/{total.found} R {total.right}/{total.true}", end=" ")
            print({name: f"{right}/{all_of}" for name, (right, all_of) in total.attributes.items()})


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
    for name in names:
        gold = json.loads((options.bench / name).read_text(encoding="utf-8"))
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            rows, cold = read_all(gold)
            json.dump(rows, file)
            file.flush()
            command = [sys.executable, str(options.bench / "score.py"), file.name, "--json"]
            command += ["--gold", str(options.bench / name), *(["--errors"] if options.errors else [])]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        print(done.stderr, end="")
        show(json.loads(done.stdout.strip().splitlines()[-1]))
        print(f"first report, cold: {cold:.2f} s; grounding: {grounding(gold)}")
        if name.startswith("articles"):
            print(f"copies: {linked_copies(gold)}")
    own_sentences()


if __name__ == "__main__":
    main()
