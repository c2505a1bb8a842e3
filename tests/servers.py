"""PostgreSQL, Redis and an S3 server of one's own on free ports of this machine, for as long as a command runs.

`uv run python -m tests.servers pytest tests/generations` runs those tests on them, `… playground` the playground.
`--only postgres` (or `redis`, `s3`; more than once) starts a part of them.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

import boto3
import psycopg
import stamina

from tests.launching import free_port
from tests.processes import bound

# How long a server may take until it answers, in seconds.
TIMEOUT_SECONDS = 60
BUCKET = "playground"
S3_KEY = "testing"


def find_postgres() -> Path:
    """Return the folder of PostgreSQL's own programs, which Debian keeps out of the path."""
    candidates = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    folder = next((path for path in candidates if (path / "initdb").exists()), None)
    if folder is None:
        sys.exit("PostgreSQL's server is not installed: apt-get install postgresql")
    return folder


@contextmanager
def serve(command: Sequence[str | Path], port: int, home: Path, user: str | None = None) -> Iterator[None]:
    """Run a server, wait until it listens, and end it with its children."""
    with (
        (home / "log").open("w") as log,
        subprocess.Popen(
            bound(command, signal.SIGINT),
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=user,
            group=user,
        ) as process,
    ):
        try:
            until_it_listens(process, port, home / "log")
            yield
        finally:
            # To PostgreSQL an interrupt means not to wait for clients to leave.
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def until_it_listens(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    with suppress(OSError):
        for attempt in attempts(OSError):
            with attempt:
                if process.poll() is None:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    return
    sys.exit(f"A server did not start:\n{log.read_text()}")


def attempts(error: type[Exception]) -> Iterable[stamina.Attempt]:
    """Try again while a server starts, since it tells in no other way that it is there."""
    return stamina.retry_context(
        on=error, attempts=None, timeout=TIMEOUT_SECONDS, wait_initial=0.02, wait_max=0.2, wait_jitter=0
    )


@contextmanager
def postgres(home: Path) -> Iterator[dict[str, str]]:
    """Run PostgreSQL, which refuses to be root, without waiting for the disk: nothing of it is to last."""
    user = "postgres" if os.geteuid() == 0 else None
    programs, data, port = find_postgres(), home / "data", free_port()
    if user:
        shutil.chown(home, user, user)
    make: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "playground",
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
    ]
    subprocess.run([*make, "--locale=C"], check=True, stdout=subprocess.DEVNULL, user=user, group=user, cwd=home)
    # Not `synchronous_commit`: tests kill this server, and what it said is committed must be there afterwards.
    options = {"fsync": "off", "full_page_writes": "off", "listen_addresses": "127.0.0.1"}
    options |= {"port": str(port), "unix_socket_directories": "", "max_connections": "200"}
    given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with serve([programs / "postgres", "-D", data, *given], port, home, user):
        url = f"postgres://playground@127.0.0.1:{port}/"
        make_database(url)
        yield {"DATABASE_URL": f"{url}playground"}


def make_database(url: str) -> None:
    """Make the database once the server takes commands, which is a moment after it listens."""
    for attempt in attempts(psycopg.OperationalError):
        with attempt, psycopg.connect(f"{url}postgres", autocommit=True) as database:
            database.execute("CREATE DATABASE playground")


@contextmanager
def redis(home: Path) -> Iterator[dict[str, str]]:
    """Run Redis without a file."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with serve(command, port, home):
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}


@contextmanager
def s3(home: Path) -> Iterator[dict[str, str]]:
    """Run an S3 server that keeps files in memory, with a bucket in it."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with serve([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port, home):
        names = {"aws_access_key_id": S3_KEY, "aws_secret_access_key": S3_KEY, "region_name": "us-east-1"}
        boto3.client("s3", endpoint_url=url, **names).create_bucket(Bucket=BUCKET)
        keys = {"AWS_ACCESS_KEY_ID": S3_KEY, "AWS_SECRET_ACCESS_KEY": S3_KEY, "AWS_DEFAULT_REGION": "us-east-1"}
        yield {"S3_BUCKET": BUCKET, "S3_ENDPOINT_URL": url} | keys


SERVERS: Mapping[str, Callable[[Path], AbstractContextManager[dict[str, str]]]] = {
    "postgres": postgres,
    "redis": redis,
    "s3": s3,
}


@contextmanager
def servers(names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Run these servers, and give the variables by which the playground finds them."""
    with ExitStack() as stack:
        environment: dict[str, str] = {}
        for name in names:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"playground-{name}-")))
            environment |= stack.enter_context(SERVERS[name](home))
        yield environment


def main() -> None:
    """Run the command on the servers, and return what it returns."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--only", action="append", choices=SERVERS, help="start this server and no other")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    # It is expected that the server is not there yet.
    stamina.instrumentation.set_on_retry_hooks([])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # A shell has what it puts in the background ignore this, and all that is started from there.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with servers(arguments.only or list(SERVERS)) as environment:
        sys.exit(subprocess.run(arguments.command, env=os.environ | environment, check=False).returncode)


if __name__ == "__main__":
    main()
