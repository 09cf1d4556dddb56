"""What an archive needs beyond its tables: when a recording was withdrawn, and the search index.

Each database has its own: on SQLite a table of FTS5 beside the words, kept by triggers; on
PostgreSQL a generated column. A later migration that makes SQLite rebuild the table of
SearchText (which drops its triggers) has to create them again.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    """
    CREATE VIRTUAL TABLE events_searchindex USING fts5(
        title, words, content='events_searchtext', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3 4'
    )
    """,
    """
    CREATE TRIGGER events_searchtext_added AFTER INSERT ON events_searchtext BEGIN
        INSERT INTO events_searchindex (rowid, title, words)
        VALUES (new.id, new.title, new.words);
    END
    """,
    """
    CREATE TRIGGER events_searchtext_removed AFTER DELETE ON events_searchtext BEGIN
        INSERT INTO events_searchindex (events_searchindex, rowid, title, words)
        VALUES ('delete', old.id, old.title, old.words);
    END
    """,
    """
    CREATE TRIGGER events_searchtext_changed AFTER UPDATE ON events_searchtext BEGIN
        INSERT INTO events_searchindex (events_searchindex, rowid, title, words)
        VALUES ('delete', old.id, old.title, old.words);
        INSERT INTO events_searchindex (rowid, title, words)
        VALUES (new.id, new.title, new.words);
    END
    """,
)
POSTGRESQL = (
    """
    ALTER TABLE events_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', words)
    ) STORED
    """,
    "CREATE INDEX events_searchtext_vector ON events_searchtext USING gin (vector)",
)
BACK = {
    "sqlite": (
        "DROP TRIGGER events_searchtext_added",
        "DROP TRIGGER events_searchtext_removed",
        "DROP TRIGGER events_searchtext_changed",
        "DROP TABLE events_searchindex",
    ),
    "postgresql": ("ALTER TABLE events_searchtext DROP COLUMN vector",),
}


def make_index(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement)


def drop_index(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACK[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0003_speakers_answer")]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="searchtext",
            name="title",
            field=models.TextField(default=""),
        ),
        migrations.RunPython(make_index, drop_index),
    ]
