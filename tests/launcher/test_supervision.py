"""Killed processes are restarted, or all of them end. No server keeps running without a supervisor."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.crashes.system import until
from tests.launching import ROOT, TIMEOUT_SECONDS, environment, free_port, launch, running

pytestmark = pytest.mark.system


def children(parent: int) -> list[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    try:
        return [int(word) for word in path.read_text().split()]
    except OSError:
        return []


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def find(launcher: int, role: str) -> int:
    """Return the process of the role, or 0. `web child` is the first serving process of `web`."""
    name = {"worker": "run_worker"}.get(role, "run_web")
    found = [process for process in children(launcher) if name in command_of(process)]
    if role == "web child":
        found = children(found[0]) if found else []
    return found[0] if found else 0


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5, verify=False).status_code == 200
    except httpx.TransportError:
        return False


def answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5, verify=False)
    except httpx.TransportError:
        return False
    return True


def everyone(launcher: int) -> set[int]:
    """Return all that descend from a process, and itself."""
    return {launcher} | {found for child in children(launcher) for found in everyone(child)}


def are_gone(processes: set[int]) -> bool:
    return not any("playground" in command_of(process) or "manage.py" in command_of(process) for process in processes)


def kill_and_wait(launcher: int, port: int, role: str) -> None:
    """Kill the process of that role, and wait until all it had started is gone and all is ready again."""
    first = find(launcher, role)
    below = everyone(first)
    os.kill(first, signal.SIGKILL)
    until(lambda: find(launcher, role) not in (0, first), lambda: f"a new {role}")
    until(lambda: are_gone(below), lambda: f"the end of what the {role} had started")
    until(lambda: is_ready(port), lambda: "everything to be ready again")


def assert_named(home: Path, line: str, launcher: int, port: int) -> None:
    """Check what a second start on the same home says."""
    assert line == (
        f"playground: A playground is already running in {home}: process {launcher} serves it at"
        f" http://127.0.0.1:{port}/. Stop it first, or choose another folder with PLAYGROUND_HOME."
    )


def test_killed_processes_are_restarted_and_ctrl_c_ends_all(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as launcher:
        until(lambda: is_ready(port), lambda: "the first start")
        for role in ("web child", "web", "worker"):
            kill_and_wait(launcher.pid, port, role)
        processes = everyone(launcher.pid)
        for role in ("web child", "worker", "web"):
            os.kill(find(launcher.pid, role), signal.SIGKILL)
        launcher.send_signal(signal.SIGINT)
        output, _ = launcher.communicate(timeout=TIMEOUT_SECONDS)
        assert launcher.returncode == 0, output
    assert are_gone(processes)
    assert not answers(port)


def test_a_killed_launcher_ends_all_and_can_be_restarted(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as launcher:
        processes = everyone(launcher.pid)
        assert len(processes) >= 4
        assert_named(tmp_path, launch(tmp_path, "--port", str(port)), launcher.pid, port)
        assert_named(tmp_path, launch(tmp_path, "--port", str(free_port())), launcher.pid, port)
        # What needs no launcher is not kept from the home.
        command = [sys.executable, "manage.py", "prepare_home"]
        subprocess.run(command, cwd=ROOT, env=environment(tmp_path), check=True, timeout=TIMEOUT_SECONDS)
        launcher.kill()
        # The next one waits until the port is free, which takes the others a moment.
        with running(tmp_path, port) as second:
            until(lambda: is_ready(port), lambda: "the second start")
            assert are_gone(processes)
            second.send_signal(signal.SIGTERM)
            second.communicate(timeout=TIMEOUT_SECONDS)
            assert second.returncode == 0
