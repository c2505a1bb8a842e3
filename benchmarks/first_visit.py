"""Measures a first visit with an empty cache: bytes, requests, time until Generate works, heap, shifts and long tasks.

It is also measured as a slow phone, with a CPU four times slower, 1.6 Mbit/s and 150 ms of round trip.

Bytes and requests are counted in a visit of their own: each request that Chromium reports to the benchmark costs
processor time, which the timed visits would wait for.
"""

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession

from benchmarks.browsing import WATCH_SCRIPT, chromium, read_heap, slow_down, visiting
from benchmarks.figures import Figure, judge_maximum, judge_times, note, print_table, summarize
from benchmarks.serving import playground
from benchmarks.yardstick import yardstick

# Milliseconds after loading in which late layout shifts and tasks are still counted.
SETTLE_MS = 700


class Transfer:
    """Counts requests and transferred bytes, including redirects but without pictures of the history."""

    def __init__(self) -> None:
        self.requests: dict[str, str] = {}
        self.redirects = 0
        self.bytes_by_address: Counter[str] = Counter()

    def watch(self, session: CDPSession) -> None:
        """Start counting."""
        session.on("Network.requestWillBeSent", self._take_request)
        session.on("Network.loadingFinished", self._take_end)
        session.send("Network.enable")

    def _take_request(self, event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if "redirectResponse" in event:
            self.redirects += 1
            self.bytes_by_address[event["redirectResponse"]["url"]] += event["redirectResponse"]["encodedDataLength"]
        if address.startswith("http") and "/files/" not in address:
            self.requests[event["requestId"]] = address

    def _take_end(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.requests:
            self.bytes_by_address[self.requests[event["requestId"]]] += int(event["encodedDataLength"])

    @property
    def number(self) -> int:
        return len(self.requests) + self.redirects

    @property
    def kilobytes(self) -> float:
        """The size of all responses, compressed and with headers, in units of 1,000 bytes."""
        return self.bytes_by_address.total() / 1000

    @property
    def largest(self) -> str:
        """The six largest responses."""
        heaviest = self.bytes_by_address.most_common(6)
        return ", ".join(f"{address.rpartition('/')[2] or 'page'} {size / 1000:.1f}" for address, size in heaviest)


@dataclass(frozen=True, slots=True)
class Visit:
    """The results of one visit: times in milliseconds, the heap in MiB."""

    usable: float
    heap: float
    shift: float
    longest_task: float


def count(browser: Browser, address: str) -> Transfer:
    """Visit an address with an empty cache, and count what it transfers."""
    transfer = Transfer()
    with visiting(browser) as (page, session):
        transfer.watch(session)
        page.goto(address, wait_until="networkidle")
        page.wait_for_timeout(SETTLE_MS)
    return transfer


def visit(browser: Browser, address: str, *, slow: bool = False) -> Visit:
    """Visit an address with an empty cache."""
    with visiting(browser, phone=slow) as (page, session):
        page.add_init_script(WATCH_SCRIPT)
        if slow:
            slow_down(session)
        page.goto(address, wait_until="commit")
        usable: float = page.evaluate("() => watching.watchUsable()")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE_MS)
        seen: dict[str, list[float]] = page.evaluate("() => ({ tasks: watching.longTasks, shifts: watching.shifts })")
        heap = read_heap(session)
    return Visit(usable, heap, sum(seen["shifts"]), max(seen["tasks"], default=0))


def measure_yardstick(browser: Browser, number: int) -> Figure:
    """Return the times until a minimal page, of a kilobyte and one request, is usable over loopback."""
    times = []
    with tempfile.TemporaryDirectory(prefix="yardstick-") as folder, yardstick(Path(folder)) as address:
        for _ in range(number):
            with visiting(browser) as (page, _session):
                page.add_init_script(WATCH_SCRIPT)
                page.goto(address, wait_until="commit")
                times.append(page.evaluate("() => watching.watchUsable({ minimal: true })"))
    return note("yardstick: a minimal page usable, loopback", summarize(times))


def judge(transfer: Transfer, fast: list[Visit], slow: list[Visit], yardstick: Figure) -> list[Figure]:
    return [
        judge_maximum("bytes, compressed, with headers", transfer.kilobytes, 90, "KB"),
        judge_maximum("requests", transfer.number, 12, ""),
        note("largest responses, in KB", transfer.largest),
        judge_times("Generate usable, loopback", [visit.usable for visit in fast], 190),
        yardstick,
        judge_times("Generate usable, slow phone", [visit.usable for visit in slow], 800),
        judge_maximum("JavaScript heap after collection", max(visit.heap for visit in fast), 3, "MiB"),
        judge_maximum("layout shift, loopback", max(visit.shift for visit in fast), 0.02, ""),
        judge_maximum("layout shift, slow phone", max(visit.shift for visit in slow), 0.02, ""),
        judge_maximum("longest task, loopback", max(visit.longest_task for visit in fast), 50, "ms"),
        note("longest task, slow phone", f"{max(visit.longest_task for visit in slow):.0f} ms"),
    ]


def main() -> None:
    """Visit repeatedly and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=15, help="visits over loopback (15)")
    parser.add_argument("--slow-visits", type=int, default=7, help="visits as a slow phone (7)")
    numbers = parser.parse_args()
    with chromium() as browser, playground() as server:
        transfer = count(browser, server.address)
        fast = [visit(browser, server.address) for _ in range(numbers.visits)]
        slow = [visit(browser, server.address, slow=True) for _ in range(numbers.slow_visits)]
        minimal = measure_yardstick(browser, numbers.visits)
    print_table(judge(transfer, fast, slow, minimal))


if __name__ == "__main__":
    main()
