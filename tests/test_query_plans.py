"""What lists ask of the database is found by an index, in its order, however long the history is.

The plans of a nearly empty database say enough: SQLite chooses by the shape of a query, and PostgreSQL is told to read
and sort whole tables only where it has no other way.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner
from playground.generations.models import Generation, Picture, Status
from playground.generations.spending.totals import read_totals
from playground.library.models import Tagging
from playground.library.search.finding import search
from playground.library.search.order import Sort
from playground.library.tags import ensure_tags
from playground.prices.caps import OWN, Spent, reserve, this_month
from playground.sweeps.models import Sweep
from playground.sweeps.spending import read_sweeps
from tests.cast import FLEX, JOB, Person
from tests.listing_addresses import NAMES, Visit

# Of an owner's generations every second is a job; only the oldest is of this model, and only one other has failed.
RARE = "apiframe/flux-2-max/generate"
FACTS: dict[str, Any] = {"seed": 1, "format": "png", "width": 8, "height": 8, "byte_size": 1, "sha256": "0" * 64}
STEP = 50
# Part of what lists the matches of rare words.
RARE_WORDS = '("library_text"."rowid" + 0)'

SEARCHES = (
    "",
    "fox",
    '"red fox" -wolf',
    "fox model:flex is:starred",
    "status:failed",
    "status:done,failed",
    "status:running",
    "-status:queued",
    "seed:1",
    "seed:1..5 cost:>1",
    "price:>0.05",
    "ratio:square size:8x8",
    "rating:>=4",
    "is:starred",
    "is:picked,rejected",
    "is:shared",
    "-is:unrated",
    "tag:poster",
    "has:references",
    "has:note",
    "has:tags",
    "before:2100 after:2020",
)


def grow(owner: Owner, number: int) -> None:
    """Put older generations with a picture each before those that the owner has."""
    oldest = Generation.objects.filter(owner=owner).order_by("created").first()
    end = oldest.created if oldest else timezone.now()
    rows = [
        Generation(
            owner=owner,
            spec_id=JOB if index % 2 else FLEX,
            source="api" if index % 2 else "page",
            params={"prompt": "a red fox"},
            resolved={"prompt": "a red fox", "seed": 1},
            width=8,
            height=8,
            engine="blank",
            status=Status.DONE,
            created=end - timedelta(minutes=1 + index),
        )
        for index in range(number)
    ]
    rows[-1].spec_id, rows[-3].status = RARE, Status.FAILED
    Generation.objects.bulk_create(rows)
    Picture.objects.bulk_create([Picture(generation=row, key=f"images/{row.id}.png", **FACTS) for row in rows])


@pytest.fixture
def visit(bob: Person) -> Visit:
    for _ in range(3):
        grow(Owner.objects.create(), 20)
    grow(bob.owner, 200)
    return Visit(bob, create_key(bob.owner)[1])


@pytest.fixture
def only_indexes(visit: Visit) -> None:
    """Let PostgreSQL read or sort a whole table only where nothing else is possible."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "sort", "incremental_sort", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


def queries_of(ask: Callable[[], Any]) -> list[tuple[str, Any]]:
    """Return the SELECTs of an answer with their parameters."""
    answers = []
    seen = selects_of(lambda: answers.append(ask()))
    assert answers[0].status_code < 500
    return seen


def selects_of(act: Callable[[], Any]) -> list[tuple[str, Any]]:
    """Return the SELECTs with their parameters."""
    seen = []

    def take_note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(take_note):
        act()
    return [(sql, params) for sql, params in seen if sql.startswith("SELECT")]


