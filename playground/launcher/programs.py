"""The commands that the supervisor runs, and the one that prepares the home before the others begin.

It does not import Django, to save memory.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Mapping

from playground.launcher.gate import GATE_VARIABLE, Gate

# These are not dataclasses, because importing that module would take a fifth of the memory of this small process.


class ChildProcess:
    """A process of a command. `output` is the reading end of the pipe for its output."""

    def __init__(self, process: "subprocess.Popen[bytes]", output: int) -> None:
        self.process = process
        self.output = output
        self.started = time.monotonic()
        self.line = b""

    def read(self) -> bytes | None:
        """Return new output, b"" at the end of the output, or None if there is nothing to read now."""
        try:
            return os.read(self.output, 65536)
        except BlockingIOError:
            return None

    def signal(self, number: signal.Signals) -> None:
        """Send the process a signal. SIGKILL is also sent to its children."""
        with contextlib.suppress(ProcessLookupError):
            if number is signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


class Program:
    """One command. `code` is set when it has ended and will not be restarted. A held one is not started yet."""

    def __init__(self, name: str, command: str) -> None:
        self.name, self.command = name, command
        self.running: ChildProcess | None = None
        self.is_held = False
        self.is_settled = False
        self.starts_at = 0.0
        self.code: int | None = None

    @property
    def is_pending(self) -> bool:
        """Whether the command still has to be started."""
        return self.running is None and self.code is None

    def start(self, environment: Mapping[str, str] | None, gate: Gate | None = None) -> ChildProcess:
        """Start the command. Behind a gate, it should wait until the gate is opened."""
        behind: tuple[int, ...] = ()
        if gate is not None:
            behind = (gate.reader,)
            environment = dict(os.environ if environment is None else environment) | {GATE_VARIABLE: str(gate.reader)}
        output, written = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: S603 – the Procfile is part of the program
                ["/bin/sh", "-c", self.command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                pass_fds=behind,
                # In its own session the process does not receive Ctrl-C; the supervisor stops all of them in order.
                start_new_session=True,
            )
        finally:
            os.close(written)
        os.set_blocking(output, False)
        self.running = ChildProcess(process, output)
        return self.running


class Preparation(Program):
    """A command that must succeed before the others begin. Its output is kept, for the case that it fails.

    The commands in `early` are started beside it and wait at the gate; the others are started after it. `then` is
    called when it has succeeded.
    """

    def __init__(self, command: str, early: Collection[str], then: Callable[[], object]) -> None:
        super().__init__("prepare", command)
        self.early = early
        self.then = then
        self.gate = Gate()
        self.lines: list[str] = []

    @property
    def failure(self) -> str:
        """The last line of its output if it failed, otherwise ""."""
        if not self.code:
            return ""
        return next((line for line in reversed(self.lines) if line.strip()), "The playground could not be prepared.")
