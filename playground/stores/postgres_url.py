"""Reads the address of a PostgreSQL database in the forms in which hosts and other libraries print it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from playground.configuration.environment import read_text
from playground.configuration.quotes import unquote

# `postgresql+psycopg://` is SQLAlchemy's form, and `jdbc:postgresql://` Java's.
START = re.compile(r"(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?://", re.IGNORECASE)
# Neon prints a command.
COMMAND = re.compile(r"psql\s+")
SCHEMA = re.compile(r"[A-Za-z_][\w$]*", re.ASCII)
UNKNOWN = re.compile(r'invalid URI query parameter: "(\w+)"')
# Parameters of other drivers, about their own pools and prepared statements, which mean nothing here.
FOREIGN = re.compile(
    "charset|connection_limit|encoding|pool_size|pool_timeout|preparethreshold|prepared_statements|serverversion"
    "|socket_timeout|statement_cache_size|uselibpqcompat"
)
# The modes of libpq, from the weakest.
MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# The values of Prisma's parameter.
ACCEPTED = {"strict": ("verify-full", "verify-full"), "accept_invalid_certs": ("disable", "require")}
TRUE = frozenset({"true", "1", "on", "yes", "require", ""})


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """The parameters for libpq, and whether the address says that it leads to PgBouncer (`?pgbouncer=true`)."""

    parts: dict[str, str] = field(repr=False)
    is_pooled: bool


def read_postgres_url(name: str) -> PostgresAddress | None:
    """Return the address in the variable, or None if it is not set; raise `ImproperlyConfigured`."""
    text = read_text(name)
    if not text:
        return None
    url, is_pooled = _tidy(name, unquote(COMMAND.sub("", text, count=1)))
    psycopg = import_module("psycopg")
    try:
        parts: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(url) if url else {}
    # An escape may stand for bytes that are not text.
    except (psycopg.Error, UnicodeDecodeError) as error:
        if unknown := UNKNOWN.search(str(error)):
            raise ImproperlyConfigured(
                f"{name} has the parameter {unknown[1]}, which PostgreSQL does not know: remove it."
            ) from error
        parts = {}
    ports = str(parts.get("port", "5432")).split(",")
    if not parts.get("dbname") or not all(port.isdigit() for port in ports):
        # The URL itself is not shown, since it contains the password.
        raise ImproperlyConfigured(
            f"{name} must be like postgres://user:password@host:5432/name. In the password, write %25 for %, %2F for /,"
            " %3F for ? and %40 for @."
        )
    return PostgresAddress({name: str(value) for name, value in parts.items()}, is_pooled)


def _tidy(name: str, text: str) -> tuple[str, bool]:
    """Return the URL as libpq reads it, or "", and whether it is that of a pooler."""
    start = START.match(text)
    if start is None:
        return "", False
    address, _, query = text[start.end() :].partition("?")
    authority, slash, path = address.partition("/")
    user, at, host = authority.rpartition("@")
    kept, is_pooled = _tidy_query(name, query)
    # Libpq takes the first @ for the end of the password.
    url = "postgresql://" + user.replace("@", "%40") + at + host + slash + path
    return url + ("?" + "&".join(kept) if kept else ""), is_pooled


def _tidy_query(name: str, query: str) -> tuple[list[str], bool]:
    """Return the parameters that libpq knows, and whether they name a pooler."""
    kept, options, is_pooled = [], [], False
    ssl: dict[str, tuple[str, str]] = {}
    for part in filter(None, query.split("&")):
        key, _, value = part.partition("=")
        match key.lower():
            case "pgbouncer":
                is_pooled = value.lower() in TRUE
            case "schema" | "currentschema":
                options.append(_search_path(name, value))
            case "options":
                options.append(value)
            case "ssl" | "sslmode" | "sslaccept" as word if bounds := _bound_mode(word, value.lower()):
                ssl[part] = bounds
            case other if not FOREIGN.fullmatch(other):
                kept.append(part)
    if ssl:
        kept.append(f"sslmode={_choose_mode(name, ssl)}")
    return [*kept, *([f"options={'%20'.join(options)}"] if options else [])], is_pooled


def _bound_mode(word: str, value: str) -> tuple[str, str] | None:
    """Return the weakest and the strongest mode of libpq that a parameter about TLS allows, or None for another value.

    Drivers differ in what a word includes: Prisma's `sslmode=require` with `sslaccept=strict` checks the certificate.
    """
    if word == "sslaccept":
        return ACCEPTED.get(value)
    if value == "no-verify":
        return "require", "require"
    if value in MODES:
        return value, value if value == "disable" else MODES[-1]
    if word == "ssl":
        return ("require", MODES[-1]) if value in TRUE else ("disable", "prefer")
    return None


def _choose_mode(name: str, ssl: Mapping[str, tuple[str, str]]) -> str:
    """Return the weakest mode that all of these parameters allow; raise `ImproperlyConfigured` if there is none."""
    strict = max(ssl, key=lambda part: MODES.index(ssl[part][0]))
    lax = min(ssl, key=lambda part: MODES.index(ssl[part][1]))
    least, most = ssl[strict][0], ssl[lax][1]
    if MODES.index(least) > MODES.index(most):
        raise ImproperlyConfigured(f"{name} has both {strict} and {lax}, which contradict each other: remove one.")
    # What only limits the mode leaves libpq's own choice.
    named = any(part.lower().startswith("sslmode=") for part in ssl)
    return least if named else max(least, min(most, "prefer", key=MODES.index), key=MODES.index)


def _search_path(name: str, schema: str) -> str:
    if not SCHEMA.fullmatch(schema):
        raise ImproperlyConfigured(f"{name}: the schema must be a name of letters, digits and _, not {schema!r}.")
    return f"-csearch_path%3D%22{schema}%22"
