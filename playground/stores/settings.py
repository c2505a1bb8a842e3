"""Chooses where rows, tasks, counts and files are stored: in the home folder, or on servers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from playground.configuration.environment import lower_scheme, read_address, read_raw, read_text
from playground.configuration.optional_imports import import_without
from playground.stores.postgres_url import PostgresAddress, read_postgres_url

# By which processes learn of changed generations, for each kind of store.
NEWS = {
    "sqlite": "playground.stores.news.sqlite.SqliteNews",
    "postgres": "playground.stores.news.postgres.PostgresNews",
    "pgbouncer": "playground.stores.news.polling.PollingNews",
    "redis": "playground.stores.news.redis.RedisNews",
}
CERTIFICATE_RULE = re.compile(r"(?<=ssl_cert_reqs=)CERT_[A-Z]+")
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
# Seconds until a server counts as away; the keepalives notice a lost connection within a minute.
CONNECTION_TIMEOUTS = {
    "connect_timeout": "5",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "20000",
}


@dataclass(frozen=True, slots=True)
class Stores:
    """The settings `DATABASES`, `HUEY`, `CACHES["default"]` and `STORAGES["default"]`.

    `direct` has the parameters of connections that listen, if they must not go through the pooler of the database.
    `counters` is the database that holds the cache where it has a file of its own, and `news` the class by which
    processes learn of changed generations.
    """

    database: dict[str, Any] = field(repr=False)
    direct: dict[str, str] | None = field(repr=False)
    counters: dict[str, Any] | None
    queue: dict[str, Any] = field(repr=False)
    cache: dict[str, Any] = field(repr=False)
    files: dict[str, Any] = field(repr=False)
    news: str
    has_postgres: bool
    has_redis: bool
    has_bucket: bool

    @property
    def databases(self) -> dict[str, dict[str, Any]]:
        """The setting `DATABASES`."""
        return {"default": self.database} | ({"counters": self.counters} if self.counters else {})

    @property
    def routers(self) -> list[str]:
        """The setting `DATABASE_ROUTERS`."""
        return ["playground.stores.counters.CountersRouter"] if self.counters else []


def read_stores(home: Path, threads: int) -> Stores:
    """Return what `DATABASE_URL`, `REDIS_URL` and `S3_BUCKET` choose, each alone or together.

    `threads` is how many threads of a worker use the database at once. Raises `ImproperlyConfigured` for an address
    that cannot be read and for a driver that is not installed.
    """
    redis_url, bucket = _read_redis_url(), read_text("S3_BUCKET")
    address, direct = _read_databases()
    polls = address is not None and address.is_pooled and direct is None
    kind = "redis" if redis_url else "pgbouncer" if polls else "postgres" if address else "sqlite"
    used = {"psycopg": address is not None, "redis": bool(redis_url)}
    stores = Stores(
        database=_postgres(address.parts, threads) if address else _sqlite(home),
        direct=CONNECTION_TIMEOUTS | direct.parts if direct else None,
        counters=_counters_file(home) if kind == "sqlite" else None,
        queue={"name": "playground", "immediate": False} | _queue(kind, home, redis_url),
        cache=_cache(redis_url),
        files=_read_bucket(bucket) if bucket else _folder(home),
        news=NEWS[kind],
        has_postgres=address is not None,
        has_redis=bool(redis_url),
        has_bucket=bool(bucket),
    )
    # Huey loads each driver there is, which is 27 MB a process for nothing.
    import_without("huey.api", [name for name, is_used in used.items() if not is_used])
    return stores


def _read_databases() -> tuple[PostgresAddress | None, PostgresAddress | None]:
    """Return the database, and the address for what a pooler cannot pass on."""
    if read_text("DATABASE_URL"):
        _require("DATABASE_URL", "psycopg", "psycopg_pool")
    address = read_postgres_url("DATABASE_URL")
    direct = read_postgres_url("DATABASE_DIRECT_URL") if address else None
    return address, direct


def _sqlite(home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "playground.sqlite3",
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": home / "test.sqlite3"},
        "OPTIONS": {
            # A transaction that reads first and writes later would fail at once, without waiting, if another one has
            # written meanwhile. So each takes the write lock when it begins.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # With WAL readers and the writer do not wait for each other. With NORMAL a power failure may undo the last
            # commits, but cannot damage the file.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
        },
    }


def _counters_file(home: Path) -> dict[str, Any]:
    """Return a database for counts alone: counting never waits for the main file, and losing the file does no harm."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "counters.sqlite3",
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": home / "test_counters.sqlite3", "MIGRATE": False},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgres(parts: Mapping[str, str], threads: int) -> dict[str, Any]:
    """Return Django's settings for the parameters of a PostgreSQL URL, which may be any of libpq's."""
    options = dict(parts)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    # Held requests give their connection back, so a process needs few.
    pool = {"min_size": 1, "max_size": threads + 8, "timeout": 10, "max_idle": 60, "reconnect_timeout": 5}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: options.pop(part, "") for name, part in names.items()},
        # A pooled connection may have been lost since its last use, as when the database was restarted.
        "CONN_HEALTH_CHECKS": True,
        # Such a cursor needs the same connection for several transactions, which PgBouncer may not give.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # Parameters in the URL override the timeouts above.
        "OPTIONS": CONNECTION_TIMEOUTS | options | {"pool": pool},
    }


