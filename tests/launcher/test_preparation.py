"""The preparation runs first. Early commands load meanwhile and wait; nothing is said of any until it has succeeded."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from playground.launcher.gate import GATE_VARIABLE, Gate, wait_until_prepared
from playground.launcher.programs import Preparation
from playground.launcher.supervisor import Supervisor, Timeouts
from tests.launcher.guarded import run_guarded

ROOT = Path(__file__).resolve().parents[2]
# The commands are run by a shell, and the path may contain a space.
ENTER = f"cd {shlex.quote(str(ROOT))}"
WAIT = f"{shlex.quote(sys.executable)} -c 'from playground.launcher.gate import wait_until_prepared as w; w()'"


class Run:
    """A supervisor that prepares first. `then` notes that the preparation has succeeded."""

    def __init__(self, prepare: str, commands: dict[str, str], early: Collection[str] = ("web",)) -> None:
        self.lines: list[str] = []
        self.preparation = Preparation(prepare, early, then=lambda: self.lines.append("prepared"))
        self.supervisor = Supervisor(commands, Timeouts(60), write=self.write, preparation=self.preparation)

    def write(self, line: str) -> None:
        self.lines.append(line.split(" ", 1)[1].rstrip())

    def __call__(self) -> int:
        return run_guarded(self.supervisor)


def test_commands_begin_after_the_preparation(tmp_path: Path) -> None:
    # When one command ends the others are stopped, so this one ends only after the worker has begun.
    wait_for_worker = f"until [ -e {tmp_path}/worker ]; do sleep 0.01; done"
    web = f"{ENTER} && touch {tmp_path}/loaded && {WAIT} && cat {tmp_path}/prepared && {wait_for_worker}"
    # It ends only after the web process has been started.
    prepare = f"cd {tmp_path} && until [ -e loaded ]; do sleep 0.01; done; [ ! -e worker ] && echo ready > prepared"
    run = Run(prepare, {"web": web, "worker": f"touch {tmp_path}/worker; exec sleep 60"})
    assert run() == 0
    assert "web    | ready" in run.lines
    assert (tmp_path / "worker").exists()
    assert "prepared" in run.lines
    assert not any("prepare" in line for line in run.lines if line != "prepared")


def test_a_failed_preparation_stops_all_and_prints_nothing() -> None:
    run = Run("echo a warning; echo the reason; exit 1", {"web": f"{ENTER} && {WAIT}; echo went on", "worker": "x"})
    run()
    assert run.preparation.failure == "the reason"
    assert run.lines == []
    assert run.supervisor.ended["worker"] == -signal.SIGTERM


def test_a_killed_preparation_is_not_repeated() -> None:
    run = Run("kill -9 $$", {"web": "exec sleep 60"})
    run()
    assert run.preparation.failure == "The playground could not be prepared."


def test_an_early_command_that_ends_first_leaves_the_reason_to_the_preparation(tmp_path: Path) -> None:
    wait_for_web = f"until [ -e {tmp_path}/ended ]; do sleep 0.01; done"
    run = Run(f"{wait_for_web}; echo wrong setting; exit 1", {"web": f"touch {tmp_path}/ended; exit 1"})
    run()
    assert run.preparation.failure == "wrong setting"


def test_an_early_command_that_fails_stops_the_others_after_the_preparation(tmp_path: Path) -> None:
    wait_for_web = f"until [ -e {tmp_path}/ended ]; do sleep 0.01; done"
    run = Run(wait_for_web, {"web": f"echo sorry; touch {tmp_path}/ended; exit 3", "worker": "exec sleep 60"})
    assert run() == 3
    assert run.preparation.failure == ""
    assert "web    | sorry" in run.lines


def test_a_signal_during_the_preparation_ends_all() -> None:
    run = Run(f"kill -TERM {os.getpid()}; exec sleep 60", {"web": "exec sleep 60", "worker": "exec sleep 60"})
    assert run() == 0
    assert run.supervisor.was_signalled
    assert "prepared" not in run.lines


def test_a_process_that_was_not_started_early_does_not_wait() -> None:
    wait_until_prepared()
    # As in a shell that inherited the variable but not the file descriptor.
    gate = Gate()
    gate.open()
    code = "from playground.launcher.gate import wait_until_prepared as w; w()"
    variables = os.environ | {GATE_VARIABLE: "1000"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=variables, check=True, timeout=60)
