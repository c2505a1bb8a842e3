"""Processes that tests start, which end with the tests however those end."""

import shutil
import signal
from collections.abc import Sequence
from pathlib import Path


def bound[Part: str | Path](command: Sequence[Part], by: signal.Signals = signal.SIGTERM) -> list[Part | str]:
    """Return the command so that it gets a signal once the process that starts it is gone, where Linux can do that."""
    program = shutil.which("setpriv")
    return [program, "--pdeathsig", by.name.removeprefix("SIG"), "--", *command] if program else list(command)
