"""Who sees which part of the mission, how members sign in, what needs a second person, and which copies were given."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from tawthiq.keeping.models.members import Member

COMMON = UUID("6f0c2b0e-6d5b-5a0e-9d0c-7461777468c0")
"""The compartment every mission has: what is not put elsewhere, seen by members unless it is taken from them."""

COMPARTMENT_KINDS = ("common", "case", "partner")


def common_only() -> list[str]:
    """The compartments that counts from before there were others saw: the one there was."""
    return [str(COMMON)]


class Compartment(models.Model):
    """A part of the mission that only the members granted it see: a case, or what a partner group brings."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32, default="case")
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(kind__in=COMPARTMENT_KINDS), name="compartment_kind_is_known_code"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Grant(models.Model):
    """One member sees one compartment, from `at` until `ended_at`. Ended grants stay: who saw what when is evidence."""

    id = models.UUIDField(primary_key=True)
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, related_name="grants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="grants")
    at = models.DateTimeField()
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["compartment", "member"], condition=Q(ended_at__isnull=True), name="grant_standing_once"
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("at")), name="grant_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class MemberSession(models.Model):
    """One sign-in, to be listed and ended. What the browser calls itself is kept in two words; no address is."""

    id = models.UUIDField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sessions")
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField()
    how = models.CharField(max_length=32)
    device = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [Index(fields=["member", "ended_at"], name="session_standing")]

    def __str__(self) -> str:
        return str(self.id)


class Passkey(models.Model):
    """A member's passkey: its public half, and how often it was used where the device counts."""

    id = models.UUIDField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=64)
    credential_id = models.CharField(max_length=1400, unique=True)
    credential = models.TextField()
    sign_count = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.id)


class CodeSecret(models.Model):
    """What a member's one-time codes are made from. The last step used is kept, so that no code counts twice."""

    member = models.OneToOneField(Member, primary_key=True, on_delete=models.PROTECT, related_name="code_secret")
    secret = models.CharField(max_length=64)
    last_step = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.member_id)


class FailedSignIn(models.Model):
    """Wrong passphrases in a row under one sign-in name, which stands here as a keyed digest only."""

    name_digest = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name_digest[:8]


class SecondPersonRequest(models.Model):
    """One step that a member asked for and another must consent to; `reason` is theirs, `object_id` an id."""

    id = models.UUIDField(primary_key=True)
    step = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    consented = models.BooleanField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="request_is_answered_by_another",
            ),
            CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, consented__isnull=True)
                | Q(answered_by__isnull=False, answered_at__isnull=False, consented__isnull=False),
                name="request_is_answered_wholly",
            ),
            CheckConstraint(condition=Q(used_at__isnull=True) | Q(consented=True), name="request_used_was_consented"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class GivenCopy(models.Model):
    """A copy that left with something of a source in it: to whom, as what. Append-only by database rule."""

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey("keeping.Source", on_delete=models.PROTECT, related_name="given_copies")
    kind = models.CharField(max_length=32)
    copy_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [Index(fields=["source", "at"], name="givencopy_of_source")]

    def __str__(self) -> str:
        return str(self.id)


class Receipt(models.Model):
    """Into which compartment a file came, by whom and under what name. The same bytes can come into several."""

    id = models.UUIDField(primary_key=True)
    exhibit = models.ForeignKey("keeping.Exhibit", on_delete=models.PROTECT, related_name="receipts")
    compartment = models.ForeignKey(Compartment, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["exhibit", "compartment", "member"], name="receipt_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
