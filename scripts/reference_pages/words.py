"""vocabularies.md and interviews.md: the word lists that ship, and the fields of an interview given as JSON."""

from __future__ import annotations

import inspect
from dataclasses import fields

from reference_pages.texts import flat, paragraph

ABOUT_INTERVIEWS = """`tawthiq interview FILE` takes one JSON object. A witness stands in it under a code: there is no
field for a name or a contact, and a file with an unknown field is refused whole. Ages, dates and numbers are given in
words, as said. Persons and incidents may carry `words` or `quote_span` ([start, end] in the narrative)."""


def vocabularies_page() -> str:
    """Every shipped word list with its source, date and both labels."""
    from tawthiq.terms.vocabularies import VOCABULARIES, vocabulary

    lines = ["# Vocabularies", "", "The word lists that ship, with their source and date. Codes are what is stored."]
    for name in VOCABULARIES:
        held = vocabulary(name)
        lines += [
            "",
            f"## {name}",
            "",
            f"Source: {held.source}, {held.dated}.",
            "",
            "| code | English | العربية | note |",
        ]
        lines += ["|---|---|---|---|"]
        lines += [f"| `{t.code}` | {t.labels['en']} | {t.labels.get('ar', '')} | {flat(t.note)} |" for t in held.terms]
    return "\n".join(lines) + "\n"


def interviews_page() -> str:
    """The fields of an interview given as JSON, from the form's own definition."""
    from tawthiq.terms import interviews, records

    kinds = (
        ("The interview", interviews.Interview),
        ("consent", interviews.Consent),
        ("consent.answers[]", interviews.ConsentFor),
        ("earlier_accounts[]", interviews.EarlierAccount),
        ("persons[]", records.PersonClaim),
        ("incidents[]", records.IncidentClaim),
    )
    lines = [
        "# Interviews",
        "",
        ABOUT_INTERVIEWS,
    ]
    for title, kind in kinds:
        hidden = {"location", "given", "persons", "incidents", "consent", "earlier_accounts", "answers"}
        names = ", ".join(f"`{field.name}`" for field in fields(kind) if field.name not in hidden)
        lines += [
            "",
            f"## {title}",
            "",
            flat(paragraph(inspect.cleandoc(kind.__doc__ or ""))),
            "",
            f"Fields: {names}.",
        ]
    return "\n".join(lines) + "\n"
