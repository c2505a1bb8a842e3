"""Measures how soon the ZIP of many pictures begins, how fast it goes on, and what memory it takes."""

import argparse
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from benchmarks.figures import Figure, judge_maximum, note, print_table
from benchmarks.processes import process_tree, proportional_size
from benchmarks.serving import TIMEOUT_SECONDS, Person, Playground, playground, read_token

PICTURES = 1_000
MOST_SECONDS = 1.0
MOST_MEGABYTES = 64
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Download:
    """The seconds until the first byte and the last, the bytes, and the most memory that was seen meanwhile."""

    first: float
    whole: float
    size: int
    most_memory: float
    entries: int


def measure_memory(server: Playground) -> float:
    """Return the memory of all processes of the server in megabytes."""
    return sum(proportional_size(id_) for id_ in process_tree(server.process_id))


def download(server: Playground, person: Person) -> Download:
    """Download everything that the person made, as the page of exports does."""
    with (
        httpx.Client(base_url=server.address, cookies=dict(person.cookies), timeout=TIMEOUT_SECONDS) as client,
        tempfile.TemporaryFile() as target,
    ):
        form = {
            "csrfmiddlewaretoken": read_token(client, "/export/"),
            "everything": "on",
            "pattern": "{date}_{model}_{prompt:40}_{seed}",
            "recipes": "on",
            "sheet": "on",
            "table": "on",
        }
        started = time.perf_counter()
        with client.stream("POST", "/export/pictures.zip", data=form) as response:
            response.raise_for_status()
            first, most, looked = 0.0, 0.0, 0.0
            for block in response.iter_raw():
                now = time.perf_counter()
                first = first or now - started
                target.write(block)
                if now - looked > 0.25:
                    most, looked = max(most, measure_memory(server)), now
        whole, size = time.perf_counter() - started, target.tell()
        with zipfile.ZipFile(target) as archive:
            entries = len(archive.namelist())
    return Download(first, whole, size, most, entries)


def report(pictures: int) -> Iterator[Figure]:
    """Yield the figures of a person with this many pictures."""
    with playground() as server:
        person = server.sign_up()
        server.fill_history(person.email, pictures)
        # The first one loads code, whose memory is not the archive's.
        download(server, person)
        before = measure_memory(server)
        done = download(server, person)
        yield judge_maximum(f"first byte of {pictures:,} pictures", done.first, MOST_SECONDS, "s")
        yield note("the whole archive", f"{done.whole:.1f} s, {done.size / MEGABYTE:.0f} MB, {done.entries:,} files")
        yield judge_maximum("memory that it takes", max(0.0, done.most_memory - before), MOST_MEGABYTES, "MB")


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=PICTURES)
    print_table(list(report(parser.parse_args().pictures)))


if __name__ == "__main__":
    main()
