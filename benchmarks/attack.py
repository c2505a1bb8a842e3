"""Attacks a playground as one guest for a minute, and measures pages and sketches of another person meanwhile.

The attack is in `attackers.py`: slow prompts, large and many uploads, slow bodies, ignored fields, new guests, guessed
passwords and slow webhook receivers, all at once, from one address. It runs against the default start, and behind
nginx with the shipped configuration (needs Debian's nginx). Then many requests are sent at once against the daily limit
of an owner and of the server, to count what is paid for. Everything is bounded in time.
"""

import argparse
import contextlib
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from benchmarks.attackers import STUDIO, client_from
from benchmarks.figures import Figure, judge_maximum, judge_times, note, print_table, summarize
from benchmarks.processes import process_tree, proportional_size
from benchmarks.serving import ROOT, Playground, canonical_path, playground, read_token
from benchmarks.slow_api import read_times, slow_api
from tests.deploy.site import NAME, run_nginx

# The other person's address, the seconds between two pages and between two sketches, and the client's time-out.
SOURCE = "127.0.0.3"
PAGE_PAUSE = 0.25
SKETCH_PAUSE = 2.0
TIMEOUT_SECONDS = 60.0
# Seconds of measurement before the attack. Results are compared with them, since machines differ.
BASELINE_SECONDS = 10.0
REQUESTS = 500
AT_ONCE = 50
ALLOWANCE = 5
CAP = 12
OWNERS = 8


class SlowReceiver(BaseHTTPRequestHandler):
    """Answers a webhook after twelve seconds, which is longer than the sender waits."""

    def do_POST(self) -> None:
        time.sleep(12)
        with contextlib.suppress(OSError):
            self.send_response(200)
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing, which would mix with the results."""


@contextlib.contextmanager
def slow_receiver() -> Iterator[str]:
    """Run the receiver while the block runs, and yield its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), SlowReceiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    server.shutdown()


class Bystander:
    """A guest at another address, who views pages and generates sketches during the attack."""

    def __init__(self, address: str, host: str) -> None:
        self._address, self._host = address, host
        self.pages: list[float] = []
        self.sketches: list[float] = []
        self.errors: list[str] = []

    def client(self) -> httpx.Client:
        return client_from(SOURCE, self._address, self._host, TIMEOUT_SECONDS)

    def look(self, over: threading.Event) -> None:
        """View the studio and the history repeatedly, each time over a new connection like a first visit."""
        while not over.is_set():
            for path in ("/", "/history/"):
                with self.client() as client:
                    self._time(self.pages, path, lambda client=client, path=path: client.get(path))  # type: ignore[misc]
                over.wait(PAGE_PAUSE)

    def draw(self, over: threading.Event) -> None:
        """Generate one sketch after another, and wait for each as the page does."""
        client = self.client()
        token = read_token(client, canonical_path(client.get("/")))
        number = 0
        while not over.is_set():
            number += 1
            form = {"csrfmiddlewaretoken": token, "prompt": f"a lighthouse in fog {number}", "token": f"other-{number}"}
            self._time(self.sketches, "sketch", lambda form=form: self._sketch(client, form))  # type: ignore[misc]
            over.wait(SKETCH_PAUSE)

    def _sketch(self, client: httpx.Client, form: dict[str, str]) -> httpx.Response:
        answer = client.post(STUDIO, data=form, headers={"HX-Request": "true"})
        shown = answer
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while answer.is_success and time.monotonic() < deadline:
            card = re.search(r'id="(card-[0-9a-f-]+)"[^>]*data-version="(\d+)"\s+data-status="(\w+)"', shown.text)
            if card and card[3] not in ("queued", "running"):
                if card[3] != "done":
                    self.errors.append(f"a sketch ended as {card[3]}")
                return answer
            known = f"{card[1]}.{card[2]}" if card else ""
            fresh = client.get("/generations/changes/", params={"shown": known})
            shown = fresh if fresh.text else shown
        return answer

    def _time(self, times: list[float], what: str, act: Callable[[], httpx.Response]) -> None:
        started = time.perf_counter()
        try:
            status = act().status_code
        except httpx.HTTPError as error:
            self.errors.append(f"{what}: {type(error).__name__}")
            status = 0
        times.append(1000 * (time.perf_counter() - started))
        if status >= 400:
            self.errors.append(f"{what}: {status}")


def measure(server: Playground, address: str, host: str, seconds: float, title: str, only: str) -> Iterator[Figure]:
    """Attack the server, and judge the other person's times and the memory meanwhile."""
    yield from measure_baseline(address, host, title)
    other, over = Bystander(address, host), threading.Event()
    largest = 0.0
    with slow_receiver() as receiver, ThreadPoolExecutor(2) as pool:
        command = [sys.executable, "-m", "benchmarks.attackers", address, host, receiver, str(seconds), "--only", only]
        # A real attacker is another machine. In its own session, Linux schedules it as a separate group beside the
        # servers, instead of together with this command.
        attack = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        doing = [pool.submit(act, over) for act in (other.look, other.draw)]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            largest = max(largest, memory(server))
            time.sleep(1)
        over.set()
        for one in doing:
            one.result()
        output = attack.communicate(timeout=90)[0]
    yield judge_times(f"{title}: another person's page", other.pages, 300, 300)
    yield judge_times(f"{title}: another person's sketch", other.sketches, 3000, 3000)
    yield judge_maximum(f"{title}: another person's failed requests", len(other.errors), 0, "")
    yield judge_maximum(f"{title}: peak memory of all processes (PSS)", largest, 500, "MB")
    for line in [*sorted(set(other.errors))[:5], *output.splitlines()]:
        yield note(title, line)


