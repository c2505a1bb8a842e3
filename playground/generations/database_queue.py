"""The queue in the PostgreSQL database, for those who have no Redis: Huey's tables, Django's connections."""

from typing import Any

import psycopg
from django.db import connection
from huey.api import PostgresHuey
from huey.storage import PostgresStorage

from playground.generations.hints import HintingHuey


class DatabaseStorage(PostgresStorage):
    """Listens for new tasks and takes each once; its tables are made by `prepare_home`."""

    def _create_connection(self) -> Any:  # noqa: ANN401
        return self._connect()

    def _connect(self) -> Any:  # noqa: ANN401
        """Return a connection of the queue's own, to whatever database Django is at."""
        return psycopg.connect(**connection.get_connection_params(), autocommit=True)


class DatabaseHuey(HintingHuey, PostgresHuey):
    """PostgresHuey at Django's database."""

    failures = (psycopg.Error,)
    storage_class = DatabaseStorage
