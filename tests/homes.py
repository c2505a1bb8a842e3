"""Home folders with a database of their own, worked on by commands in processes of their own."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
STORES = ("DATABASE_URL", "DATABASE_DIRECT_URL", "REDIS_URL", "S3_BUCKET")


@dataclass(frozen=True)
class Home:
    """A home folder, and the database that belongs to it: SQLite where no address is given."""

    folder: Path
    database_url: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "playground.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in STORES}
        kept |= {"PLAYGROUND_HOME": str(self.folder), "PLAYGROUND_ENGINE": "blank", "PYTHONPATH": str(ROOT)}
        kept |= {"DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | {"PLAYGROUND_ALLOWED_HOSTS": "testserver"} | dict(self.variables)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def manage(self, *arguments: str) -> list[str]:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def shell(self, code: str) -> list[str]:
        return self.manage("shell", "--verbosity", "0", "--command", code)

    def refusal(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 1
        return done.stderr.strip().splitlines()[-1]


@contextmanager
def empty_home(folder: Path, variables: Mapping[str, str] | None = None, *, options: str = "") -> Iterator[Home]:
    """Yield a home with an empty database of the kind that the tests run on; it is not prepared.

    `options` are those of PostgreSQL's `CREATE DATABASE`.
    """
    if not settings.STORES.has_postgres:
        yield Home(folder, variables=variables or {})
        return
    name = f"home_{secrets.token_hex(4)}"
    facts = settings.DATABASES["default"]
    server = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as database:
        database.execute(f"CREATE DATABASE {name} {options}")
        try:
            yield Home(folder, f"{server}/{name}", variables or {})
        finally:
            database.execute(f"DROP DATABASE {name} WITH (FORCE)")
