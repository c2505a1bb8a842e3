"""What people send takes no memory of the web processes beyond a bound in bytes."""

import re
from pathlib import Path

import httpx
import pytest

from tests.load.web import serve

pytestmark = pytest.mark.system

MEGABYTE = 1024 * 1024
ORDER = {"type": "IMAGE_GENERATOR", "model": "black-forest-labs/flux-2-flex", "async": True}
# Unbounded, 40 orders of a megabyte and the pages that show them took 225 MB.
MOST_GROWTH = 80 * MEGABYTE


def order(client: httpx.Client, key: str, number: int, letters: int) -> None:
    """Order a picture with a field that means nothing here."""
    body = ORDER | {"promptObject": {"prompt": f"a fox, {number}", "junk": "<&>z" * (letters // 4)}}
    answer = client.post("/api/features", json=body, headers={"API-KEY": key})
    assert answer.status_code == 200, answer.text


def look_at_all(client: httpx.Client) -> int:
    """Show every picture's card and code, and return how many there are."""
    ids = set(re.findall(r'href="/generations/([0-9a-f-]{36})/"', client.get("/history/").text))
    for id_ in ids:
        for path in (f"/?show={id_}", f"/generations/{id_}/code/"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert len(answer.content) < 400_000
    return len(ids)


def test_forty_large_requests_leave_a_web_process_small(tmp_path: Path) -> None:
    with serve(tmp_path) as web, web.client() as client:
        key = web.become_guest(client)
        for number in range(5):
            order(client, key, number, 4)
        look_at_all(client)
        before = web.measure_memory()
        for number in range(40):
            order(client, key, 100 + number, MEGABYTE - 1000)
        assert look_at_all(client) >= 40
        grown = web.measure_memory() - before
        assert grown < MOST_GROWTH, f"{grown / MEGABYTE:.0f} MB"
