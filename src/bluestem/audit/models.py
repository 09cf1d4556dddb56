from typing import Any, NoReturn

from django.db import models


class AuditLineQuerySet(models.QuerySet["AuditLine"]):
    """Lines are written once: neither changed nor deleted."""

    def update(self, **_: Any) -> NoReturn:
        raise TypeError("An audit line is never changed.")

    def delete(self) -> NoReturn:
        raise TypeError("An audit line is never deleted.")

    def about(self, kind: str, key: object) -> "AuditLineQuerySet":
        return self.filter(object_kind=kind, object_key=str(key))

    def newest_first(self) -> "AuditLineQuerySet":
        return self.order_by("-id")


class AuditLine(models.Model):
    """One deed: actor and object by key, never by name; each line seals the one before it."""

    at = models.DateTimeField()
    actor_key = models.CharField(max_length=64)
    deed = models.CharField(max_length=64)
    object_kind = models.CharField(max_length=32)
    object_key = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditLineQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_key"]),
            models.Index(fields=["actor_key"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_key} {self.deed} {self.object_kind}"
