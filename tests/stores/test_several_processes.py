"""Two web and three worker processes, and fifty people at once: each picture is made once, and nobody sees an error."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from tests.launching import ROOT, TIMEOUT_SECONDS, environment, free_port
from tests.markup import parse
from tests.processes import bound

pytestmark = pytest.mark.system

WEB = 2
WORKERS = 3
PEOPLE = 50
PICTURES = 2
TOLD = (
    "import json; from playground.generations.models import Generation; from django.db.models import Count;"
    "rows = Generation.objects.annotate(made=Count('pictures'));"
    "print(json.dumps([list(row) for row in rows.values_list('status', 'attempts', 'made', 'error')]))"
)


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """Return the environment of all processes: the servers of these tests, as far as there are some."""
    own = environment(tmp_path) | {"PLAYGROUND_BLANK_SECONDS": "0.05", "PLAYGROUND_ALLOWED_HOSTS": "127.0.0.1"}
    if settings.STORES.has_redis:
        own["REDIS_URL"] = own["REDIS_URL"].removesuffix("/0") + "/1"
    return own


def manage(surroundings: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True).stdout


@contextmanager
def running(command: Sequence[str], surroundings: Mapping[str, str], log: Path) -> Iterator[None]:
    """Run a process and stop it as a platform does."""
    with (
        log.open("w") as file,
        subprocess.Popen(bound(command), cwd=ROOT, env=surroundings, stdout=file, stderr=subprocess.STDOUT) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def addresses(surroundings: dict[str, str], tmp_path: Path) -> Iterator[list[str]]:
    """Start everything and return the address of each web process."""
    manage(surroundings, "prepare_home")
    with ExitStack() as stack:
        yield serving(stack, surroundings, tmp_path, web=WEB, workers=WORKERS)


def serving(stack: ExitStack, surroundings: Mapping[str, str], logs: Path, *, web: int, workers: int) -> list[str]:
    """Start this many processes, which the stack ends, and return the address of each web process once it is ready."""
    granian = str(Path(sys.executable).parent / "granian")
    start = [granian, "--interface", "rsgi", "--no-ws", "--host", "127.0.0.1", "--log-level", "error"]
    ports = [free_port() for _ in range(web)]
    for number, port in enumerate(ports):
        command = [*start, "--port", str(port), "playground.rsgi:application"]
        stack.enter_context(running(command, surroundings, logs / f"web{number}.log"))
    for number in range(workers):
        command = [sys.executable, "manage.py", "run_worker"]
        stack.enter_context(running(command, surroundings, logs / f"worker{number}.log"))
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    for address in addresses:
        until_ready(address)
    return addresses


def until_ready(address: str) -> None:
    gong, answer = threading.Event(), "nothing"
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"{address}/readyz", timeout=5, verify=False).text
        except httpx.TransportError:
            gong.wait(0.1)
            continue
        if json.loads(answer)["ok"]:
            return
        gong.wait(0.1)
    pytest.fail(f"{address} did not get ready: {answer}")


class Visitor:
    """A guest whose requests go to one web process after the other."""

    def __init__(self, addresses: Sequence[str], number: int) -> None:
        self._addresses = addresses
        self._turn = number
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, verify=False)
        self.statuses: Counter[int] = Counter()

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """Send one request and follow where it leads."""
        for _ in range(5):
            self._turn += 1
            address = self._addresses[self._turn % len(self._addresses)]
            response = self._client.request(method, f"{address}{path}", **more)  # type: ignore[arg-type]  # the options are those of httpx, by name
            self.statuses[response.status_code] += 1
            if not response.is_redirect:
                return response
            method, path, more = "GET", response.headers["Location"], {}
        raise AssertionError("redirected in a circle")

    def make_pictures(self) -> Counter[int]:
        """Ask for pictures, one after the other, wait for each and fetch it; return how often each status came."""
        with self._client:
            form = parse(self.ask("GET", "/").text).by_id("spec-form")
            for number in range(PICTURES):
                fields = form.fields() | {"prompt": [f"fox {number}"], "token": [f"{id(self)}-{number}"]}
                self._fetch(self.ask("POST", form["action"], data=fields).text)
        return self.statuses

    def _fetch(self, page: str) -> None:
        card = parse(page).find("article", data_generation=True)
        gong, deadline = threading.Event(), time.monotonic() + TIMEOUT_SECONDS
        while card["data-status"] != "done":
            assert time.monotonic() < deadline, card["data-status"]
            shown = f"{card['id']}.{card['data-version']}"
            answer = self.ask("GET", "/generations/changes/", params={"shown": shown})
            if answer.status_code == 200:
                card = parse(answer.text).by_id(card["id"])
            else:
                gong.wait(0.1)
        assert self.ask("GET", card.find("img")["src"]).content


def test_fifty_people_at_once(addresses: list[str], surroundings: dict[str, str], tmp_path: Path) -> None:
    # Until all were ready each said so.
    said = {log: len(log.read_text()) for log in tmp_path.glob("*.log")}
    visitors = [Visitor(addresses, number) for number in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE) as pool:
        statuses: Counter[int] = sum(pool.map(Visitor.make_pictures, visitors), Counter())
    rows = [tuple(row) for row in json.loads(manage(surroundings, "shell", "-v0", "-c", TOLD))]
    assert Counter(rows) == {("done", 1, 1, ""): PEOPLE * PICTURES}
    assert set(statuses) <= {200, 204, 302}, statuses
    logs = "".join(log.read_text()[length:] for log, length in said.items())
    # Requests and jobs have a line each; nothing was wrong with any of them.
    assert [line for line in logs.splitlines() if '"level": "info"' not in line] == []
