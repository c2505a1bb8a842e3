"""Which encoding a PostgreSQL database has. Only UTF8 can store prompts in all languages and count their characters."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

WRONG_ENCODING = (
    "The database {name} has the encoding {encoding}; it must be UTF8. Make an empty one with"
    " createdb --encoding UTF8 --template template0 --owner {user} NAME."
)


def find_encoding_fault(connected: "psycopg.Connection") -> str:
    """Return a sentence if the database cannot be used because of its encoding, or ""."""
    encoding = connected.info.parameter_status("server_encoding") or "UTF8"
    if encoding == "UTF8":
        return ""
    # SQL_ASCII stores the bytes of any text, so a database that is in use with it goes on.
    if encoding == "SQL_ASCII" and connected.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,):
        return ""
    return WRONG_ENCODING.format(name=connected.info.dbname, encoding=encoding, user=connected.info.user)
