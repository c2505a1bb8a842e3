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
_FUNCTION = f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql"

SQLITE = (f"CREATE TRIGGER {NAME} {_EVENT} WHEN {_CONDITION} BEGIN {_insert(_SQLITE_MONTH)} END",)
POSTGRESQL = (
    f"{_FUNCTION} AS $$ BEGIN {_insert(_POSTGRESQL_MONTH)} RETURN NULL; END $$",
    f"CREATE TRIGGER {NAME} {_EVENT} FOR EACH ROW WHEN ({_CONDITION}) EXECUTE FUNCTION {NAME}()",
)
# By this comment a version of the function is recognised.
MARK = hashlib.sha256("".join(POSTGRESQL).encode()).hexdigest()
