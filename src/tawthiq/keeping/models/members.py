"""Who uses the mission. The member's id is the only trace of them that ledger and audit hold."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from tawthiq.keeping.models.fields import code_field, one_of
from tawthiq.terms.members import Role


class MemberManager(BaseUserManager["Member"]):
    """Finds members by sign-in name, without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Member:
        """The member with this sign-in name."""
        return self.get(username__iexact=username)


class Member(AbstractBaseUser):
    """A person who uses the system."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=128, blank=True)
    role = code_field(Role)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["role"]

    class Meta:
        constraints: ClassVar = [one_of("member", "role", Role)]

    def __str__(self) -> str:
        return str(self.id)
