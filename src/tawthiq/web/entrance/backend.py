"""Passphrases are looked at with patience: after wrong ones a name waits (`tawthiq.guarding.attempts`)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from tawthiq.actions.sign_in import may_try, note_failure, note_success


class PatientBackend(ModelBackend):
    """Django's check of a passphrase, behind the wait. No address is looked at or kept."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: Any
    ) -> Any:
        """The member whose name and passphrase these are, or None: also while the name waits."""
        if not username or password is None or not may_try(username):
            return None
        member = super().authenticate(request, username=username, password=password, **others)
        if member is None:
            note_failure(username)
        else:
            note_success(username)
        return member
