"""The home and its database: what keeps a start from using them is one line that names the true cause."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from playground.generations.home import Unusable, check_home, check_versions, explain_fault, hide_home
from playground.generations.readiness import known_migrations
from tests.crashes.test_full_disk import can_mount
from tests.launching import environment

ROOT = Path(__file__).resolve().parents[2]
# In a view of the file system of its own the home is a small disk.
IN_A_SMALL_DISK = 'mount -t tmpfs -o size="$1" tmpfs "$2" && cd "$3" && '
MOUNTS = pytest.mark.skipif(not can_mount(), reason="only a user with a name space of their own can mount a disk")


# Connections that are open, as those of the processes are, keep the files that SQLite reads by.
FILL_AND_LOOK = """
import os, sqlite3, subprocess, sys
held = [sqlite3.connect(f"{os.environ['HOMES']}/{name}.sqlite3") for name in ("playground", "queue")]
for connection in held:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
with open(f"{os.environ['HOMES']}/ballast", "wb", buffering=0) as ballast:
    try:
        while ballast.write(bytes(4096)):
            pass
    except OSError:
        pass
for command in ("prepare_home", "show_state", "check"):
    print(command, subprocess.run([sys.executable, "manage.py", command]).returncode, flush=True)
"""


def mounted(home: Path, size: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell where the home is a disk of that size; `$PYTHON` is this one."""
    command = ["unshare", "-rm", "sh", "-c", IN_A_SMALL_DISK + script, "sh", size, str(home), str(ROOT)]
    surroundings = environment(home) | {"PYTHON": sys.executable, "HOMES": str(home), "FILL_AND_LOOK": FILL_AND_LOOK}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=90, check=False)


def full(message: str = "database or disk is full") -> DatabaseError:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA max_page_count = 2")
        try:
            database.execute("CREATE TABLE a AS SELECT randomblob(100000) AS b")
        except sqlite3.Error as cause:
            error = OperationalError(message)
            error.__cause__ = cause
            return error
    raise AssertionError("It had room.")


def test_a_full_disk_is_never_called_damaged(tmp_path: Path) -> None:
    line = explain_fault(full(), tmp_path)
    assert "is full or failing (database or disk is full). Free some disk space and start again" in line
    assert "damaged" not in line
    assert "Move" not in line
    assert "is half-migrated or damaged" in explain_fault(OperationalError("table exists"), tmp_path)


@pytest.mark.parametrize("text", ["attempt to write a readonly database", "unable to open database file"])
def test_a_database_that_cannot_be_written_names_the_home(tmp_path: Path, text: str) -> None:
    assert explain_fault(OperationalError(text), tmp_path).startswith(f"PLAYGROUND_HOME is {tmp_path}, where the")


def test_creates_a_usable_home_and_leaves_no_probe(tmp_path: Path) -> None:
    check_home(tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []


def test_names_the_variable_if_the_home_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        Unusable, match=r"^PLAYGROUND_HOME is .*/file/home, which cannot be written to: Not a directory"
    ):
        check_home(tmp_path / "file" / "home")


@pytest.mark.thorough
@MOUNTS
def test_reports_a_full_disk_while_reading_still_works(tmp_path: Path) -> None:
    prepare = '"$PYTHON" manage.py prepare_home >/dev/null && "$PYTHON" -c "$FILL_AND_LOOK"'
    done = mounted(tmp_path, "30m", prepare)
    assert (
        f"CommandError: The disk of PLAYGROUND_HOME, {tmp_path}, is full. Free some disk space and start again."
        in done.stderr
    )
    assert "waiting 0" in done.stdout, done.stderr
    assert {"prepare_home 1", "show_state 0", "check 0"} <= set(done.stdout.splitlines()), done.stderr
    assert "Traceback" not in done.stderr


@MOUNTS
def test_names_the_variable_if_the_home_is_read_only(tmp_path: Path) -> None:
    script = 'mount -o remount,ro "$HOMES" && "$PYTHON" manage.py prepare_home'
    done = mounted(tmp_path, "1m", script)
    assert done.stderr.startswith(
        f"PLAYGROUND_HOME is {tmp_path}, where secret_key cannot be written or read: Read-only"
    )
    assert len(done.stderr.splitlines()) == 1


def test_hides_the_home_from_other_users(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "playground.sqlite3").touch()
    home.chmod(0o755)
    (home / "playground.sqlite3").chmod(0o644)
    hide_home(home)
    assert [path.stat().st_mode & 0o777 for path in (home, home / "playground.sqlite3")] == [0o750, 0o640]
    common = tmp_path / "common"
    common.mkdir()
    common.chmod(0o1777)
    hide_home(common)
    assert common.stat().st_mode & 0o7777 == 0o1777


def test_refuses_the_database_of_a_newer_version(db: None) -> None:
    check_versions()
    MigrationRecorder(connection).record_applied("generations", "9999_from_tomorrow")
    MigrationRecorder(connection).record_applied("gone", "0001_initial")
    with pytest.raises(
        Unusable, match=r"is newer than this code, which does not know generations\.9999_from_tomorrow\."
    ):
        check_versions()
    with pytest.raises(CommandError, match="is newer than this code"):
        call_command("prepare_home")


def test_known_migrations_equal_the_applied_ones(db: None) -> None:
    assert known_migrations() == MigrationRecorder(connection).applied_migrations().keys()
