"""Counts are shared by processes, survive them, and lose nothing when many count at once."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from playground.accounts.api_keys import count_request, create_key
from playground.generations.readiness import NotReady, check_database
from playground.stores.counters import count, remove_expired_counts
from tests.cast import Person
from tests.launching import ROOT, environment

pytestmark = pytest.mark.django_db(databases="__all__")
BACKEND = "playground.stores.counters.CountersCache"
COUNTING = """
from concurrent.futures import ThreadPoolExecutor
from playground.stores.counters import count
def act(_):
    return count("shared", 60)
with ThreadPoolExecutor(4) as pool:
    print(max(pool.map(act, range(40))))
"""


def make_tables(settings: Any) -> str:
    """Count in the database, and return its alias."""
    settings.CACHES = {"default": {"BACKEND": BACKEND, "LOCATION": "counters", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
    for alias in settings.DATABASES:
        call_command("createcachetable", database=alias, verbosity=0)
    return "counters" if settings.STORES.counters else "default"


@pytest.fixture
def alias(settings: Any, db: None) -> str:
    """Count in the database, and return its alias."""
    return make_tables(settings)


@pytest.fixture
def in_background() -> Callable[[Callable[[], Any]], Any]:
    """Return a function that calls another in a thread of its own with connections of its own."""

    def act(work: Callable[[], Any]) -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    return act


def test_a_count_begins_at_one_and_goes_on(alias: str) -> None:
    assert [count("a", 60), count("a", 60), count("b", 60), count("a", 60)] == [1, 2, 1, 3]


def test_what_is_over_begins_again_and_is_removed(alias: str) -> None:
    caches["default"].set("over", 7, -1)
    caches["default"].set("kept", 7, 60)
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counters")
        assert cursor.fetchone()[0] == 2
        remove_expired_counts()
        cursor.execute("SELECT count(*) FROM counters")
        assert cursor.fetchone()[0] == 1
    assert [count("over", 60), count("kept", 60)] == [1, 8]


def test_counting_does_not_move_the_end(alias: str) -> None:
    caches["default"].set("a", 1, 60)
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT expires FROM counters")
        before = cursor.fetchone()
        count("a", 600)
        cursor.execute("SELECT expires FROM counters")
        assert cursor.fetchone() == before


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_threads_that_count_at_once_lose_nothing(
    settings: Any, in_background: Callable[[Callable[[], Any]], Any]
) -> None:
    make_tables(settings)
    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(in_background, [lambda: count("threads", 60)] * 80))
    assert sorted(counted) == list(range(1, 81))


@pytest.mark.thorough
def test_processes_share_counts_and_a_new_one_goes_on(tmp_path: Path) -> None:
    surroundings = environment(tmp_path)
    command = [sys.executable, "manage.py"]
    subprocess.run([*command, "prepare_home"], cwd=ROOT, env=surroundings, check=True, capture_output=True)
    counting = [*command, "shell", "-v0", "-c", COUNTING]
    both = [subprocess.Popen(counting, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert max(int(process.communicate()[0]) for process in both) == 80
    later = subprocess.run(counting, cwd=ROOT, env=surroundings, check=True, capture_output=True, text=True)
    assert int(later.stdout) == 120


def test_a_key_has_one_limit_in_all_processes(alias: str, bob: Person) -> None:
    key, _ = create_key(bob.owner)
    assert [count_request(key, 3) > 0 for _ in range(5)] == [False, False, False, True, True]
    key.refresh_from_db()
    assert key.used == 1


def test_pages_and_polls_do_not_touch_the_counts(alias: str, alice: Person) -> None:
    row = alice.make()
    with CaptureQueriesContext(connections[alias]) as captured:
        alice.studio()
        alice.get("history")
        alice.get("changes", shown=f"card-{row.id}.0")
    assert [query for query in captured.captured_queries if "counters" in query["sql"]] == []


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_table_that_is_missing_is_not_ready(settings: Any) -> None:
    alias = make_tables(settings)
    with connections[alias].cursor() as cursor:
        cursor.execute("DROP TABLE counters")
    with pytest.raises(NotReady):
        check_database()
