"""The metrics that a worker serves: what is documented is served, and nothing is loaded while they are off."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from prometheus_client import generate_latest

from playground.generations import metrics
from playground.generations.models import Worker
from playground.metrics.recording import UNUSED_SECONDS, counts_folder, drop_old_counts, own_folder
from tests.cast import FLEX, JOB, Person
from tests.homes import Home

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/watch.md").read_text()
LOADED = """
import sys
from django.test import Client
Client().get("/nowhere/")
Client().get("/sketches/")
print("prometheus_client" in sys.modules)
"""


@pytest.fixture
def collected(settings: Any) -> Callable[[], dict[str, float]]:
    """Return a function that reads what a scrape gets, by name and labels."""
    settings.METRICS_ADDRESS = ("127.0.0.1", 0)

    def act() -> dict[str, float]:
        lines = [line.rsplit(" ", 1) for line in render_metrics().splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in lines}

    return act


def render_metrics() -> str:
    """Return the metrics in Prometheus's text format, as its server does."""
    return generate_latest(metrics.make_registry()).decode()


def difference(before: dict[str, float], after: dict[str, float], name: str) -> float:
    return after.get(name, 0) - before.get(name, 0)


def test_queued_and_running_jobs_are_counted_by_engine(
    alice: Person, collected: Callable[[], dict[str, float]]
) -> None:
    waits, works, remote = alice.ask(), alice.ask(FLEX), alice.ask(JOB)
    assert works.claim(Worker.objects.create())
    type(waits).objects.filter(pk=remote.pk).update(engine="remote")
    found = collected()
    assert found['playground_waiting{engine="blank"}'] == found['playground_waiting{engine="apiframe"}'] == 1
    assert found['playground_running{engine="blank"}'] == 1
    assert found['playground_oldest_waiting_seconds{engine="blank"}'] >= 0
    assert (found["playground_workers"], found["playground_database_up"]) == (1, 1)


def test_jobs_and_refusals_are_counted(alice: Person, collected: Callable[[], dict[str, float]]) -> None:
    before = collected()
    picture = alice.make().pictures.get()
    assert alice.get("studio", "onemin", "none", "generate").status_code == 404
    assert alice.client.post("/api/features", {}, "application/json").status_code == 401
    after = collected()
    assert difference(before, after, 'playground_job_seconds_count{engine="blank",outcome="done"}') == 1
    assert difference(before, after, 'playground_refusals_total{interface="page",status="404"}') == 1
    assert difference(before, after, 'playground_refusals_total{interface="api",status="401"}') == 1
    assert after["playground_storage_bytes"] == picture.byte_size
    assert after["playground_free_disk_bytes"] > 0


def test_all_documented_metrics_are_served(alice: Person, collected: Callable[[], dict[str, float]]) -> None:
    alice.make()
    alice.see("history")
    alice.get("studio", "onemin", "none", "generate")
    collected()
    served = set(re.findall(r"^# TYPE (\w+)", render_metrics(), re.MULTILINE))
    documented = set(re.findall(r"^\| `(playground_\w+)`", DOCUMENT, re.MULTILINE))
    assert documented == {name.removesuffix("_total") if name not in documented else name for name in served}
    # The alerts speak of nothing else.
    named = set(re.findall(r"\bplayground_\w+", DOCUMENT.partition("## Alerts")[2]))
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in named} <= documented


@pytest.mark.django_db(transaction=True)
def test_one_listener_serves_and_the_next_takes_over(settings: Any) -> None:
    settings.METRICS_ADDRESS = ("127.0.0.1", 0)
    first = metrics.MetricsServer("127.0.0.1", 0)
    first.start()
    first.join(10)
    with urlopen(f"http://127.0.0.1:{first.port}/metrics", timeout=10) as answer:
        assert b"playground_database_up 1.0" in answer.read()
    second = metrics.MetricsServer("127.0.0.1", first.port)
    second.start()
    assert second.port == 0
    first.stop()
    second.stop()
    second.join(10)
    assert not second.is_alive()


def test_counts_of_running_processes_are_kept(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    own, running, other = own_folder(), own_folder() / f"counter_{os.getpid()}.db", counts_folder() / "other"
    for file in (running, own / f"counter_{ended.pid}.db", other / "counter_1.db"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    drop_old_counts()
    assert len(list(own.iterdir())) == 2
    assert other.exists()
    running.unlink()
    os.utime(other / "counter_1.db", (0, (other / "counter_1.db").stat().st_mtime - UNUSED_SECONDS - 1))
    drop_old_counts()
    assert list(counts_folder().iterdir()) == []


def test_nothing_is_loaded_while_metrics_are_off(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.manage("prepare_home")
    assert home.shell(LOADED) == ["False"]


def test_an_invalid_address_is_reported(tmp_path: Path) -> None:
    home = Home(tmp_path, variables={"PLAYGROUND_METRICS_ADDRESS": "9108"})
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=home.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PLAYGROUND_METRICS_ADDRESS must be an address and a port, such as 127.0.0.1:9108" in done.stderr
