"""Runs a supervisor that a test must not wait for without end."""

import os
import signal
import threading

from playground.launcher.supervisor import Supervisor

LIMIT_SECONDS = 30


def run_guarded(supervisor: Supervisor) -> int:
    """Return the supervisor's exit code. It is asked to stop after a while, so that what would never end fails."""
    guard = threading.Timer(LIMIT_SECONDS, os.kill, (os.getpid(), signal.SIGTERM))
    guard.start()
    try:
        return supervisor.run()
    finally:
        guard.cancel()
