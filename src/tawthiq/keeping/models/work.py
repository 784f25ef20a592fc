"""Long work as jobs: who asked, how far it is, whether its worker still lives, what it came to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q

from tawthiq.keeping.models.members import Member

STATES = ("waiting", "running", "done", "failed", "cancelled")


class Job(models.Model):
    """One piece of long work. A running job whose worker fell silent is taken up again from the start."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=16, default="waiting")
    attempts = models.PositiveIntegerField(default=0)
    share_done = models.FloatField(default=0)
    stage = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=64, blank=True)
    cancel_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(state__in=STATES), name="job_state_is_known"),
            CheckConstraint(condition=Q(share_done__gte=0, share_done__lte=1), name="job_share_is_a_share"),
        ]
        indexes: ClassVar = [Index(fields=["state", "asked_at"], name="job_queue")]

    def __str__(self) -> str:
        return str(self.id)
