"""Measures searching among 1,000 and 100,000 pictures of one person, by turns, and what the index costs when writing.

The library's page is asked as a whole, and as the answer to a key in the search box. With a `DATABASE_URL` it measures
that database, which should be empty. After filling it runs `VACUUM ANALYZE` there, as PostgreSQL does by itself a
minute later, in the middle of the measurement. SQLite gets no `ANALYZE`, since the playground never runs one there.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import psycopg

from benchmarks.figures import Figure, judge_maximum, judge_times, note, percentile, print_table, summarize
from benchmarks.serving import TIMEOUT_SECONDS, Playground, playground

FEW, MANY = 1_000, 100_000
MOST_MORE = 1.3
MOST_WRITING = 1.05
SEARCHES = {
    "common words": ["light", "portrait", "fo", "light portrait", '"light poster"', "light -fox"],
    "rare words": ["plate77", "frame420", "mirror plate77", "nowhere"],
    "filters": [
        *("model:flex", "status:failed", "seed:7919", "steps:>=30", "ratio:square", "rating:>=4", "is:starred"),
        *("is:picked", "tag:poster", "in:summer", "before:2026-10-01", "has:references", "cost:>0.03", "format:webp"),
    ],
    "combinations": [
        *("light is:starred", "fox model:flex steps:>=30", "portrait tag:poster rating:>=3", "plate77 -is:rejected"),
        *("is:picked in:summer", "red status:failed", "street cost:>0.05 seed:1..500000"),
    ],
}
KEYS = ("l", "li", "lig", "ligh", "light", "light i", "light is:", "light is:sta")
# Marks in the way of people: one of 40 is starred, one of 10 rated, one of 30 picked, and some have tags.
MARK = """
from playground.accounts.models import Owner
from playground.library.models import Collection, CollectionItem, Entry, Tag, Tagging
owner = Owner.objects.get(user__email="{email}")
ids = list(Entry.objects.filter(owner=owner).order_by("sort_key").values_list("id", flat=True))
def mark(chosen, **marks):
    for start in range(0, len(chosen), 500):
        Entry.objects.filter(id__in=chosen[start:start + 500]).update(**marks)
mark(ids[::40], starred=True)
mark(ids[7::30], verdict="picked")
mark(ids[9::50], verdict="rejected")
for rating in range(1, 6):
    mark(ids[rating::50], rating=rating)
tag = Tag.objects.create(owner=owner, name="poster")
Tagging.objects.bulk_create([Tagging(tag=tag, entry_id=id) for id in ids[3::25]], batch_size=500)
summer = Collection.objects.create(owner=owner, name="Summer")
items = [CollectionItem(collection=summer, entry_id=id) for id in ids[5::200]]
CollectionItem.objects.bulk_create(items, batch_size=500)
"""
# By turns, since others use the machine too. The rows alone are submission and the two changes of a run; a whole
# generation is run by the worker's code, which also stores a picture and its thumbnails.
WRITE = """
import json, time
from django.db import connection
from playground.accounts.models import Owner
from playground.catalog.loading import get_spec
from playground.generations.models import Generation, Worker
from playground.generations.submission.submit import Submission, submit
from playground.generations.worker.local import run
from playground.library.database.installing import install, remove
owner, worker = Owner.objects.create(), Worker.objects.create()
spec = get_spec("onemin/flux-2-flex/generate")
def write_rows(row):
    row.claim(worker)
    row.finish(worker, {{}}, None)
def write(number, finish):
    started = time.perf_counter()
    row, = submit(Submission(owner, spec, {{"prompt": f"a red fox in the snow, number {{number}}"}}))
    finish(row)
    return 1000 * (time.perf_counter() - started)
ways = {{"rows": write_rows, "whole": lambda row: run(row.id, worker)}}
times = {{way: {{"without": [], "with": []}} for way in ways}}
for turn in range({turns}):
    for which, change in (("without", remove), ("with", install)):
        change(connection)
        for way, finish in ways.items():
            times[way][which] += [write(number, finish) for number in range(20)][5:]
