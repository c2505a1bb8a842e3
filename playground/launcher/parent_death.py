"""Ends a process with the one that started it, so that nothing serves on with nobody watching it; no Django."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

# Linux' number of the request to be sent a signal once the parent is gone.
PR_SET_PDEATHSIG = 1
# Between two looks at who the parent is, in seconds, where the system sends no signal.
LOOK = 1.0


def end_with_launcher() -> None:
    """Stop this process cleanly once the launcher is gone, where one started it."""
    if launcher := os.environ.get("LAUNCHER_PID"):
        end_with_parent(int(launcher), signal.SIGTERM)


def end_with_parent(parent: int, by: signal.Signals, ask: Callable[[signal.Signals], bool] | None = None) -> None:
    """Send this process a signal once its parent, which had this id when it was started, is gone.

    `ask` asks the system for that signal; False says that there is no such request.
    """
    if not (ask or ask_for_signal)(by):
        threading.Thread(target=_watch, args=(parent, by), name="parent", daemon=True).start()
    # The parent may have gone before it was asked for.
    elif os.getppid() != parent:
        os.kill(os.getpid(), by)


def ask_for_signal(by: signal.Signals) -> bool:
    """Return whether Linux will send the signal."""
    return sys.platform == "linux" and not ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)


def _watch(parent: int, by: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os.kill(os.getpid(), by)
