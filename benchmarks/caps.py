"""Submits thousands of paid requests at once, from several processes with many threads, and counts what passes a cap.

Meanwhile some requests are cancelled, and of some the API reports a lower charge, so that the sum goes up and down
below the cap. Nothing is sent, since no worker runs. With a `DATABASE_URL` it uses that database, which should be
empty: `uv run python -m tests.servers --only postgres python -m benchmarks.caps`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.figures import Figure, judge_maximum, note, print_table
from benchmarks.serving import ROOT

REQUESTS, PROCESSES, THREADS = 10_000, 4, 20
# Of one owner each. A picture costs three cents or seven, and 2 x 3 + 7 fits none of them exactly.
CAPS = (100_000, 9_990_000, 1_000_000_000)
PREPARE = """
import json
from playground.accounts.models import Owner
from playground.prices.caps import SERVER, set_cap
owners = [Owner.objects.create() for _ in range({number})]
for owner, cap in zip(owners, {caps}):
    set_cap(owner, SERVER, cap)
print(json.dumps([str(owner.pk) for owner in owners]))
"""
# After each request some threads look at what all rows cost by then, in one statement.
SUBMIT = """
import json, random, sys
from collections import Counter
from contextlib import suppress
from concurrent.futures import ThreadPoolExecutor
from django.db import OperationalError, connection
from django.db.models import F
from playground.accounts.models import Owner
from playground.catalog.loading import get_spec
from playground.generations.models import Generation, Status
from playground.generations.spending.totals import add, read_totals
from playground.generations.submission.submit import Submission, submit
from playground.prices.caps import CapReached, this_month
tries_again = []
owners, caps = [Owner.objects.get(pk=id) for id in {owners}], {caps}
specs = [get_spec(f"bfl/flux-2-" + name + "/generate") for name in ("pro", "pro", "max")]
def submit_one(owner, number):
    while True:
        try:
            submit(Submission(owner, specs[number % 3], {{"prompt": "a"}}, source="api"))
            return "made"
        except CapReached:
            return "refused"
        # SQLite has one writer at a time, and a request that waits too long has to try again.
        except OperationalError:
            tries_again.append(number)
def cost_of(owner):
    return add(total.amounts for total in read_totals(owner, this_month())).counted
def make_room(owner):
    rows = Generation.objects.filter(owner=owner, status=Status.QUEUED, charged=None)
    place = random.randrange(20)
    row = next(iter(rows[place:place + 1]), None)
    if row and random.random() < 0.5:
        row.cancel()
    elif row:
        Generation.objects.filter(pk=row.pk, charged=None).update(charged=F("quoted") - 1)
def act(number):
    place = number % len(owners)
    ended = submit_one(owners[place], number)
    if random.random() < 0.05:
        with suppress(OperationalError):
            make_room(owners[place])
    over = cost_of(owners[place]) - caps[place] if number % 10 == 0 else 0
    return ended, over
def act_and_close(number):
    try:
        return act(number)
    finally:
        # With PostgreSQL it goes back to the pool, which has fewer connections than there are threads.
        connection.close()
with ThreadPoolExecutor({threads}) as pool:
    results = list(pool.map(act_and_close, range({requests})))
print(json.dumps([Counter(ended for ended, _ in results), max(over for _, over in results), len(tries_again)]))
"""
# What is counted is what the rows cost.
CHECK = """
import json
from playground.accounts.models import Owner
from playground.generations.spending.totals import add, read_totals
from playground.prices.caps import SERVER, Spent, this_month
owners = [Owner.objects.get(pk=id) for id in {owners}]
print(json.dumps([[Spent.read(owner, SERVER, this_month()).micros,
    add(total.amounts for total in read_totals(owner, this_month())).counted] for owner in owners]))
"""


def start(code: str, environment: Mapping[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> Any:  # noqa: ANN401
    """Return what the process printed as JSON."""
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"A process ended with {process.returncode}.")
    return json.loads(out)


def measure(requests: int, environment: Mapping[str, str]) -> Iterator[Figure]:
    """Submit from all processes, and compare the sums with the caps and with the rows."""
    owners = finish(start(PREPARE.format(number=len(CAPS), caps=CAPS), environment))
    code = SUBMIT.format(owners=owners, caps=CAPS, threads=THREADS, requests=requests // PROCESSES)
    started = time.perf_counter()
    results = [finish(process) for process in [start(code, environment) for _ in range(PROCESSES)]]
    taken = time.perf_counter() - started
    ended = sum((Counter(counts) for counts, *_ in results), Counter[str]())
    sums = finish(start(CHECK.format(owners=owners), environment))
    stores = "PostgreSQL" if environment.get("DATABASE_URL") else "SQLite"
    at_once = f"{PROCESSES * THREADS} at once"
    yield note(f"{stores}: submits, {at_once}", f"{ended['made']:,} taken, {ended['refused']:,} refused, {taken:.0f} s")
    past = max(0, *(most for _, most, _ in results), *(spent - cap for (spent, _), cap in zip(sums, CAPS, strict=True)))
    yield judge_maximum(f"{stores}: past a cap at any time, in millionths of a dollar", past, 0, "")
    yield judge_maximum(f"{stores}: counted, but not in the rows", sum(abs(a - b) for a, b in sums), 0, "")
    lost = PROCESSES * (requests // PROCESSES) - ended.total()
    yield note(f"{stores}: asked again, since the database was busy too long", str(sum(again for *_, again in results)))
    yield judge_maximum(f"{stores}: submits without an answer", lost, 0, "")


def main() -> None:
    """Measure in a temporary home, with the database of the environment, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=REQUESTS, help=f"submits in all ({REQUESTS})")
    requests = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "PLAYGROUND_HOME": home,
            "BFL_API_KEY": "not-a-key",
            "PLAYGROUND_SERVER_KEYS_FOR": "everyone",
            "PLAYGROUND_SERVER_KEYS_A_DAY": "0",
            "PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY": "0",
            "PLAYGROUND_API_MOST_QUEUED": str(10 * requests),
        }
        prepare = [sys.executable, "manage.py", "prepare_home"]
        subprocess.run(prepare, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        print_table(list(measure(requests, environment)))


if __name__ == "__main__":
    main()