def _read_redis_url() -> str:
    url = lower_scheme(read_text("REDIS_URL"))
    if url and not url.startswith(REDIS_SCHEMES):
        raise ImproperlyConfigured(f"REDIS_URL must begin with one of {', '.join(REDIS_SCHEMES)}.")
    if url:
        _require("REDIS_URL", "redis")
    # Celery writes the names of Python's constants.
    return CERTIFICATE_RULE.sub(lambda found: found[0].removeprefix("CERT_").lower(), url)


def _require(variable: str, *modules: str) -> None:
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        how = "install with `uv sync --extra servers`, or from requirements.txt"
        raise ImproperlyConfigured(f"{variable} needs {' and '.join(missing)}: {how}.")


def _queue(kind: str, home: Path, redis_url: str) -> dict[str, Any]:
    """Return the settings of the queue: in Redis, else in PostgreSQL, else in a file of its own."""
    if kind == "redis":
        return {"huey_class": "playground.stores.queue.redis.TolerantRedisHuey", "url": redis_url}
    if kind == "postgres":
        # Reading the settings must not open a connection; `prepare_home` creates the tables.
        return {"huey_class": "playground.stores.queue.postgres.TolerantPostgresHuey", "create_tables": False}
    if kind == "pgbouncer":
        return {"huey_class": "playground.stores.queue.postgres.PollingPostgresHuey", "create_tables": False}
    return {
        "huey_class": "playground.stores.queue.sqlite.TolerantSqliteHuey",
        "filename": str(home / "queue.sqlite3"),
        # The first connection creates the tables, so that reading the settings opens no file.
        "create_tables": False,
        # A power failure may lose tasks, but not their rows, which recovery enqueues again.
        "fsync": False,
        "cache_mb": 1,
    }


def _cache(redis_url: str) -> dict[str, Any]:
    """Return the settings of the cache, which holds counts: in Redis, else in a database."""
    if not redis_url:
        # Django drops a third of the counts beyond this number. Expired ones are removed long before.
        options = {"MAX_ENTRIES": 100_000}
        return {"BACKEND": "playground.stores.counters.CountersCache", "LOCATION": "counters", "OPTIONS": options}
    backend = "playground.stores.cache.SharedCache"
    return {"BACKEND": backend, "LOCATION": redis_url, "KEY_PREFIX": "playground"}


def _folder(home: Path) -> dict[str, Any]:
    return {"BACKEND": "playground.stores.folder.FolderStorage", "OPTIONS": {"location": home / "files"}}


def _read_bucket(bucket: str) -> dict[str, Any]:
    """Return the storage of pictures in a bucket; without a key the instance role gives access."""
    _require("S3_BUCKET", "storages", "boto3")
    endpoint = read_address("S3_ENDPOINT_URL")
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "region_name": read_text("AWS_DEFAULT_REGION"),
        "access_key": read_text("AWS_ACCESS_KEY_ID"),
        "secret_key": read_raw("AWS_SECRET_ACCESS_KEY"),
    }
    given = {name: value for name, value in options.items() if value}
    return {"BACKEND": "playground.stores.files.BucketStorage", "OPTIONS": given}
