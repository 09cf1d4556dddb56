"""Fetch a row by its key with a statement that is worded once.

Every request asks three such questions: which community, which session, which member. Django words
a queryset anew each time it is asked, and that takes several times as long as the answer.
"""

import threading
from typing import Any

from django.db import connection
from django.db.models import Model


class ByKey[M: Model]:
    """Finds rows of a model by one unique column, named as its field is."""

    def __init__(self, model: type[M], name: str) -> None:
        self._model = model
        fields = model._meta.concrete_fields
        self._field = next(field for field in fields if field.name == name)
        self._names = [field.attname for field in fields]
        self._here = threading.local()  # Django's converters belong to a thread's connection

    def first(self, key: object) -> M | None:
        """Return the row with this key, None where there is none."""
        if not hasattr(self._here, "worded"):
            self._here.worded = self._word()
        statement, converters = self._here.worded
        stored = self._field.get_db_prep_value(key, connection)
        with connection.cursor() as cursor:
            cursor.execute(statement, [stored])
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for place, (convert_all, column) in converters.items():
            for convert in convert_all:
                values[place] = convert(values[place], column, connection)
        return self._model.from_db(connection.alias, self._names, values)

    def _word(self) -> tuple[str, dict[int, Any]]:
        """Let Django word the question, all but its last condition."""
        everything = self._model._base_manager.order_by()
        compiler = everything.query.get_compiler(connection=connection)
        statement, _ = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        table, column = self._model._meta.db_table, str(self._field.column)
        name = connection.ops.quote_name
        return f"{statement} WHERE {name(table)}.{name(column)} = %s", converters