def measure_baseline(address: str, host: str, title: str) -> Iterator[Figure]:
    """Measure the same person's pages and sketches before the attack."""
    calm, over = Bystander(address, host), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        doing = [pool.submit(act, over) for act in (calm.look, calm.draw)]
        time.sleep(BASELINE_SECONDS)
        over.set()
        for one in doing:
            one.result()
    yield note(f"{title}: a page before the attack", summarize(calm.pages))
    yield note(f"{title}: a sketch before the attack", summarize(calm.sketches))


def memory(server: Playground) -> float:
    """Return the proportional set size of all processes in MB."""
    total = 0.0
    # A process that ends while it is read counts as 0.
    for process in process_tree(server.process_id):
        with contextlib.suppress(OSError):
            total += proportional_size(process)
    return total


def attack_default(seconds: float, only: str) -> list[Figure]:
    """Attack a playground that was started like in the README."""
    with playground(PLAYGROUND_ENGINE="sketch", PLAYGROUND_ALLOW_PRIVATE_URLS="true") as server:
        host = urlsplit(server.address).netloc
        return list(measure(server, server.address, host, seconds, "default start", only))


def attack_behind_nginx(seconds: float, only: str) -> list[Figure]:
    """Attack a playground behind nginx, set up as in `docs/deploy.md`."""
    settings = {
        "PLAYGROUND_ENGINE": "sketch",
        "PLAYGROUND_ALLOW_PRIVATE_URLS": "true",
        "PLAYGROUND_PUBLIC_URL": f"https://{NAME}",
        "PLAYGROUND_ALLOWED_HOSTS": f"{NAME},127.0.0.1,localhost",
        "PLAYGROUND_BEHIND_PROXY": "true",
    }
    with playground(**settings) as server, tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        upstream = urlsplit(server.address).port or 0
        with run_nginx(Path(folder) / "nginx", upstream) as address:
            return list(measure(server, address, NAME, seconds, "behind nginx", only))


def spend(title: str, owners: int, **settings: str) -> Figure:
    """Send many requests at once with the keys of several guests, and count what was sent to the paid API."""
    with slow_api() as api:
        calm = {"ONEMIN_API_KEY": "a-key", "ONEMIN_BASE_URL": api, "PLAYGROUND_SERVER_KEYS_FOR": "everyone"}
        with playground(**calm | settings) as server:
            keys = [server.manage("create_api_key", f"person-{number}@example.com") for number in range(owners)]
            found = [re.search(r"pg_\w{9,}", text) for text in keys]
            raws = [match[0] for match in found if match]
            body = {"type": "IMAGE_GENERATOR", "model": "black-forest-labs/flux-2-flex", "async": True}
            with (
                httpx.Client(base_url=server.address, timeout=TIMEOUT_SECONDS) as client,
                ThreadPoolExecutor(AT_ONCE) as pool,
            ):

                def order(number: int) -> None:
                    asked = body | {"promptObject": {"prompt": "x 0", "seed": number, "output_format": "png"}}
                    client.post("/api/features", json=asked, headers={"API-KEY": raws[number % owners]})

                list(pool.map(order, range(REQUESTS)))
            time.sleep(5)
            most = int(settings["PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY"]) or ALLOWANCE
            return judge_maximum(
                f"{title}: paid for by {REQUESTS} requests, {AT_ONCE} at once", len(read_times(api)), most, ""
            )


def main() -> None:
    """Run the attacks and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="duration of each attack (60)")
    parser.add_argument("--place", choices=("default", "nginx", "money"), help="run only this part")
    parser.add_argument("--only", default="", help="run only the attack with this name, such as drip_bodies")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    if arguments.place in (None, "default"):
        figures += attack_default(arguments.seconds, arguments.only)
    if arguments.place in (None, "nginx"):
        figures += attack_behind_nginx(arguments.seconds, arguments.only)
    if arguments.place in (None, "money"):
        one = {"PLAYGROUND_SERVER_KEYS_A_DAY": str(ALLOWANCE), "PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY": "0"}
        figures.append(spend(f"an allowance of {ALLOWANCE} a day", 1, **one))
        many = {"PLAYGROUND_SERVER_KEYS_A_DAY": "0", "PLAYGROUND_SERVER_KEYS_IN_ALL_A_DAY": str(CAP)}
        figures.append(spend(f"{OWNERS} owners under a cap of {CAP} a day", OWNERS, **many))
    print_table(figures)


if __name__ == "__main__":
    main()
