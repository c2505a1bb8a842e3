"""PostgreSQL behind PgBouncer in transaction mode: it works where the address says so, and else does not start."""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.homes import Home, empty_home
from tests.launching import free_port
from tests.programs import need_program
from tests.servers import serve
from tests.stores.test_several_processes import TOLD, Visitor, serving

PEOPLE = 4
# Says whether news arrive within a second, and which task.
HEARD = """
import threading
from playground.stores.news import announce, listen
from playground.stores.queue.records import queue
news = listen()
announce()
print(any(news.wait() for _ in range(50)))
threading.Timer(0.2, queue.storage.enqueue, [b"task"]).start()
print(queue.storage.dequeue())
"""
# Fewer connections to the server than the processes have to PgBouncer, so that each statement gets another one.
CONFIGURATION = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 3
"""


@pytest.fixture(scope="module")
def pooler() -> Iterator[int]:
    """Run PgBouncer in front of the database of these tests, and return its port."""
    if not settings.STORES.has_postgres:
        pytest.skip("needs PostgreSQL: python -m tests.servers --only postgres pytest …")
    program = need_program("pgbouncer")
    port, facts = free_port(), settings.DATABASES["default"]
    # Not in pytest's folder, into which only one user may look: PgBouncer refuses to be root.
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory(prefix="playground-pgbouncer-") as name:
        folder = Path(name)
        (folder / "users").write_text(f'"{facts["USER"]}" "{facts["PASSWORD"]}"\n')
        text = CONFIGURATION.format(host=facts["HOST"], port=facts["PORT"] or 5432, listen=port, folder=folder)
        (folder / "pgbouncer.ini").write_text(text)
        if user:
            shutil.chown(folder, user)
        with serve([program, folder / "pgbouncer.ini"], port, folder, user):
            yield port


@pytest.fixture
def unpooled(tmp_path: Path) -> Iterator[Home]:
    """Return a home with a database of its own, whose address leads to the server itself."""
    with empty_home(tmp_path, {"PLAYGROUND_ALLOWED_HOSTS": "127.0.0.1", "PLAYGROUND_LOG_FORMAT": "json"}) as home:
        yield home


@pytest.fixture
def pooled(pooler: int, unpooled: Home) -> Callable[..., Home]:
    """Return a function that gives the home with an address that leads to PgBouncer."""

    def act(query: str = "", **variables: str) -> Home:
        parts = urlsplit(unpooled.database_url)
        url = f"postgres://{parts.username}@127.0.0.1:{pooler}{parts.path}{query}"
        return replace(unpooled, database_url=url, variables={**unpooled.variables, **variables})

    return act


def test_the_start_is_refused_in_one_line_that_names_both_ways(pooled: Callable[..., Home]) -> None:
    line = pooled().refusal("prepare_home")
    assert line.startswith("CommandError: DATABASE_URL leads to a pooler such as PgBouncer in transaction mode")
    assert "?pgbouncer=true" in line
    assert "DATABASE_DIRECT_URL" in line


def test_pictures_are_made_through_it(pooled: Callable[..., Home], tmp_path: Path) -> None:
    through = pooled("?pgbouncer=true")
    through.manage("prepare_home")
    with ExitStack() as stack:
        addresses = serving(stack, through.environment, tmp_path, web=1, workers=1)
        with ThreadPoolExecutor(PEOPLE) as pool:
            visitors = [Visitor(addresses, number) for number in range(PEOPLE)]
            statuses: Counter[int] = sum(pool.map(Visitor.make_pictures, visitors), Counter())
    assert set(statuses) <= {200, 204, 302}, statuses
    [told] = through.shell(TOLD)
    assert {tuple(row) for row in json.loads(told)} == {("done", 1, 1, "")}
    assert "psycopg" not in "".join(log.read_text() for log in tmp_path.glob("*.log"))


def test_news_and_tasks_arrive_by_the_direct_address(
    pooled: Callable[..., Home], unpooled: Home, tmp_path: Path
) -> None:
    through = pooled(DATABASE_DIRECT_URL=unpooled.database_url)
    through.manage("prepare_home")
    assert through.shell(HEARD) == ["True", "b'task'"]
    through.manage("make_backup", str(tmp_path / "backup.tar"))


def test_a_direct_address_that_leads_nowhere_is_named(pooled: Callable[..., Home]) -> None:
    nowhere = f"postgres://playground@127.0.0.1:{free_port()}/play"
    line = pooled(DATABASE_DIRECT_URL=nowhere).refusal("prepare_home")
    assert line.startswith("CommandError: Cannot connect to the database of DATABASE_DIRECT_URL:")
