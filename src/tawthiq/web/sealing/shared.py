"""What the pages of sealing hand to the browser's code."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from tawthiq.keeping.queries.sealed import SealedView, current_list
from tawthiq.terms.errors import BadInputError
from tawthiq.terms.sealed import FILE_FIELDS, WORD_FIELDS, SealedGiven
from tawthiq.terms.vocabularies import vocabulary
from tawthiq.web.sealing.words import browser_words

MOST_ITEMS = 20


def for_browser(language: str) -> dict[str, Any]:
    """The signed list, the words and the labels, as attributes of a page."""
    kept = current_list()
    labels = {term.code: term.label(language) for term in vocabulary("sealed_field").terms}
    return {
        "key_list": kept.signed.to_json() if kept else "",
        "key_list_version": kept.version if kept else 0,
        "browser_words": json.dumps(browser_words(), ensure_ascii=False),
        "field_labels": json.dumps(labels, ensure_ascii=False),
        "word_fields": [(code, labels[code]) for code in WORD_FIELDS],
        "file_fields": [(code, labels[code]) for code in FILE_FIELDS],
    }


def item_for_browser(item: SealedView) -> dict[str, Any]:
    """One sealed item as the browser opens it."""
    return {
        "id": str(item.id),
        "record": str(item.source_id),
        "number": item.number,
        "witness_code": item.witness_code,
        "field": item.field,
        "version": item.version,
        "list_version": item.list_version,
        "sha256": item.sha256,
        "is_file": item.is_file,
        "sealed": base64.b64encode(item.sealed).decode("ascii"),
    }


def read_sealed(text: str) -> list[SealedGiven]:
    """Sealed words as a form sends them; refuses (BadInputError) anything else."""
    try:
        given = json.loads(text or "[]")
        items = [
            SealedGiven(
                field=str(entry["field"]),
                version=int(entry["version"]),
                list_version=int(entry["list_version"]),
                sealed=base64.b64decode(entry["sealed"], validate=True),
            )
            for entry in given[:MOST_ITEMS]
        ]
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
        raise BadInputError("sealing.base64", "The sealed items arrived damaged.", "Load the page again.") from error
    return items
