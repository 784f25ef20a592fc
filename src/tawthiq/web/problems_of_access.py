"""Words for errors of access on pages of another language than English: compartments, passkeys, second persons."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

_CHOOSE_OTHER_NAME = _("Choose another name.")
_LOOK_AGAIN = _("Look at the page again.")

ACCESS: Mapping[str, tuple[Words, Words]] = {
    "access.needs_all": (
        _("This works on all records at once, and some of them lie in compartments that you are not in."),
        _("Ask a member who is in every compartment."),
    ),
    "access.no_home": (
        _("It is not clear in which compartment this would lie."),
        _("Choose one; somebody in no compartment brings nothing in."),
    ),
    "compartment.last": (
        _("Nobody else in this compartment could let anybody in."),
        _("Let another coordinator or protection officer in first."),
    ),
    "compartment.taken": (_("This code is in use. Choose another one."), _CHOOSE_OTHER_NAME),
    "compartment.words": (_("Small Latin letters, digits and hyphens, at least two."), _LOOK_AGAIN),
    "code.wrong": (
        _("This code is not right, or no longer. Type the code the app shows now."),
        _LOOK_AGAIN,
    ),
    "export.withdrawn_since": (
        _("A source or a consent was withdrawn after this count was made; what was withdrawn may stand in it."),
        _("Count again, and take that table."),
    ),
    "guarding.changed_meanwhile": (
        _("Your account or your role was changed while this was under way; nothing was done."),
        _("Sign in again."),
    ),
    "passkey.known": (_("This passkey is kept already."), _LOOK_AGAIN),
    "passkey.late": (_("This took too long, or was sent twice."), _LOOK_AGAIN),
    "passkey.refused": (_("This passkey was not accepted. Try again, or sign in in another way."), _LOOK_AGAIN),
    "publish.partial": (
        _("The latest count did not see every compartment."),
        _("Count again as a member who is in every compartment."),
    ),
    "second.answered": (_("Somebody answered this request first."), _LOOK_AGAIN),
    "second.elsewhere": (_("This is done on the page of the thing itself."), _("Open it there.")),
    "second.needed": (
        _("This step needs a second person in this mission."),
        _("Ask for it with a reason; another member consents, and you have an hour to do it."),
    ),
    "second.not_waiting": (_("This request no longer waits."), _LOOK_AGAIN),
    "second.own": (_("Nobody is the second person to their own request."), _("Ask another member.")),
    "second.reason": (_("A request says why, in at most 500 letters."), _("Write the reason, without names.")),
}