print(json.dumps(times))
"""


def visit(server: Playground, number: int) -> tuple[httpx.Client, Figure]:
    """Sign up somebody, fill their history, and return their browser."""
    person, started = server.sign_up(), time.perf_counter()
    server.manage("fill_history", str(number), "--email", person.email, "--varied", "--without-files")
    server.manage("shell", "--verbosity", "0", "--command", MARK.format(email=person.email))
    browser = httpx.Client(base_url=server.address, cookies=dict(person.cookies), timeout=TIMEOUT_SECONDS)
    return browser, note(f"filling {number:,} generations", f"{time.perf_counter() - started:.0f} s")


def settle(url: str) -> None:
    """Do what autovacuum would do."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def measure(browser: httpx.Client, address: str, **headers: str) -> float:
    """Send a request and return its time in milliseconds."""
    started = time.perf_counter()
    browser.get(address, headers=headers).raise_for_status()
    return 1000 * (time.perf_counter() - started)


def time_searches(browsers: list[httpx.Client], number: int) -> Iterator[Figure]:
    """Compare the times of each kind of search."""
    together: list[list[float]] = [[], []]
    for kind, texts in SEARCHES.items():
        times: list[list[float]] = [[], []]
        for turn in range(number + 1):
            for text in texts:
                for browser, seen in zip(browsers, times, strict=True):
                    elapsed = measure(browser, f"/history/?q={quote(text)}")
                    seen += [elapsed] if turn else []
        few, many = times
        yield judge_maximum(f"{kind}, {MANY:,}: {summarize(many)}; p95", percentile(many, 0.95), 100, "ms")
        together[0] += few
        together[1] += many
    few, many = together
    for name, share in (("median", 0.5), ("p95", 0.95)):
        ratio = percentile(many, share) / percentile(few, share)
        yield judge_maximum(
            f"{name} of all over that with {FEW:,} ({percentile(few, share):.0f} ms)", ratio, MOST_MORE, ""
        )


def time_keys(browser: httpx.Client, number: int) -> Iterator[Figure]:
    """Measure the list and the completions that a key asks for."""
    partial = {"HX-Request": "true", "HX-Target": "tiles"}
    lists = [measure(browser, f"/history/?q={quote(text)}", **partial) for _ in range(number + 1) for text in KEYS]
    yield judge_times(f"the list after a key, {MANY:,}", lists[len(KEYS) :], 60)
    offered = [
        measure(browser, f"/history/complete/?q={quote(text)}&cursor={len(text)}", **partial)
        for _ in range(number + 1)
        for text in KEYS
    ]
    yield judge_times(f"completions after a key, {MANY:,}", offered[len(KEYS) :], 60)


def time_writing(server: Playground, turns: int) -> Iterator[Figure]:
    """Compare writing a generation with and without the triggers of the library."""
    times = json.loads(server.manage("shell", "--verbosity", "0", "--command", WRITE.format(turns=turns)))
    for way, title in (("whole", "a generation with its picture, submitted and run"), ("rows", "its rows alone")):
        medians = {name: statistics.median(seen) for name, seen in times[way].items()}
        text = f"{title}: {medians['without']:.2f} ms without the library, {medians['with']:.2f} with; ratio"
        yield judge_maximum(text, medians["with"] / medians["without"], MOST_WRITING, "")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--many", type=int, default=MANY, help=f"pictures of the larger library ({MANY})")
    parser.add_argument("--visits", type=int, default=10, help="visits to each search (10)")
    options = parser.parse_args()
    with playground() as server:
        made = [visit(server, number) for number in (FEW, options.many)]
        browsers = [browser for browser, _ in made]
        figures = [figure for _, figure in made]
        if url := os.environ.get("DATABASE_URL"):
            settle(url)
        figures += time_searches(browsers, options.visits)
        figures += time_keys(browsers[1], options.visits)
        figures += time_writing(server, turns=options.visits)
    print_table(figures)


if __name__ == "__main__":
    main()
