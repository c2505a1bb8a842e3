"""The clock is set forward and back by a day while people work: each picture is made once, and the dead are noticed."""

import struct
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.crashes.system import System, dump, kill, stop, until
from tests.launching import free_port
from tests.programs import need_program
from tests.standins.receiver import Receiver

pytestmark = pytest.mark.system

DAY = 24 * 60 * 60
SOURCE = Path(__file__).with_name("clock.c")


@dataclass(frozen=True)
class Clock:
    """The wall clock of the processes with these variables: the system's, moved by a number of seconds."""

    library: Path
    file: Path

    @property
    def variables(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self.library), "CLOCK_OFFSET": str(self.file)}

    def jump(self, seconds: int) -> None:
        """Set it for all of them at once."""
        with self.file.open("r+b") as file:
            file.write(struct.pack("=q", seconds))


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    compiler = need_program("cc")
    folder = tmp_path_factory.mktemp("clock")
    clock = Clock(folder / "clock.so", folder / "offset")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", clock.library, SOURCE], check=True)
    clock.file.write_bytes(bytes(8))
    return clock


@pytest.fixture(scope="module")
def jumping(system: System, clock: Clock) -> Iterator[System]:
    """Start web processes of their own with that clock; workers get it too."""
    jumping = replace(system, variables={**system.variables, **clock.variables}, port=free_port(), web=[])
    jumping.start_web()
    yield jumping
    for process in jumping.web:
        stop(process)


def is_ready(system: System) -> bool:
    return httpx.get(f"http://127.0.0.1:{system.port}/readyz", timeout=10, verify=False).status_code == 200


def jump_at_work(system: System, clock: Clock, offset: int, receiver: Receiver) -> list[str]:
    """Set the clock while pictures are made and while somebody waits for one; return the orders."""
    ids = system.order(8, webhookUrl=f"{receiver.address}/")
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(system.ask)
        until(lambda: any(row.status == "running" for row in system.rows(ids).values()), lambda: "work")
        clock.jump(offset)
        answer = held.result()
    assert answer.status_code == 200, answer.text
    until(lambda: is_ready(system), lambda: f"readiness at {offset}: {system.read_log()}")
    return ids


def test_set_forward_and_back_while_people_work(jumping: System, clock: Clock, receiver: Receiver) -> None:
    with jumping.worker(PLAYGROUND_BLANK_SECONDS="1") as first, jumping.worker(PLAYGROUND_BLANK_SECONDS="1") as second:
        offsets = (DAY, 0, -DAY, 0)
        ids = [id_ for offset in offsets for id_ in jump_at_work(jumping, clock, offset, receiver)]
        rows = jumping.until_ended(ids)
        assert {(row.status, row.attempts) for row in rows.values()} == {("done", 1)}, dump(rows)
        first_end, last_end = jumping.query("SELECT min(finished), max(finished) FROM generations_generation")[0]
        between = datetime.fromisoformat(str(last_end)) - datetime.fromisoformat(str(first_end))
        assert between > timedelta(seconds=2 * DAY - 60), "the clock did not jump"
        until(lambda: receiver.has_heard(ids), lambda: f"the webhooks: {receiver.received}")
        assert (first.poll(), second.poll()) == (None, None)


@pytest.mark.parametrize("offset", [DAY, -DAY])
def test_a_worker_that_dies_before_the_jump_is_noticed_after_it(jumping: System, clock: Clock, offset: int) -> None:
    clock.jump(0)
    with jumping.worker(PLAYGROUND_BLANK_SECONDS="60") as worker:
        ids = jumping.order(3)
        until(lambda: any(row.status == "running" for row in jumping.rows(ids).values()), lambda: "work")
        kill(worker)
    clock.jump(offset)
    with jumping.worker():
        rows = jumping.until_ended(ids)
    assert {row.status for row in rows.values()} == {"done"}, dump(rows)
    assert 2 in {row.attempts for row in rows.values()} <= {1, 2}, dump(rows)
