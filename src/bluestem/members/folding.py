"""Search and sort people in one spelling: without accents and in small letters.

A name is folded once, when it is written; a long text is folded by the database while it looks.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from bluestem.kit.folding import folded

__all__ = ["Folded", "folded"]

# What PostgreSQL can fold by itself: the letters of Latin scripts that fold to one letter.
PAIRS = [(letter, folded(letter)) for letter in map(chr, range(0xC0, 0x250)) if letter.islower()]
FROM = "".join(letter for letter, plain in PAIRS if len(plain) == 1 and plain != letter)
TO = "".join(plain for letter, plain in PAIRS if len(plain) == 1 and plain != letter)


class Folded(Func):
    """A column, folded while the database searches it."""

    function = "bluestem_folded"
    output_field = TextField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        # Given to the connection here, because only a search needs it.
        connection.ensure_connection()
        connection.connection.create_function(self.function, 1, folded, deterministic=True)
        return self.as_sql(compiler, connection, **extra)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template=f"translate(lower(%(expressions)s), '{FROM}', '{TO}')",
            **extra,
        )
