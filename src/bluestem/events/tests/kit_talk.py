"""What the tests of questions and feedback begin with."""

from django.db import connection
from django.urls import reverse

from bluestem.audit.actors import SYSTEM
from bluestem.events import actions
from bluestem.events.letters import FEEDBACK_SALT, token_of
from bluestem.events.models import Question, Registration
from bluestem.kit import time

from .kit import HOUR, published


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def talk(slug="t", **values):
    """A talk whose questions are open: by default one that begins in a month."""
    return published(slug=slug, series="wit-talks", **values)


def over(slug="t", **values):
    """A talk that ended an hour ago."""
    return talk(slug, starts_at=time.now() - 2 * HOUR, **values)


def asked(event, text="Why so cold?", member=None, state="shown", **values):
    return Question.objects.create(event=event, text=text, member=member, state=state, **values)


def was_there(event, member=None, **values):
    """A registration of somebody who came; of a member, of a visitor by address, or of nobody."""
    number = event.registrations.count() + 1
    return Registration.objects.create(
        event=event,
        member=member,
        order=number,
        registered_at=time.now(),
        changed_at=time.now(),
        **{"state": "attended", **values},
    )


def link_of(registration):
    return at("feedback", token_of(FEEDBACK_SALT, registration.pk))


def answers(event, *ratings):
    """Let one person for each rating say what she thought."""
    for rating in ratings:
        given = was_there(event)
        actions.give_feedback(registration=given, rating=rating, good=f"good {rating}")


def whole_database():
    """Every row of every table, as it is stored."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def changes(before, after):
    """Return, by table, the rows that went and the rows that came."""
    return {
        table: (
            [row for row in before[table] if row not in rows],
            [row for row in rows if row not in before[table]],
        )
        for table, rows in after.items()
        if rows != before[table]
    }


def as_stored(table):
    """Return the keys of a table in the order in which the database holds its rows."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY {place}")
        return [str(key).replace("-", "") for (key,) in cursor.fetchall()]


def closed(event):
    """Close it as the schedule does."""
    return actions.close(actor=SYSTEM, event=event)
