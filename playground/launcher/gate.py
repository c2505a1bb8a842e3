"""Makes a process wait until the launcher has prepared the home. Does not import Django.

The web process takes as long to load its code as the preparation takes, so the launcher starts both at once.
"""

import contextlib
import os

# The variable that names the file descriptor of the gate in a process that the launcher started early.
GATE_VARIABLE = "PREPARED_FD"


class Gate:
    """A pipe that nothing is written to: its reader waits until the launcher opens the gate or dies."""

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()

    def open(self) -> None:
        """Let those go on that wait. Does nothing the second time."""
        if self._writer >= 0:
            os.close(self._writer)
            os.close(self.reader)
            self._writer = -1


def wait_until_prepared() -> None:
    """Return as soon as the home is prepared: at once, unless the launcher started this process early."""
    if descriptor := os.environ.pop(GATE_VARIABLE, ""):
        # The variable may have been inherited without the file descriptor, as by a shell below this process.
        with contextlib.suppress(OSError):
            os.read(int(descriptor), 1)
            os.close(int(descriptor))
