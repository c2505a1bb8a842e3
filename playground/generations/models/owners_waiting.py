"""Finds the owners who have generations or webhooks waiting, by stepping from one owner to the next in an index.

Each owner costs one step, however many rows they have waiting. It is raw SQL since the ORM has no recursive queries.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from playground.generations.models.states import REMOTE, Status

# Written exactly as in the partial indexes: SQLite compares the conditions as text.
LOCAL = f"status IN ('queued', 'running') AND deleted IS NULL AND NOT (engine = '{REMOTE}')"
LOCAL_WAITING = f"{LOCAL} AND status = '{Status.QUEUED.value}'"
LOCAL_RUNNING = f"{LOCAL} AND status = '{Status.RUNNING.value}'"
REMOTE_WAITING = (
    f"deleted IS NULL AND engine = '{REMOTE}' AND status = '{Status.QUEUED.value}' AND dialect = %(dialect)s"
)
STEPS = """
    WITH RECURSIVE step(owner) AS (
        SELECT (SELECT {owner} FROM {table} WHERE {which} ORDER BY {owner} LIMIT 1)
        UNION ALL
        SELECT (
            SELECT {owner} FROM {table} WHERE {which} AND {owner} > step.owner ORDER BY {owner} LIMIT 1
        ) FROM step WHERE step.owner IS NOT NULL
    )
    SELECT owner FROM (
        SELECT owner, (
            SELECT {since} FROM {table} WHERE {which} AND {owner} = step.owner ORDER BY {since} LIMIT 1
        ) AS since FROM step WHERE owner IS NOT NULL
    ) AS waiting WHERE {until} ORDER BY since
"""
GENERATIONS = {"table": "generations_generation", "owner": "owner_id", "since": "created", "until": "1 = 1"}
DELIVERIES = {"table": "generations_webhookdelivery", "owner": "owner", "since": "next_try"}


def owners_waiting_for(dialect: str) -> list[UUID]:
    """Return the owners whose generations wait for that API, the owner of the oldest one first."""
    return [owner for owner, *_ in _query(STEPS.format(which=REMOTE_WAITING, **GENERATIONS), dialect=dialect)]


def owners_waiting_here() -> list[UUID]:
    """Return the owners whose generations wait for an engine of this server, the owner of the oldest one first."""
    return [owner for owner, *_ in _query(STEPS.format(which=LOCAL_WAITING, **GENERATIONS))]


def owners_with_webhooks_due(now: datetime) -> list[UUID]:
    """Return the owners who have deliveries due, the owner of the longest overdue one first."""
    steps = STEPS.format(which="next_try IS NOT NULL", until="since <= %(now)s", **DELIVERIES)
    return [owner for owner, *_ in _query(steps, now=connection.ops.adapt_datetimefield_value(now))]


def count_running_here() -> dict[UUID, int]:
    """Return how many generations of each owner are running on engines of this server, in all workers."""
    counts = f"SELECT owner_id, COUNT(*) FROM generations_generation WHERE {LOCAL_RUNNING} GROUP BY owner_id"  # noqa: S608
    return dict(_query(counts))


def _query(sql: str, **params: str | datetime | None) -> list[tuple[UUID, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    # SQLite keeps a UUID as text.
    return [(row[0] if isinstance(row[0], UUID) else UUID(row[0]), *row[1:]) for row in rows]
