"""Addresses of PostgreSQL as hosts and other libraries print them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from playground.stores.postgres_url import read_postgres_url

NAME = "DATABASE_URL"
PLAIN = {"user": "anna", "password": "p", "host": "db.example", "dbname": "play"}
# What a host prints, and the parameters of libpq that it means.
PRINTED = {
    "heroku": ("postgres://anna:p@db.example:5432/play", PLAIN | {"port": "5432"}),
    "render": ("postgresql://anna:p@db.example/play", PLAIN),
    "capitals": ("POSTGRESQL://anna:p@db.example/play", PLAIN),
    "neon, a command": (
        "psql 'postgresql://anna:p@db.example/play?sslmode=require&channel_binding=require'",
        PLAIN | {"sslmode": "require", "channel_binding": "require"},
    ),
    "quoted, as docker reads a file": ('"postgres://anna:p@db.example/play"', PLAIN),
    "password with escapes": (
        "postgres://anna:p%40s%2Fs%23%3F%25%2B@db.example/play",
        PLAIN | {"password": "p@s/s#?%+"},
    ),
    "password with an @": ("postgres://anna:p@ss@db.example/play", PLAIN | {"password": "p@ss"}),
    "several parameters": (
        "postgres://anna:p@db.example/play?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem&connect_timeout=3",
        PLAIN | {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/db.pem", "connect_timeout": "3"},
    ),
    "heroku's node": ("postgres://anna:p@db.example/play?sslmode=no-verify", PLAIN | {"sslmode": "require"}),
    "ssl as a word": ("postgres://anna:p@db.example/play?ssl=true", PLAIN | {"sslmode": "require"}),
    "ssl besides a stricter mode": (
        "postgres://anna:p@db.example/play?sslmode=verify-full&ssl=true",
        PLAIN | {"sslmode": "verify-full"},
    ),
    "ssl before a stricter mode": (
        "postgres://anna:p@db.example/play?ssl=true&sslmode=verify-ca",
        PLAIN | {"sslmode": "verify-ca"},
    ),
    "no ssl": ("postgres://anna:p@db.example/play?ssl=false", PLAIN | {"sslmode": "prefer"}),
    "no ssl, twice": ("postgres://anna:p@db.example/play?ssl=false&sslmode=disable", PLAIN | {"sslmode": "disable"}),
    "prisma's strict": (
        "postgresql://anna:p@db.example/play?sslmode=require&sslaccept=strict",
        PLAIN | {"sslmode": "verify-full"},
    ),
    "prisma's default": (
        "postgresql://anna:p@db.example/play?sslmode=require&sslaccept=accept_invalid_certs",
        PLAIN | {"sslmode": "require"},
    ),
    "prisma": (
        "postgresql://anna:p@db.example/play?schema=Public_1&connection_limit=5&pool_timeout=2",
        PLAIN | {"options": '-csearch_path="Public_1"'},
    ),
    "schema and options": (
        "postgresql://anna:p@db.example/play?options=endpoint%3Dep-1&schema=public",
        PLAIN | {"options": 'endpoint=ep-1 -csearch_path="public"'},
    ),
    "sqlalchemy": ("postgresql+psycopg2://anna:p@db.example/play", PLAIN),
    "java": ("jdbc:postgresql://db.example/play?user=anna&password=p", PLAIN),
    "cloud sql": (
        "postgres://anna:p@/play?host=/cloudsql/project:region:instance",
        PLAIN | {"host": "/cloudsql/project:region:instance"},
    ),
    "a socket as the host": (
        "postgres://anna:p@%2Fvar%2Frun%2Fpostgresql/play",
        PLAIN | {"host": "/var/run/postgresql"},
    ),
    "a socket alone": (
        "postgres:///play?host=/var/run/postgresql&user=anna",
        {"host": "/var/run/postgresql", "user": "anna", "dbname": "play"},
    ),
    "two hosts": (
        "postgres://anna:p@db.example:5432,b.example:5433/play?target_session_attrs=read-write",
        PLAIN | {"host": "db.example,b.example", "port": "5432,5433", "target_session_attrs": "read-write"},
    ),
    "ipv6": ("postgres://anna:p@[2001:db8::1]:5432/play", PLAIN | {"host": "2001:db8::1", "port": "5432"}),
}


@pytest.mark.parametrize(("text", "parts"), PRINTED.values(), ids=PRINTED)
def test_an_address_is_read_as_its_host_means_it(
    monkeypatch: pytest.MonkeyPatch, text: str, parts: dict[str, str]
) -> None:
    monkeypatch.setenv(NAME, text)
    address = read_postgres_url(NAME)
    assert address
    assert address.parts == parts
    assert not address.is_pooled


@pytest.mark.parametrize(
    ("query", "is_pooled"), [("pgbouncer=true&connection_limit=1", True), ("pgbouncer=false", False), ("", False)]
)
def test_an_address_says_that_it_leads_to_a_pooler(
    monkeypatch: pytest.MonkeyPatch, query: str, is_pooled: bool
) -> None:
    monkeypatch.setenv(NAME, f"postgres://anna:p@db.example/play?{query}")
    address = read_postgres_url(NAME)
    assert address
    assert (address.parts, address.is_pooled) == (PLAIN, is_pooled)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("postgres://anna:hidden@db.example/play?shape=round", "has the parameter shape, which PostgreSQL does not"),
        (
            "postgres://anna:hidden@db.example/play?sslmode=verify-full&sslmode=no-verify",
            "has both sslmode=verify-full and sslmode=no-verify, which contradict each other",
        ),
        ("postgres://anna:hidden@db.example/play?ssl=true&sslmode=disable", "has both ssl=true and sslmode=disable"),
        ("postgres://anna:hidden@db.example/play?sslmode=require&ssl=0", "has both sslmode=require and ssl=0"),
        (
            "postgres://anna:hidden@db.example/play?sslaccept=strict&sslmode=no-verify",
            "has both sslaccept=strict and sslmode=no-verify",
        ),
        ("postgres://anna:hidden@db.example/play?sslaccept=strikt", "has the parameter sslaccept, which PostgreSQL"),
        ("postgres://anna:hidden@db.example/play?schema=a-b", "the schema must be a name of letters, digits and _"),
        ("postgres://anna:hid%den@db.example/play", "In the password, write %25 for %"),
        ("postgres://anna:hidden@db.example", "must be like postgres://user:password@host:5432/name"),
        ("mysql://anna:hidden@db.example/play", "must be like postgres://user:password@host:5432/name"),
        ("postgres://anna:hidden@db.example:five/play", "must be like postgres://user:password@host:5432/name"),
    ],
)
def test_what_cannot_be_read_is_named_without_the_password(
    monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    monkeypatch.setenv(NAME, text)
    with pytest.raises(ImproperlyConfigured, match=f"^{NAME}") as caught:
        read_postgres_url(NAME)
    assert sentence in str(caught.value)
    assert "hid" not in str(caught.value)
