"""Words for errors of custody on pages of another language than English: bags, checkpoints, stamps, working copies."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_CHOOSE = _("Choose one from the list.")
_ADMINISTRATOR = _("Tell the mission's administrator, and give the code below.")
_ASK_LATER = _("Ask again later, or ask another authority.")
_DOWNLOAD_SAFELY = _("Download it where nothing else is at risk.")
_DO_NOT_OPEN = _("Do not open it where anything is at risk.")
_AS_IT_IS = _("Use it as it is.")

CUSTODY: Mapping[str, tuple[Words, Words]] = {
    "bag.language": (_("A bag is not written in this language."), _CHOOSE),
    "bag.no_second": (_("This bag waits for nobody's consent."), _("Make it.")),
    "bag.nothing_may_leave": (
        _("Nothing that was asked for may leave for this purpose."),
        _("Look at the consent of the interviews it comes from."),
    ),
    "bag.purpose": (_("There is no such purpose of consent."), _CHOOSE),
    "bag.reason": (_("A bag says why it is made."), _("Write the reason in at most 1,000 letters.")),
    "bag.recipient": (_("A bag says who gets it."), _("Name the recipient in at most 200 letters.")),
    "checkpoint.empty": (_("The ledger is empty."), _("Keep a file first.")),
    "copies.kept_already": (_("A file of the same bytes is kept already."), _("Look for it among the exhibits.")),
    "copies.no_preview": (_("Only pictures of working copies are shown."), _("Make a working copy.")),
    "copies.nothing_to_leave_out": (_("The file holds no metadata."), _AS_IT_IS),
    "copies.of_copy": (_("This is a working copy already."), _AS_IT_IS),
    "evidence.disk": (
        _("The disk did not take the file: it is full or failing."),
        _("Nothing was kept. Have the disk looked at, then send the file again."),
    ),
    "intake.not_copied": (
        _("No working copy is made of files of this kind."),
        _("Save it as JPEG, PNG, MP4 or MOV, and keep that as an exhibit of its own."),
    ),
    "intake.other_tracks": (
        _("The film has tracks that are neither picture nor sound; they may hold places."),
        _("Make the working copy with a film program, and keep it as an exhibit of its own."),
    ),
    "ledger_key.open": (_("Other accounts of the server can read the key that signs the ledger."), _ADMINISTRATOR),
    "ledger_key.unreadable": (_("The key that signs the ledger cannot be read."), _ADMINISTRATOR),
    "preview.busy": (_("Other previews are being drawn."), _("Try again in a minute.")),
    "preview.damaged": (_("The file is cut short or damaged: it cannot be drawn."), _("Ask for the file again.")),
    "preview.empty": (_("There is nothing in the file to show."), _("Ask for the file again.")),
    "preview.ended": (_("The file made the process that draws it end."), _DO_NOT_OPEN),
    "preview.kind": (_("No preview is drawn of files of this kind."), _DOWNLOAD_SAFELY),
    "preview.locked": (_("The file is locked with a password."), _("Ask for a copy without a password.")),
    "preview.no_limits": (
        _("This server cannot shut in the process that draws previews, so none is drawn."),
        _ADMINISTRATOR,
    ),
    "preview.too_large": (_("The file is too large to be drawn here."), _DOWNLOAD_SAFELY),
    "preview.too_slow": (_("Drawing the file took too long and was stopped."), _DO_NOT_OPEN),
    "timestamp.digest": (_("The authority stamped something else."), _ASK_LATER),
    "timestamp.no_answer": (_("The timestamp authority did not answer."), _ASK_LATER),
    "timestamp.no_openssl": (_("The server lacks the program that checks timestamps (openssl)."), _ADMINISTRATOR),
    "timestamp.refused": (_("The timestamp authority refused."), _ASK_LATER),
    "timestamp.root": (_("The stamp does not lead to the authority's root certificate."), _ASK_LATER),
}
