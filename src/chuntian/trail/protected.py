"""
Values that never lie in the clear: a ciphertext bound to its table, column and row, masked unless it is revealed.

A revealed value is an audit entry. Looking a value up goes through `blind_index`, a keyed digest beside it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from chuntian.trail.keys import keyring
from chuntian.trail.operations import record

__all__ = [
    "NeedsKey", "Protected", "ProtectedTextField", "blind_index", "context_of", "keyring", "mask", "reveal_many",
]  # fmt: skip


class NeedsKey(Exception):
    """The row has no primary key yet: a ciphertext cannot be bound to it."""


def blind_index(value: str, purpose: str) -> str:
    """Give the keyed digest under which a protected value is found; equal values of one purpose, equal digests."""
    return keyring().index(value, purpose)


def context_of(table: str, column: str, pk: int | str) -> str:
    """Give the place a ciphertext is bound to; opened anywhere else it is refused."""
    return f"{table}.{column}:{pk}"


# How many first characters may be shown: of an identity number the birth year at most, never the last digits (codes.md 1).
SHOWN = {"resident_id": 10, "certificate": 10, "phone": 3}


def mask(text: str, kind: str) -> str:
    """Give the form of a value that may be shown: the same on every surface."""
    if kind == "account" and len(text) > 8:
        return "*" * (len(text) - 2) + text[-2:]
    shown = SHOWN.get(kind, 0)
    return text[:shown] + "*" * max(len(text) - shown, 4)


class Protected:
    """One protected value of one row. As text it is masked; `reveal` opens it and logs that."""

    __slots__ = ("_column", "_kind", "_row", "_sealed", "_table")

    def __init__(self, sealed: bytes, row: models.Model, table: str, column: str, kind: str) -> None:
        self._sealed, self._row, self._table, self._column, self._kind = sealed, row, table, column, kind

    def __str__(self) -> str:
        return mask(self._open(), self._kind)

    def __repr__(self) -> str:
        return f"<Protected {self._column}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __reduce__(self) -> Any:
        raise TypeError("a protected value cannot be pickled")

    @property
    def sealed(self) -> bytes:
        """The ciphertext as it is stored."""
        return self._sealed

    def reveal(self, *, actor: Any, why: str, at: datetime) -> str:
        """Open the value and write who saw it and why."""
        return reveal_many([self], actor=actor, why=why, at=at)[0]

    def _open(self) -> str:
        return keyring().open(self._sealed, context_of(self._table, self._column, self._row.pk))


def reveal_many(values: Sequence["Protected | None"], *, actor: Any, why: str, at: datetime) -> list[str]:
    """
    Open several values under one audit entry (a bank file opens every account of a run); None gives "".

    :raises ValueError: no reason was given.
    """
    if not why.strip():
        raise ValueError("查看完整号码必须写明理由")
    present = [value for value in values if value is not None]
    if present:
        first = present[0]
        record(
            actor=actor,
            action="reveal",
            subject_kind=first._table,
            subject_id=first._row.pk if len(present) == 1 else "",
            region=getattr(first._row, "region", "") or "",
            at=at,
            reason=why,
            detail={"column": first._column, "count": len(present)},
        )
    return [value._open() if value is not None else "" for value in values]


class ProtectedAttribute:
    """Give a Protected on reading; keep a clear text only until the row is saved."""

    def __init__(self, field: "ProtectedTextField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self.field.attname)
        if value is None and self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])  # a deferred column
            value = row.__dict__.get(self.field.attname)
        if value in (None, ""):
            return None
        sealed = self.field.seal(value, row) if isinstance(value, str) else bytes(value)
        return Protected(sealed, row, self.field.model._meta.db_table, self.field.column, self.field.kind)

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value.sealed if isinstance(value, Protected) else value


class ProtectedTextField(models.BinaryField):
    """
    A text stored as ciphertext. Assign a clear text, read a Protected. The primary key must be known before saving.

    `kind` names the mask: resident_id, certificate, account, phone.
    """

    def __init__(self, *args: Any, kind: str = "", **options: Any) -> None:
        self.kind = kind
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        if self.kind:
            options["kind"] = self.kind
        return name, path, args, options

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, ProtectedAttribute(self))

    def seal(self, text: str, row: models.Model) -> bytes:
        """Make the ciphertext of a clear text for a row."""
        if row.pk is None:
            raise NeedsKey(f"{row._meta.label}.{self.attname}")
        return keyring().seal(text, context_of(row._meta.db_table, self.column, row.pk))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str):
            value = self.seal(value, model_instance) if value else None
            model_instance.__dict__[self.attname] = value
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.attname} is a ciphertext: look up its blind index instead")
        return super().get_lookup(lookup_name)
