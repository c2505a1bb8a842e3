"""The supervisor: prefixes output, starts again what crashes, stops all together; commands are lines of the shell."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from playground.launcher.supervisor import FORCED_EXIT_CODE, MAX_LINE_BYTES, Supervisor, Timeouts, parse_procfile
from tests.crashes.system import until
from tests.launcher.guarded import run_guarded

TIMEOUTS = Timeouts(stop=60, settled=60, pause=0.01)


class Run:
    """A supervisor whose output is kept. `when` sends this process a signal at a line."""

    def __init__(self, commands: Mapping[str, str], timeouts: Timeouts = TIMEOUTS) -> None:
        self.lines: list[str] = []
        self.when: dict[str, signal.Signals] = {}
        self.supervisor = Supervisor(commands, timeouts, write=self.write)

    def write(self, line: str) -> None:
        self.lines.append(line.split(" ", 1)[1].rstrip())
        for text, number in self.when.items():
            if text in line:
                os.kill(os.getpid(), number)

    def __call__(self) -> int:
        return run_guarded(self.supervisor)

    def count(self, text: str) -> int:
        return sum(text in line for line in self.lines)


def test_a_procfile_is_read() -> None:
    text = "# a remark\n\nweb: exec serve --at 127.0.0.1:80\nworker:work\n"
    assert parse_procfile(text) == {"web": "exec serve --at 127.0.0.1:80", "worker": "work"}


def test_each_output_line_is_prefixed_with_its_command() -> None:
    run = Run({"one": "echo first; echo second >&2; printf third"})
    assert run() == 0
    assert [line for line in run.lines if line.startswith("one")] == [
        "one    | first",
        "one    | second",
        "one    | third",
    ]


@pytest.mark.parametrize(
    ("settled", "codes"), [(0.0, ["rc=1), starting again", "rc=0)"]), (60.0, ["rc=1)"])], ids=["settled", "new"]
)
def test_a_failed_command_is_restarted_only_if_it_had_run_well(
    tmp_path: Path, settled: float, codes: list[str]
) -> None:
    # It fails the first time and not the second.
    run = Run({"web": f"cd {tmp_path} && mkdir first && exit 1; exit 0"}, Timeouts(60, settled, 0.01))
    assert run() == (0 if len(codes) == 2 else 1)
    assert [line.split("(", 1)[1] for line in run.lines if "ended" in line] == codes


def test_a_killed_command_is_always_restarted(tmp_path: Path) -> None:
    run = Run({"web": f"cd {tmp_path} && mkdir first && kill -9 $$; exit 0"})
    assert run() == 0
    assert run.count("web started") == 2
    assert run.count("rc=-9), starting again") == 1


def test_nothing_is_restarted_during_a_stop() -> None:
    run = Run({"web": "trap 'exit 1' TERM; echo ready; while :; do sleep 0.05; done"}, Timeouts(60, 0, 0.01))
    run.when = {"ready": signal.SIGTERM}
    assert run() == 0
    assert run.count("web started") == 1


def test_a_command_that_ends_stops_the_others() -> None:
    run = Run({"web": "exit 3", "worker": "exec sleep 60"})
    assert run() == 3
    assert run.supervisor.ended == {"web": 3, "worker": -15}


def test_children_of_an_ended_process_are_killed(
    tmp_path: Path,
) -> None:
    run = Run({"web": f"sleep 60 & echo $! > {tmp_path}/left; exit 3"})
    assert run() == 3
    command = Path(f"/proc/{int((tmp_path / 'left').read_text())}/cmdline")
    # Its memory goes a moment after the signal, its number when its new parent has taken notice.
    until(lambda: not command.exists() or not command.read_text(), lambda: "the end of what was left behind")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_stop_signal_ends_all_commands(number: signal.Signals) -> None:
    run = Run({"web": "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"})
    run.when = {"ready": number}
    # A run of the tests that outlives its terminal has SIGHUP ignored, and so would the supervisor.
    previous = signal.signal(number, signal.SIG_DFL)
    try:
        assert run() == 0
    finally:
        signal.signal(number, previous)
    assert run.lines[-2:] == ["web    | bye", "system | web ended (rc=0)"]


def test_a_command_that_does_not_stop_in_time_is_killed() -> None:
    run = Run({"web": "trap '' TERM; echo ready; while :; do sleep 0.05; done"}, Timeouts(stop=0.1))
    run.when = {"ready": signal.SIGTERM}
    assert run() == 0
    assert run.supervisor.ended == {"web": -9}


def test_a_second_signal_kills_all() -> None:
    asks = "n=0; trap 'n=$((n+1)); echo asked' TERM; echo ready; while :; do sleep 0.05; echo tick; done"
    run = Run({"web": asks})
    # Every tick after the first asks again: those within half a second count as the same.
    run.when = {"ready": signal.SIGINT, "tick": signal.SIGINT}
    assert run() == FORCED_EXIT_CODE
    assert run.count("asked") == 1
    assert run.supervisor.ended == {"web": -9}


def test_signal_handlers_are_restored() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    assert Run({"web": "exit 0"})() == 0
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)] == before


def test_a_line_that_does_not_end_is_printed_in_parts() -> None:
    run = Run({"endless": f"head -c {3 * MAX_LINE_BYTES} /dev/zero | tr '\\0' x"})
    assert run() == 0
    parts = [line.partition("| ")[2] for line in run.lines if line.startswith("endless")]
    assert sum(map(len, parts)) == 3 * MAX_LINE_BYTES
    assert max(map(len, parts)) < 2 * MAX_LINE_BYTES + 1
