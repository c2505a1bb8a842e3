"""Runs a supervisor that a test must not wait for without end."""

import os
import signal
import threading

from playground.launcher.supervisor import Supervisor

LIMIT_SECONDS = 30


def run_guarded(supervisor: Supervisor) -> int:
    """Return the supervisor's exit code. What would never end is asked to stop after a while, and fails."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        os.kill(os.getpid(), signal.SIGTERM)

    guard = threading.Timer(LIMIT_SECONDS, stop)
    guard.start()
    try:
        code = supervisor.run()
    finally:
        guard.cancel()
    assert not late.is_set(), f"The supervisor did not end within {LIMIT_SECONDS} seconds."
    return code
