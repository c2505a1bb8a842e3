"""Lets something happen in the midst of a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from django.db import connection

from playground.accounts.models import Owner


@contextmanager
def after_owner_is_read(act: Callable[[], object]) -> Iterator[list[str]]:
    """Run `act` by another connection once this one has read an owner; yield a list that is not empty afterwards."""
    seen: list[str] = []

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    def execute_and_act(execute: Callable[..., object], sql: str, *args: object) -> object:
        result = execute(sql, *args)
        if not seen and sql.startswith("SELECT") and f'FROM "{Owner._meta.db_table}"' in sql.replace("JOIN", "FROM"):
            seen.append(sql)
            thread = Thread(target=run)
            thread.start()
            thread.join()
        return result

    with connection.execute_wrapper(execute_and_act):
        yield seen