def faults_of(sql: str, params: Any) -> list[str]:
    """Return what the plan does without an index; ordering a few rows that an index found is fine."""
    # The order of a generation's own pictures is not that of a list.
    pages = bool(re.search(r"ORDER BY (?!.*position).* LIMIT \d", sql))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            steps = [row[3] for row in cursor.fetchall()]
            # The full-text index is a table of its own kind, and a subquery has no more rows than its own plan finds.
            indexed = ("VIRTUAL TABLE INDEX", "SCAN subquery")
            scans = [step for step in steps if step.startswith("SCAN") and not any(kind in step for kind in indexed)]
            return scans + [step for step in steps if pages and "B-TREE FOR ORDER BY" in step]
        # Of rare words the text index finds all matches, and these are sorted.
        sorts, bitmaps = (False, "on") if RARE_WORDS in sql else (pages, "off")
        cursor.execute(f"SET LOCAL enable_bitmapscan = {bitmaps}")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    nodes = list(walk((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    return [node for node in nodes if node.startswith("Seq Scan") or (sorts and node.endswith("Sort"))]


def walk(node: dict[str, Any]) -> Iterator[str]:
    yield f"{node['Node Type']} {node.get('Relation Name', '')}".strip()
    for part in node.get("Plans", []):
        yield from walk(part)


def test_every_list_is_named(visit: Visit) -> None:
    assert {*visit.addresses(), "generate"} == set(NAMES)


def test_a_query_reads_an_index_and_sorts_no_table(visit: Visit, only_indexes: None) -> None:
    faults: dict[tuple[str, str], object] = {}
    for name in NAMES:
        seen = queries_of(visit.look(name))
        assert any("generations_" in sql or name == "keys" for sql, _ in seen), name
        faults |= {(name, sql): found for sql, params in seen if (found := faults_of(sql, params))}
    assert faults == {}


@pytest.mark.parametrize("sort", Sort)
def test_a_search_reads_an_index_and_sorts_no_table(visit: Visit, only_indexes: None, sort: Sort) -> None:
    faults: dict[tuple[str, str], object] = {}
    row = Generation.objects.visible_to(visit.person.owner).newest_first()[5]
    [tag] = ensure_tags(visit.person.owner, ["poster"])
    Tagging.objects.create(tag=tag, entry=row.entry)
    for text in (*SEARCHES, f"like:{row.id}", f"near:{row.id}"):
        found = search(visit.person.owner, text, sort)
        assert found.problems == (), found.problems
        cursor = f"3-{row.entry.sort_key}"
        for look in (found.count, partial(found.following, cursor, 9), partial(found.preceding, cursor, 9)):
            seen = selects_of(look)
            assert seen, text
            faults |= {(text, sql): wrong for sql, params in seen if (wrong := faults_of(sql, params))}
    assert faults == {}


def test_the_spending_of_a_month_is_found_by_an_index(visit: Visit, only_indexes: None) -> None:
    owner = visit.person.owner
    Sweep.objects.create(owner=owner, name="Words", spec_id=FLEX)

    def look() -> None:
        reserve(owner, OWN, 1, month=this_month())
        read_totals(owner, this_month())
        read_sweeps(owner, this_month())
        Spent.read(owner, OWN, this_month())

    seen = selects_of(look)
    assert any("GROUP BY" in sql for sql, _ in seen)
    assert [(sql, found) for sql, params in seen if (found := faults_of(sql, params))] == []


def test_a_query_without_an_index_would_be_noticed(visit: Visit, only_indexes: None) -> None:
    for rows in (
        Generation.objects.filter(engine="nobody"),
        Generation.objects.filter(owner=visit.person.owner).order_by("width", "created")[:5],
    ):
        sql, params = rows.query.sql_with_params()
        assert faults_of(sql, params), sql


def work_of(ask: Callable[[], Any]) -> int:
    """Return how many steps SQLite's machine takes, counted in fifties."""
    steps = []
    connection.connection.set_progress_handler(lambda: steps.append(1), STEP)
    try:
        assert ask().status_code < 500
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(steps)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells its steps")
def test_a_history_of_ten_times_the_length_is_no_more_work(visit: Visit) -> None:
    small = {name: work_of(visit.look(name)) for name in NAMES}
    grow(visit.person.owner, 1800)
    large = {name: work_of(visit.look(name)) for name in NAMES}
    assert sum(small.values()) > len(NAMES)
    assert {name: (small[name], large[name]) for name in NAMES if large[name] > small[name] * 1.3 + 10} == {}
