"""Runs several commands: prefixes what they print, starts again what crashes, stops all of them together; no Django.

One thread waits for signals, output and ends at once. A command's end is the end of its process: what it left behind
may hold its output open, and is killed.
"""

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping

STOPPED_ON_PURPOSE = {0, -2, -15, 130, 143}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Another signal that comes within this time is the same one, sent to all and passed on by `uv run`, in seconds.
SAME_SIGNAL = 0.5
ENDED_AT_ONCE = 130

# How long a killed process may take until it is gone; the system keeps one that waits for a disk, in seconds.
GOING = 5

type Write = Callable[[str], object]


def write_out(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


# Its classes are plain ones: dataclasses alone would be a fifth of the memory of the process that only watches others.
class Patience:
    """How long is waited, in seconds.

    `stop` until a stop becomes a kill; `settled` is the least that runs what can run at all: what ends by itself
    sooner, and never ran for longer, is not started again; `pause` lies between an end and the next start.
    """

    def __init__(self, stop: float, settled: float = 10, pause: float = 1.0) -> None:
        self.stop, self.settled, self.pause = stop, settled, pause


class Running:
    """A process of a command; `output` is the end of the pipe that is read here."""

    def __init__(self, process: "subprocess.Popen[bytes]", output: int) -> None:
        self.process = process
        self.output = output
        self.begun = time.monotonic()
        self.line = b""

    def read(self) -> bytes | None:
        """Return what it wrote, b"" at the end; None where there is nothing for now."""
        try:
            return os.read(self.output, 65536)
        except BlockingIOError:
            return None

    def signal(self, number: signal.Signals) -> None:
        """Send the process a signal, and a kill to all that it started as well."""
        with contextlib.suppress(ProcessLookupError):
            if number is signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


class Program:
    """One command; `code` is set once it has ended for good."""

    def __init__(self, name: str, command: str) -> None:
        self.name, self.command = name, command
        self.running: Running | None = None
        self.is_settled = False
        self.starts_at = 0.0
        self.code: int | None = None

    @property
    def waits(self) -> bool:
        """Whether it is to be started."""
        return self.running is None and self.code is None

    def start(self, environment: Mapping[str, str] | None) -> Running:
        """Start a process in a group of its own: Ctrl-C reaches the supervisor alone, which stops all in order."""
        output, written = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: S603 – the Procfile is part of the program
                ["/bin/sh", "-c", self.command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        finally:
            os.close(written)
        os.set_blocking(output, False)
        self.running = Running(process, output)
        return self.running


class Stop:
    """When somebody asked to stop, and since when all are being stopped and killed, by the monotonic clock."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.since: float | None = None
        self.killing_since: float | None = None

    @property
    def is_impatient(self) -> bool:
        """Whether somebody asked once more."""
        return bool(self.asked) and self.asked[-1] - self.asked[0] > SAME_SIGNAL


class Supervisor:
    """Runs commands by the shell until all have ended: after SIGINT, SIGTERM or SIGHUP, or after one ended for good."""

    def __init__(
        self,
        commands: Mapping[str, str],
        patience: Patience,
        environment: Mapping[str, str] | None = None,
        write: Write = write_out,
    ) -> None:
        self.programs = [Program(name, command) for name, command in commands.items()]
        self._patience = patience
        self._environment = environment
        self._write = write
        self._width = max(map(len, ("system", *commands)))
        self._selector = selectors.DefaultSelector()
        self._stop = Stop()
        self._first_code = 0

    @property
    def ended(self) -> dict[str, int]:
        """The exit codes of the commands that have ended for good."""
        return {program.name: program.code for program in self.programs if program.code is not None}

    @property
    def was_asked(self) -> bool:
        """Whether a signal asked it to stop."""
        return bool(self._stop.asked)

    def run(self) -> int:
        """Run them all and return the exit code: 0 when it was asked to stop, else that of the first to end."""
        with self._hearing_signals():
            try:
                while any(program.code is None for program in self.programs) and not self._is_hopeless:
                    self._turn()
            finally:
                self._send_all(signal.SIGKILL)
        if self.was_asked:
            return ENDED_AT_ONCE if self._stop.is_impatient else 0
        return 0 if self._first_code in STOPPED_ON_PURPOSE else self._first_code

    @property
    def _is_hopeless(self) -> bool:
        killing_since = self._stop.killing_since
        return killing_since is not None and time.monotonic() - killing_since > GOING

    def _turn(self) -> None:
        now = time.monotonic()
        if self.was_asked and self._stop.since is None:
            self._stop_all(now)
        if self._stop.since is not None and (self._stop.is_impatient or now - self._stop.since > self._patience.stop):
            self._stop.killing_since = self._stop.killing_since or now
            self._send_all(signal.SIGKILL)
        for program in self.programs:
            if program.waits and now >= program.starts_at:
                self._start(program)
        for key, _ in self._selector.select(self._time_left(now)):
            key.data()
        for program in self.programs:
            if program.running is not None and program.running.process.poll() is not None:
                self._end(program, program.running)

    def _time_left(self, now: float) -> float | None:
        """Return the seconds until something is to be done without a signal or output; None where nothing is."""
        times = [program.starts_at for program in self.programs if program.waits]
        if self._stop.since is not None:
            kill_at = self._stop.killing_since or self._stop.since + self._patience.stop
            times.append(max(now, kill_at) + 0.1)
        return max(0.0, min(times) - now) if times else None

    def _start(self, program: Program) -> None:
        running = program.start(self._environment)
        self._selector.register(running.output, selectors.EVENT_READ, lambda: self._read(program, running))
        self._print("system", f"{program.name} started (pid {running.process.pid})")

    def _read(self, program: Program, running: Running) -> bool:
        """Print what a process wrote; False where there is no more of it."""
        read = running.read()
        if read == b"":
            self._ignore(running)
        if not read:
            return False
        *lines, running.line = (running.line + read).split(b"\n")
        for line in lines:
            self._print(program.name, line.decode(errors="replace"))
        return True

    def _ignore(self, running: Running) -> None:
        """Wait no more for what a process writes."""
        if running.output in self._selector.get_map():
            self._selector.unregister(running.output)

    def _end(self, program: Program, running: Running) -> None:
        """Note that a process has ended, kill what it left behind, and decide what follows."""
        running.signal(signal.SIGKILL)
        while self._read(program, running):
            pass
        self._ignore(running)
        os.close(running.output)
        if running.line:
            self._print(program.name, running.line.decode(errors="replace"))
        program.running = None
        now, code = time.monotonic(), running.process.returncode
        program.is_settled = program.is_settled or now - running.begun >= self._patience.settled
        if self._is_crash(program, code):
            program.starts_at = now + self._patience.pause
            self._print("system", f"{program.name} ended (rc={code}), starting again")
            return
        program.code = code
        self._print("system", f"{program.name} ended (rc={code})")
        if self._stop.since is None:
            self._first_code = code
            self._stop_all(now)

    def _is_crash(self, program: Program, code: int) -> bool:
        """Whether it was killed, or gave up after it had run well, as the web server does when its own are killed."""
        if code in STOPPED_ON_PURPOSE or self._stop.since is not None:
            return False
        return code < 0 or code > 128 or program.is_settled

    def _stop_all(self, now: float) -> None:
        """Ask all to end; what waits to be started again has ended for good."""
        self._stop.since = now
        for program in self.programs:
            if program.waits:
                program.code = -signal.SIGTERM
        self._send_all(signal.SIGTERM)

    def _send_all(self, number: signal.Signals) -> None:
        for program in self.programs:
            if program.running is not None:
                program.running.signal(number)

    def _print(self, name: str, line: str) -> None:
        """Print a line with its time and the command's name; a terminal that is gone ends nothing."""
        with contextlib.suppress(OSError):
            self._write(f"{time.strftime('%H:%M:%S')} {name:<{self._width}} | {line}\n")

    @contextlib.contextmanager
    def _hearing_signals(self) -> Iterator[None]:
        """Note the signals that ask to stop, and let each of them and each end of a process end a wait."""
        heard, told = socket.socketpair()
        heard.setblocking(False)
        told.setblocking(False)
        handlers = dict.fromkeys(SIGNALS, self._note) | {signal.SIGCHLD: lambda number, frame: None}
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
            # As under nohup.
            del handlers[signal.SIGHUP]
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        woken_before = signal.set_wakeup_fd(told.fileno())
        self._selector.register(heard, selectors.EVENT_READ, lambda: heard.recv(4096))
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            heard.close()
            told.close()

    def _note(self, number: int, frame: object) -> None:
        self._stop.asked.append(time.monotonic())


def parse_procfile(text: str) -> dict[str, str]:
    """Return the commands by name."""
    lines = (line.partition(":") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name.strip(): command.strip() for name, colon, command in lines if colon}
