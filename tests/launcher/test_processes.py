"""Processes that tests start end with the tests."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.programs import need_program

ROOT = Path(__file__).resolve().parents[2]
STARTING = """
import subprocess, sys
from tests.processes import bound
# It says so itself once it is bound: killed before, its parent would leave it behind.
subprocess.run(bound(["sh", "-c", "echo bound; exec sleep 60"]), stdout=sys.stdout, check=False)
"""


def test_a_process_ends_with_its_killed_parent() -> None:
    # Only Linux tells a process that its parent is gone.
    need_program("setpriv")
    with subprocess.Popen([sys.executable, "-c", STARTING], cwd=ROOT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        assert tests.stdout.readline() == "bound\n"
        tests.send_signal(signal.SIGKILL)
        # The child holds the other end of the pipe, so that this returns once it is gone too.
        assert tests.stdout.read() == ""
