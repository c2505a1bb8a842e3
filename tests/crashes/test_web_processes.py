"""Several web processes that were forked from one: each has connections of its own, so nobody reads another's rows."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from benchmarks.serving import canonical_path, read_token
from tests.crashes.system import System

pytestmark = pytest.mark.system

PEOPLE = 12
VISITS = 10


def write_and_read(system: System, number: int) -> list[str]:
    """Write a prompt as a new guest, and return the prompts that this guest is shown at the visits after it."""
    prompt = f"the lighthouse of guest {number}"
    with system.client(follow_redirects=True) as client:
        path = canonical_path(client.get("/"))
        draft = {"csrfmiddlewaretoken": read_token(client, path), "prompt": prompt}
        client.post(f"{path}draft/", data=draft).raise_for_status()
        return [read_prompt(client.get(path)) for _ in range(VISITS)]


def read_prompt(page: httpx.Response) -> str:
    """Return the prompt in the form of a page."""
    return page.raise_for_status().text.partition('name="prompt"')[2].partition(">")[2].partition("<")[0].strip()


def test_each_guest_reads_what_they_wrote(system: System) -> None:
    with ThreadPoolExecutor(PEOPLE) as pool:
        read = list(pool.map(lambda number: write_and_read(system, number), range(PEOPLE)))
    assert read == [[f"the lighthouse of guest {number}"] * VISITS for number in range(PEOPLE)]
