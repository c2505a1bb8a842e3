"""Runs several commands: prefixes their output, restarts those that crash, and stops them together.

A single thread waits for signals, output and exits. It does not import Django, to save memory. A command has ended when
its process has: its children may keep the output open, and are killed.
"""

import contextlib
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from playground.launcher.programs import ChildProcess, Preparation, Program

CLEAN_EXIT_CODES = {0, -2, -15, 130, 143}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A second signal within this time is a copy: Ctrl-C reaches the whole group, and `uv run` also passes it on.
SAME_SIGNAL_SECONDS = 0.5
FORCED_EXIT_CODE = 130

# The seconds to wait for killed processes. A process that waits for a disk cannot be killed.
KILL_TIMEOUT = 5
# A longer line is printed in parts, so that a command that never ends its line cannot fill the memory.
MAX_LINE_BYTES = 65536

type Write = Callable[[str], object]


def write_out(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


# These are not dataclasses, because importing that module would take a fifth of the memory of this small process.
class Timeouts:
    """Times in seconds.

    After `stop`, commands that were asked to stop are killed. A command that fails before it has ever run for `settled`
    seconds is not restarted, because it would fail again. `pause` is the time before a restart.
    """

    def __init__(self, stop: float, settled: float = 10, pause: float = 1.0) -> None:
        self.stop, self.settled, self.pause = stop, settled, pause


class Stop:
    """When signals to stop came, and since when the commands are being stopped and killed (monotonic clock)."""

    def __init__(self) -> None:
        self.signal_times: list[float] = []
        self.since: float | None = None
        self.killing_since: float | None = None

    @property
    def is_repeated(self) -> bool:
        """Whether a further signal to stop came."""
        return bool(self.signal_times) and self.signal_times[-1] - self.signal_times[0] > SAME_SIGNAL_SECONDS


class Supervisor:
    """Runs shell commands until a signal to stop comes or one of them ends; then it stops the others."""

    def __init__(
        self,
        commands: Mapping[str, str],
        timeouts: Timeouts,
        environment: Mapping[str, str] | None = None,
        write: Write = write_out,
        preparation: Preparation | None = None,
    ) -> None:
        self.programs = [Program(name, command) for name, command in commands.items()]
        self._preparation = preparation
        self._kept_lines: list[str] = []
        if preparation is not None:
            for program in self.programs:
                program.is_held = program.name not in preparation.early
            self.programs.insert(0, preparation)
        self._timeouts = timeouts
        self._environment = environment
        self._write = write
        self._width = max(map(len, ("system", *commands)))
        self._selector = selectors.DefaultSelector()
        self._stop = Stop()
        self._first_code = 0

    @property
    def ended(self) -> dict[str, int]:
        """The exit codes of the commands that have ended and will not be restarted."""
        return {program.name: program.code for program in self.programs if program.code is not None}

    @property
    def was_signalled(self) -> bool:
        """Whether a signal to stop came."""
        return bool(self._stop.signal_times)

    def run(self) -> int:
        """Run the commands. Return 0 after a signal to stop, otherwise the exit code of the first that ended."""
        with self._handle_signals():
            try:
                while any(program.code is None for program in self.programs) and not self._gave_up_killing:
                    self._step()
            finally:
                self._send_all(signal.SIGKILL)
        if self._preparation is None or not self._preparation.failure or self.was_signalled:
            self._print_kept_lines()
        if self.was_signalled:
            return FORCED_EXIT_CODE if self._stop.is_repeated else 0
        return 0 if self._first_code in CLEAN_EXIT_CODES else self._first_code

    @property
    def _gave_up_killing(self) -> bool:
        killing_since = self._stop.killing_since
        return killing_since is not None and time.monotonic() - killing_since > KILL_TIMEOUT

    def _step(self) -> None:
        now = time.monotonic()
        if self.was_signalled and self._stop.since is None:
            self._stop_all(now)
        if self._stop.since is not None and (self._stop.is_repeated or now - self._stop.since > self._timeouts.stop):
            self._stop.killing_since = self._stop.killing_since or now
            self._send_all(signal.SIGKILL)
        for program in self.programs:
            if program.is_pending and not program.is_held and now >= program.starts_at:
                self._start(program)
        for key, _ in self._selector.select(self._time_left(now)):
            key.data()
        for program in self.programs:
            if program.running is not None and program.running.process.poll() is not None:
                self._end(program, program.running)

    def _time_left(self, now: float) -> float | None:
        """Return the seconds until the next start or kill, or None if neither is due."""
        times = [program.starts_at for program in self.programs if program.is_pending and not program.is_held]
        if self._stop.since is not None:
            kill_at = self._stop.killing_since or self._stop.since + self._timeouts.stop
            times.append(max(now, kill_at) + 0.1)
        return max(0.0, min(times) - now) if times else None

    def _start(self, program: Program) -> None:
        gate = None if self._preparation in (None, program) else self._preparation.gate
        running = program.start(self._environment, gate)
        self._selector.register(running.output, selectors.EVENT_READ, lambda: self._read(program, running))
        if program is not self._preparation:
            self._print("system", f"{program.name} started (pid {running.process.pid})")

    def _read(self, program: Program, running: ChildProcess) -> bool:
        """Print new output of a process. Return False if there is no more."""
        read = running.read()
        if read == b"":
            self._ignore(running)
        if not read:
            return False
        *lines, running.line = (running.line + read).split(b"\n")
        for line in lines:
            self._print(program.name, line.decode(errors="replace"))
        if len(running.line) >= MAX_LINE_BYTES:
            self._print(program.name, running.line.decode(errors="replace"))
            running.line = b""
        return True

    def _ignore(self, running: ChildProcess) -> None:
        """Stop waiting for the output of a process."""
        if running.output in self._selector.get_map():
            self._selector.unregister(running.output)

    def _end(self, program: Program, running: ChildProcess) -> None:
        """Kill the children that an ended process left behind, and decide whether to restart the command."""
        running.signal(signal.SIGKILL)
        while self._read(program, running):
            pass
        self._ignore(running)
        os.close(running.output)
        if running.line:
            self._print(program.name, running.line.decode(errors="replace"))
        program.running = None
        now, code = time.monotonic(), running.process.returncode
        if program is self._preparation:
            self._end_preparation(self._preparation, now, code)
            return
        program.is_settled = program.is_settled or now - running.started >= self._timeouts.settled
        if self._is_crash(program, code):
            program.starts_at = now + self._timeouts.pause
            self._print("system", f"{program.name} ended (rc={code}), starting again")
            return
        program.code = code
        self._print("system", f"{program.name} ended (rc={code})")
        # Until the preparation ends, it knows the reason better: a wrong setting ends all of them.
        if self._stop.since is None and self._preparation is None:
            self._first_code = code
            self._stop_all(now)

    def _end_preparation(self, preparation: Preparation, now: float, code: int) -> None:
        """Let the commands begin, or stop those that wait if the preparation failed."""
        preparation.code = code
        if code or self._stop.since is not None:
            if self._stop.since is None:
                self._stop_all(now)
            return
        self.programs.remove(preparation)
        self._preparation = None
        self._print_kept_lines()
        preparation.gate.open()
        for program in self.programs:
            program.is_held = False
        preparation.then()
        if self.ended:
            self._first_code = next(iter(self.ended.values()))
            self._stop_all(now)

    def _is_crash(self, program: Program, code: int) -> bool:
        """Return whether the command should be restarted: it was killed, or failed after it had run well."""
        # The web server exits normally when one of its own processes is killed.
        if code in CLEAN_EXIT_CODES or self._stop.since is not None:
            return False
        return code < 0 or code > 128 or program.is_settled

    def _stop_all(self, now: float) -> None:
        """Send SIGTERM to all commands. Those that wait for a restart are not started again."""
        self._stop.since = now
        for program in self.programs:
            if program.is_pending:
                program.code = -signal.SIGTERM
        self._send_all(signal.SIGTERM)

    def _send_all(self, number: signal.Signals) -> None:
        for program in self.programs:
            if program.running is not None:
                program.running.signal(number)

    def _print(self, name: str, line: str) -> None:
        """Print a line with the time and the name of the command. Lines of a preparation are only kept."""
        if self._preparation is not None and name == self._preparation.name:
            self._preparation.lines.append(line)
            return
        self._kept_lines.append(f"{time.strftime('%H:%M:%S')} {name:<{self._width}} | {line}\n")
        # Nothing counts as started until the home is prepared.
        if self._preparation is None:
            self._print_kept_lines()

    def _print_kept_lines(self) -> None:
        # If the terminal has been closed, the commands must keep running.
        with contextlib.suppress(OSError):
            for line in self._kept_lines:
                self._write(line)
        self._kept_lines.clear()

    @contextlib.contextmanager
    def _handle_signals(self) -> Iterator[None]:
        """Record the signals to stop, and make every signal wake up the selector."""
        # Python runs signal handlers between bytecodes, not while `select` waits. The socket pair wakes it up; SIGCHLD
        # needs a handler for this too.
        reader, writer = socket.socketpair()
        reader.setblocking(False)
        writer.setblocking(False)
        handlers = dict.fromkeys(SIGNALS, self._note) | {signal.SIGCHLD: lambda number, frame: None}
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
            # nohup ignores SIGHUP, and that should stay so.
            del handlers[signal.SIGHUP]
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        woken_before = signal.set_wakeup_fd(writer.fileno())
        self._selector.register(reader, selectors.EVENT_READ, lambda: reader.recv(4096))
        try:
            yield
        finally:
            signal.set_wakeup_fd(woken_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            reader.close()
            writer.close()

    def _note(self, number: int, frame: object) -> None:
        self._stop.signal_times.append(time.monotonic())


def parse_procfile(text: str) -> dict[str, str]:
    lines = (line.partition(":") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name.strip(): command.strip() for name, colon, command in lines if colon}
