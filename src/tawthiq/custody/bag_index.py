"""What a bag says of itself, in the language of the court: its index for people, for machines, and its README.

The index names files by digest. It shows kinds, reasons, consent and history, and nothing that was told: whoever may
read the content opens the files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import yaml

from tawthiq.custody.bag_contents import BagPlan, Candidate, Item, Withheld
from tawthiq.custody.bag_cosignatures import HeldOutside
from tawthiq.terms.errors import BadInputError

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#111}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.4rem;text-align:start;"
    "vertical-align:top}code{direction:ltr;unicode-bidi:isolate;word-break:break-all}dt{font-weight:600}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BagFacts:
    """What stands at the head of an index, and who signed outside.

    `purpose` is in the words of the language, `is_stamped` says whether a token is in the bag.
    """

    bag_id: str
    made_at: str
    origin: str
    recipient: str
    purpose: str
    purpose_code: str
    reason: str
    is_stamped: bool
    held_outside: tuple[HeldOutside, ...] = ()


@cache
def _all_words() -> dict[str, dict[str, str]]:
    text = (files("tawthiq.custody") / "bag_words.yaml").read_text(encoding="utf-8")
    languages: dict[str, dict[str, str]] = yaml.safe_load(text)["languages"]
    return languages


def languages() -> tuple[str, ...]:
    """Codes of the languages that a bag can speak."""
    return tuple(_all_words())


def words_in(language: str) -> dict[str, str]:
    """The words of a bag; refuses (BadInputError) a language that it does not speak."""
    if language not in _all_words():
        raise BadInputError(
            "bag.language", "A bag does not speak this language.", f"Choose one of {', '.join(_all_words())}."
        )
    return _all_words()[language]


def write_readme(language: str) -> str:
    """README.txt."""
    return words_in(language)["readme"]


def write_index(
    plan: BagPlan, facts: BagFacts, *, consents: dict[str, list[dict[str, Any]]], entries: dict[str, int], language: str
) -> str:
    """data/index.html: one page without scripts; `entries` is the number of ledger entries by exhibit."""
    words = words_in(language)
    head = [
        (words["bag"], facts.bag_id),
        (words["made_at"], facts.made_at),
        (words["ledger"], facts.origin),
        (words["recipient"], facts.recipient),
        (words["purpose"], facts.purpose),
        (words["reason"], facts.reason),
    ]
    terms = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in head)
    columns = ("digest", "bytes", "kind", "why", "consent", "differs", "history")
    inside = _table([words[c] for c in columns], [_item(item, consents, entries, words) for item in plan.items])
    held_columns = ("digest", "kind", "why", "withheld", "differs")
    held = _table([words[c] for c in held_columns], [_held(one, words) for one in plan.withheld])
    note = "" if facts.is_stamped else f"<p><strong>{escape(words['no_stamp'])}</strong></p>"
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{words["direction"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(words['title'])}</title><style>{STYLE}</style></head><body>"
        f"<h1>{escape(words['title'])}</h1><dl>{terms}</dl>{note}"
        f"<h2>{escape(words['inside'])}</h2>{inside}"
        f"<h2>{escape(words['withheld'])}</h2>{held if plan.withheld else '<p>' + escape(words['nothing']) + '</p>'}"
        f"<h2>{escape(words['held_outside'])}</h2>{_outside(facts.held_outside, words)}"
        "</body></html>\n"
    )


def _outside(signed: Sequence[HeldOutside], words: dict[str, str]) -> str:
    """Who outside signed that they held the ledger; by the name that their key carries, never the mission's own."""
    if not signed:
        return f"<p>{escape(words['nobody_outside'])}</p>"
    rows = [
        [
            f"<code>{escape(one.name)}</code>",
            str(one.size),
            f"<code>{one.at:%Y-%m-%d %H:%M:%S}</code> UTC",
            f"<code>{one.fingerprint}</code>",
        ]
        for one in signed
    ]
    heads = [words[column] for column in ("signed_by", "first_entries", "own_clock", "fingerprint")]
    return f"<p>{escape(words['own_word'])}</p>{_table(heads, rows)}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _item(
    item: Item, consents: dict[str, list[dict[str, Any]]], entries: dict[str, int], words: dict[str, str]
) -> list[str]:
    one = item.candidate
    given = consents.get(one.exhibit_id, [])
    days = ", ".join(str(c["given_from"]) for c in given if c["given_from"])
    consent = words["no_interview"] if one.consent is None else words["agreed"] + (f" ({days})" if days else "")
    return [
        f"<code>{one.sha256}</code><br>{escape(words[item.form.value])}",
        str(one.size),
        f"<code>{escape(one.media_type)}</code>",
        _why(one, words),
        escape(consent),
        escape(", ".join(one.differs)) or "—",
        f"{entries.get(one.exhibit_id, 0)} {escape(words['entries'])}",
    ]


def _held(held: Withheld, words: dict[str, str]) -> list[str]:
    one = held.candidate
    return [
        f"<code>{one.sha256}</code>",
        f"<code>{escape(one.media_type)}</code>",
        _why(one, words),
        escape(words[held.reason.value]),
        escape(", ".join(one.differs)) or "—",
    ]


def _why(one: Candidate, words: dict[str, str]) -> str:
    why = escape(words[one.why.value])
    return f"{why}<br>{escape(words['withdrawn'])}" if one.source_withdrawn else why


def write_data(plan: BagPlan, facts: BagFacts, *, consents: dict[str, list[dict[str, Any]]]) -> str:
    """data/index.json: the same for machines."""
    data = {
        "bag": facts.bag_id,
        "made_at": facts.made_at,
        "ledger": facts.origin,
        "recipient": facts.recipient,
        "purpose": facts.purpose_code,
        "reason": facts.reason,
        "items": [
            {**_facts(item.candidate), "form": item.form.value, "consent": consents.get(item.candidate.exhibit_id, [])}
            for item in plan.items
        ],
        "held_outside": [
            {"name": one.name, "size": one.size, "at": one.at.isoformat(), "fingerprint": one.fingerprint}
            for one in facts.held_outside
        ],
        "withheld": [{**_facts(held.candidate), "reason": held.reason.value} for held in plan.withheld],
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _facts(one: Candidate) -> dict[str, Any]:
    return {
        "exhibit": one.exhibit_id,
        "sha256": one.sha256,
        "size": one.size,
        "media_type": one.media_type,
        "why": one.why.value,
        "source": one.source_kind,
        "source_withdrawn": one.source_withdrawn,
        "differs": list(one.differs),
    }
