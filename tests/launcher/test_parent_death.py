"""A process ends with its parent, by the system's signal or by a thread that watches the parent."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import os, signal, sys, threading
from playground.launcher.parent_death import request_death_signal, end_with_parent
ask = {"system": request_death_signal, "none": lambda by: False}[sys.argv[1]]
end_with_parent(int(sys.argv[2]), signal.SIGTERM, ask)
print(os.getpid(), flush=True)
threading.Event().wait(60)
"""
PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], sys.argv[2], str(os.getpid())])
sys.stdin.read()
"""


@pytest.mark.parametrize("asks", ["system", "none"])
def test_a_process_ends_when_its_parent_is_killed(asks: str) -> None:
    command = [sys.executable, "-c", PARENT, CHILD, asks]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline()) != parent.pid
        parent.kill()
        # The child alone holds the pipe now, so it has ended when the pipe has.
        assert parent.stdout.read() == ""


@pytest.mark.parametrize("asks", ["system", "none"])
def test_a_process_ends_if_its_parent_died_before_the_request(asks: str) -> None:
    nobody = "1"
    done = subprocess.run([sys.executable, "-c", CHILD, asks, nobody], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == -signal.SIGTERM
