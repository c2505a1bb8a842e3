"""The trigger that writes a correction when a generation turns out cheaper or dearer than its quote.

Rows end in many places: in a worker, by a click, after a crash, in a restored backup. The database sees all of them.
"""

import hashlib

NAME = "spending_correct"
# Columns that decide what a generation counts for.
SOURCES = ("status", "sent", "quoted", "charged")


def counted(row: str) -> str:
    """Return the SQL for what a row counts for: what the API charged, or else its quote.

    A request that ended without being sent cost nothing.
    """
    return (
        f"CASE WHEN {row}.charged IS NOT NULL THEN {row}.charged"
        f" WHEN {row}.sent IS NULL AND {row}.status IN ('failed', 'cancelled') THEN 0"
        f" ELSE coalesce({row}.quoted, 0) END"
    )


# What counted for how much when the trigger was removed for a migration.
BEFORE = "spending_before"
_COLUMNS = "owner_id, month, key_source, micros"
_EVENT = f"AFTER UPDATE OF {', '.join(SOURCES)} ON generations_generation"
_CONDITION = f"NEW.key_source <> '' AND {counted('NEW')} <> {counted('OLD')}"


def _insert(month: str) -> str:
    amount = f"{counted('NEW')} - {counted('OLD')}"
    return (
        f"INSERT INTO prices_spendingcorrection ({_COLUMNS}) VALUES (NEW.owner_id, {month}, NEW.key_source, {amount});"
    )


# SQLite stores times as text, in UTC.
_SQLITE_MONTH = "substr(NEW.created, 1, 7) || '-01'"
_POSTGRESQL_MONTH = "date_trunc('month', NEW.created AT TIME ZONE 'UTC')::date"
# The clocks of several machines differ, and a row is inserted a little after it was created.
_SQLITE_SINCE = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 hour')"
_POSTGRESQL_SINCE = "now() - interval '1 hour'"
_FUNCTION = f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql"

SQLITE = (f"CREATE TRIGGER {NAME} {_EVENT} WHEN {_CONDITION} BEGIN {_insert(_SQLITE_MONTH)} END",)
POSTGRESQL = (
    f"{_FUNCTION} AS $$ BEGIN {_insert(_POSTGRESQL_MONTH)} RETURN NULL; END $$",
    f"CREATE TRIGGER {NAME} {_EVENT} FOR EACH ROW WHEN ({_CONDITION}) EXECUTE FUNCTION {NAME}()",
)
# By this comment a version of the function is recognised.
MARK = hashlib.sha256("".join(POSTGRESQL).encode()).hexdigest()


def remember(vendor: str) -> str:
    """Return the statement that keeps what the rows count for that may change without the trigger."""
    since = _SQLITE_SINCE if vendor == "sqlite" else _POSTGRESQL_SINCE
    rows = (
        f"SELECT id, {counted('one')} AS micros, {since} AS since FROM generations_generation one"
        f" WHERE key_source <> '' AND (status IN ('queued', 'running') OR created > {since})"
    )
    # The last row has the time also where there are no others.
    return f"CREATE TABLE {BEFORE} AS {rows} UNION ALL SELECT NULL, 0, {since}"


def catch_up(vendor: str) -> str:
    """Return the statement that writes the corrections which the trigger would have written since `remember`."""
    month = (_SQLITE_MONTH if vendor == "sqlite" else _POSTGRESQL_MONTH).replace("NEW.", "one.")
    # A row that was inserted meanwhile has reserved its quote.
    before = "coalesce(known.micros, one.quoted, 0)"
    return (
        f"INSERT INTO prices_spendingcorrection ({_COLUMNS})"
        f" SELECT one.owner_id, {month}, one.key_source, {counted('one')} - {before}"
        f" FROM generations_generation one LEFT JOIN {BEFORE} known ON known.id = one.id"
        f" WHERE one.key_source <> '' AND {counted('one')} <> {before}"
        f" AND (known.id IS NOT NULL OR one.created > (SELECT min(since) FROM {BEFORE}))"
    )
