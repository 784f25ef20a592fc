"""Words for what the sealing refuses, on pages and in the browser's own code, which shows them by the same codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_SEAL_NOTHING = _("Seal nothing to it. Ask the protection officer by another way.")
_TAKE_FILE = _("Take the file of the ceremony.")
_LOAD_AGAIN = _("Load the page again and seal anew.")
_TELL_CUSTODIAN = _("Tell the custodian, and use nothing of it.")
_MEND_FORM = _("Fill the form in again.")

REFUSALS: Mapping[str, tuple[Words, Words]] = {
    "sealing.base64": (_("The sealed item arrived damaged."), _LOAD_AGAIN),
    "sealing.binding": (_("A sealed item does not say what it is."), _MEND_FORM),
    "sealing.head": (_("This is not sealed to key-holders, or is no key file."), _("Look at which file this is.")),
    "sealing.identity": (_("This is not a private key."), _("Choose the key file.")),
    "sealing.key": (_("A key on the list is not a key."), _SEAL_NOTHING),
    "sealing.list": (_("This is not a list of key-holders."), _TAKE_FILE),
    "sealing.list_changed": (
        _("The list of key-holders has the same number as one seen before, and differs."),
        _SEAL_NOTHING,
    ),
    "sealing.list_incomplete": (
        _("The list needs an officer, a deputy and one recovery key, all different, and the mission's id."),
        _("Hold the ceremony with all of them."),
    ),
    "sealing.list_older": (_("The list of key-holders is older than the one seen before."), _SEAL_NOTHING),
    "sealing.list_other_key": (_("The list of key-holders names another organisation's key."), _SEAL_NOTHING),
    "sealing.list_other_mission": (_("The list of key-holders is another mission's."), _SEAL_NOTHING),
    "sealing.list_unsigned": (
        _("The list of key-holders is not signed by the organisation's key."),
        _SEAL_NOTHING,
    ),
    "sealing.no_keys": (_("There is nobody to seal to."), _("The protection officer holds the key ceremony first.")),
    "sealing.organisation": (_("This is not the organisation's signing key."), _("Take the right key.")),
    "sealing.padding": (_("The sealed item does not end as ours do."), _TELL_CUSTODIAN),
    "sealing.passphrase": (_("The passphrase does not open this key file."), _("Look at the words once more.")),
    "sealing.swapped": (
        _("The sealed item belongs to another mission, record, field or version than the one asked for."),
        _TELL_CUSTODIAN,
    ),
    "sealing.unpinned": (
        _("The words of the organisation's key were not compared with a card in this browser."),
        _("Compare them above first."),
    ),
    "sealing.unbound": (_("The sealed item does not say what it is."), _TELL_CUSTODIAN),
    "sealing.unopened": (
        _("The sealed item does not open: it was changed, cut short, or is not sealed to this key."),
        _("Try another key-holder's key, or another copy."),
    ),
}

#: Refused by the server alone.
ANSWERS: Mapping[str, tuple[Words, Words]] = {
    "interview.twice": (_("This form was handed in already."), _("Begin a new one.")),
    "sealing.answered": (_("This request waits for no answer any more."), _("Look at the page again.")),
    "sealing.batch": (_("The batch is too large."), _("Load the page again.")),
    "sealing.drill": (_("These are not the sealed words."), _("Look at them once more.")),
    "sealing.exhibit": (
        _("This file is sealed. It is handed out for a reason only."),
        _("Ask for it under Sealed identities."),
    ),
    "sealing.field": (_("There is no such sealed field, or it is too long."), _MEND_FORM),
    "sealing.list_known": (
        _("A list with this number is published already."),
        _("Sign one with the next number."),
    ),
    "sealing.list_moved": (_("The list of key-holders has changed meanwhile."), _LOAD_AGAIN),
    "sealing.no_list": (
        _("This mission has no key-holders yet."),
        _("The protection officer holds the key ceremony."),
    ),
    "sealing.not_open": (
        _("This request waits for another member, was refused, or is over."),
        _("Ask again."),
    ),
    "sealing.nothing": (_("Nothing is sealed there."), _("Look at the list of interviews.")),
    "sealing.others_request": (_("Somebody else asked for this."), _("Ask for yourself.")),
    "sealing.own_request": (_("Nobody consents to their own request."), _("Ask another member.")),
    "sealing.reason": (_("Opening needs one of the reasons of the list."), _("Choose one.")),
    "sealing.resealed": (_("An item was sealed again meanwhile."), _("Load the page again; the rest goes on.")),
    "sealing.shares": (
        _("These shares do not make a key: there are too few, a word is wrong, or they are not of one key."),
        _("Compare each word with the paper; two different shares of the same ceremony are needed."),
    ),
    "sealing.upload": (_("The file did not arrive whole."), _("Send it again.")),
    "sealing.withdrawn": (
        _("Everything this request asks for was withdrawn since; it is no longer handed out."),
        _("Look at the pages of the interviews."),
    ),
    "sealing.version": (_("This field was sealed again meanwhile."), _LOAD_AGAIN),
}

#: What the browser's own code says beside refusals.
SAYINGS: Mapping[str, Words] = {
    "sealed": _("Sealed. Nobody can read it here; write again to replace it."),
    "sealing": _("Sealing…"),
    "opening": _("Opening…"),
    "done": _("Done."),
    "matches": _("{n} shown"),
    "opened": _("{n} opened, {refused} refused"),
    "save": _("Save the file"),
    "resealed": _("{n} sealed again"),
    "failed": _("The server did not answer. Try again."),
    "noItems": _("This file holds no sealed items."),
    "record": _("Interview"),
}


def browser_words() -> dict[str, str]:
    """Everything the browser's code may say, by code, in the active language."""
    said = {code: f"{problem} {step}" for code, (problem, step) in REFUSALS.items()}
    return said | {code: str(words) for code, words in SAYINGS.items()}


#: The station's own page, both languages of which are in its one file.
STATION: Mapping[str, Words] = {
    "title": _("Station for sealed items"),
    "offline": _("Use this file on a laptop that has no network and never gets one. It sends nothing anywhere."),
    "zip": _("1. Sealed items from the mission (.zip)"),
    "card": _("Compare these words with your printed card. If they differ, go no further:"),
    "key": _("2. Your key file"),
    "passphrase": _("3. Its passphrase"),
    "open": _("Open"),
    "search": _("Search in what is open"),
    "interview": _("Interview"),
    "witness": _("Witness"),
    "field": _("Field"),
    "opened": _("Opened"),
    "close": _("Close this window when you are done: what was opened is gone with it."),
}


def station_words(language: str) -> dict[str, dict[str, str]]:
    """All words of the station in one language."""
    from django.utils import translation

    from tawthiq.terms.vocabularies import vocabulary

    with translation.override(language):
        return {
            "words": browser_words(),
            "page": {code: str(words) for code, words in STATION.items()},
            "labels": {term.code: term.label(language) for term in vocabulary("sealed_field").terms},
        }
