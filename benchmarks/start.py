"""Measures a start with `uv run playground`: from the command to the whole first page, and the CPU time until then.

The home is new, then the same again. Bytecode is there, since one start that is not counted comes first.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

from benchmarks.figures import Figure, judge_times, note, print_table, summarize
from benchmarks.processes import cpu_seconds
from benchmarks.serving import ROOT, TIMEOUT_SECONDS, NotStarted, free_port

# Seconds between two attempts to get the page.
PAUSE = 0.005
REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def read_first_page(port: int) -> bytes:
    """Return the response to a request of the first page, or b"" if nobody answers yet."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS) as connection:
            connection.sendall(REQUEST)
            with connection.makefile("rb") as answer:
                return answer.read()
    except OSError:
        return b""


def start(home: str) -> tuple[float, float]:
    """Start a playground on this home; return the milliseconds until its first page, and those of CPU time."""
    port = free_port()
    environment = dict(os.environ) | {"PLAYGROUND_HOME": home}
    # Where Python writes no bytecode, each process of each start would compile all modules again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        command = ["uv", "run", "playground", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            while not re.match(rb"HTTP/1.1 200 .*</html>\s*$", read_first_page(port), re.DOTALL):
                if process.poll() is not None or time.monotonic() - began > TIMEOUT_SECONDS:
                    log.seek(0)
                    raise NotStarted(log.read()[-2000:].decode(errors="replace"))
                time.sleep(PAUSE)
            return 1000 * (time.monotonic() - began), 1000 * cpu_seconds(process.pid)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(TIMEOUT_SECONDS)


def measure(starts: int) -> list[Figure]:
    """Start on new homes and on used ones by turns."""
    cold, warm = [], []
    with tempfile.TemporaryDirectory(prefix="playground-") as home:
        start(home)
    for _ in range(starts):
        with tempfile.TemporaryDirectory(prefix="playground-") as home:
            cold.append(start(home))
            warm.append(start(home))
    return [
        judge_times("first start, on an empty home", [wall for wall, _ in cold], 3000),
        note("first start, CPU time of all processes", summarize([cpu for _, cpu in cold])),
        judge_times("later starts", [wall for wall, _ in warm], 3000),
        note("later starts, CPU time of all processes", summarize([cpu for _, cpu in warm])),
    ]


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5, help="starts of each kind (5)")
    print_table(measure(parser.parse_args().starts))


if __name__ == "__main__":
    main()
