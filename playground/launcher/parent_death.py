"""Ends a process when its parent dies, so that no server keeps running without a supervisor. Does not import Django."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

# The option of Linux' prctl for a signal when the parent dies.
PR_SET_PDEATHSIG = 1
# The seconds between two checks of the parent on systems that send no such signal.
CHECK_INTERVAL = 1.0


def end_with_launcher() -> None:
    """Stop this process cleanly when the launcher dies, if a launcher started it."""
    if launcher := os.environ.get("LAUNCHER_PID"):
        end_with_parent(int(launcher), signal.SIGTERM)


def end_with_parent(
    parent: int, signal_number: signal.Signals, request_signal: Callable[[signal.Signals], bool] | None = None
) -> None:
    """Send this process a signal when the parent with this id dies.

    `request_signal` asks the system for the signal, and returns False if the system cannot send it.
    """
    if not (request_signal or request_death_signal)(signal_number):
        threading.Thread(target=_watch, args=(parent, signal_number), name="parent", daemon=True).start()
    # The parent may have died before the signal was requested; then the system will never send it.
    elif os.getppid() != parent:
        os.kill(os.getpid(), signal_number)


def request_death_signal(signal_number: signal.Signals) -> bool:
    return sys.platform == "linux" and not ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)


def _watch(parent: int, signal_number: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(CHECK_INTERVAL)
    os.kill(os.getpid(), signal_number)
