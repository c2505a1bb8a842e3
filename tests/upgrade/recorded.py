"""The releases that were recorded, and how one is put into a home."""

import sqlite3
from pathlib import Path

import psycopg

from tests.homes import Home
from tests.upgrade.people import ENCRYPTION_KEY, SECRET_KEY

RELEASES = sorted((Path(__file__).parent / "releases").iterdir())
SECRETS = {"PLAYGROUND_SECRET_KEY": SECRET_KEY, "PLAYGROUND_ENCRYPTION_KEYS": ENCRYPTION_KEY}


def load(home: Home, release: Path) -> None:
    if home.database_url:
        with psycopg.connect(home.database_url) as database:
            database.execute((release / "postgres.sql").read_bytes())
    else:
        with sqlite3.connect(home.file) as rows:
            rows.executescript((release / "sqlite.sql").read_text())
        rows.close()
