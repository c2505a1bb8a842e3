"""`make_backup` and `restore_backup`: what people had is in one file, and back in an empty home."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.launcher.home_lock import lock_home
from tests.homes import Home, empty_home
from tests.upgrade.recorded import RELEASES, SECRETS, load

pytestmark = pytest.mark.thorough

# What waited for a public API may have been made and charged since the backup: it is ended, and left out here.
READ_ROWS = """
import json
from django.apps import apps
def is_unknown(row):
    is_active = row.get("status") in ("queued", "running") or row.get("error_code") == "lost"
    # An entry of the library has the status of its generation, but does not say whether that has a job.
    is_free = not row.get("remote_id") and row.get("remote_answer") is None
    return row.get("engine") == "remote" and (is_active or "sort_key" in row) and is_free
for model in apps.get_models(include_auto_created=True):
    rows = [row for row in model._base_manager.order_by("pk").values() if not is_unknown(row)]
    print(model._meta.label, json.dumps(rows, default=str))
"""
# Home.shell starts a process, so that what belongs together is one script.
PREPARE = """
from django.core.management import call_command
call_command("prepare_home")
"""
ADD_WAITING = """
import uuid
from playground.generations.models import Generation
waiting = Generation.objects.filter(engine="remote").exclude(remote_id="").first()
waiting.pk, waiting.wire_id, waiting.token = uuid.uuid4(), uuid.uuid4(), ""
waiting.status, waiting.remote_id, waiting.remote_answer, waiting.sent = "queued", "", None, None
waiting.save(force_insert=True)
"""
ADD_MARKS = """
from playground.library.models import Collection, CollectionItem, Entry, Tag, Tagging
entry = Entry.objects.filter(engine="blank").first() or Entry.objects.first()
Entry.objects.filter(pk=entry.pk).update(starred=True, rating=4, verdict="picked", note="for the poster")
Tagging.objects.create(tag=Tag.objects.create(owner=entry.owner, name="poster"), entry=entry)
CollectionItem.objects.create(collection=Collection.objects.create(owner=entry.owner, name="Best"), entry=entry)
"""
ADD_USER = """
from playground.accounts.models import User
User.objects.create_user("dora@example.com")
"""
COUNT_UNKNOWN = """
from playground.generations.models import Generation
unknown = Generation.objects.filter(engine="remote", remote_id="", remote_answer__isnull=True)
print(unknown.filter(status__in=("queued", "running")).count())
print(unknown.filter(error_code="lost").count())
print(Generation.objects.exclude(remote_id="").filter(status__in=("queued", "running")).count())
"""


def files_of(home: Home) -> dict[str, bytes]:
    root = home.folder / "files"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Yield a home with everybody's things in it, whose secrets are in files."""
    with empty_home(tmp_path_factory.mktemp("source")) as home:
        for variable, name in (("SECRET_KEY", "secret_key"), ("ENCRYPTION_KEYS", "encryption_key")):
            (home.folder / name).write_text(SECRETS[f"PLAYGROUND_{variable}"])
        shutil.copytree(RELEASES[-1] / "files", home.folder / "files")
        load(home, RELEASES[-1])
        home.shell(PREPARE + ADD_WAITING + ADD_MARKS)
        yield home


@pytest.fixture(scope="module")
def rows(source: Home) -> list[str]:
    """Return what is in the database of the source."""
    return source.shell(READ_ROWS)


@pytest.fixture(scope="module")
def backup(source: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "playground.tar"
    source.manage("make_backup", str(file))
    return file


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Home]:
    (tmp_path / "home").mkdir()
    with empty_home(tmp_path / "home") as home:
        yield home


def test_a_restored_backup_equals_the_original(source: Home, rows: list[str], backup: Path, target: Home) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    assert "already exists" in source.refusal("make_backup", str(backup))
    target.manage("restore_backup", str(backup))
    # New rows are numbered after the old ones.
    assert target.shell(READ_ROWS + ADD_USER) == rows
    assert any("for the poster" in row for row in rows)
    assert files_of(target) == files_of(source)
    for name in ("secret_key", "encryption_key"):
        assert (target.folder / name).read_text() == (source.folder / name).read_text()
    assert [path.name for path in target.folder.iterdir() if "re" in path.name[:3]] == []
    # What is there is not overwritten, unless that is wanted, and then it is kept.
    assert "is not empty: it has" in target.refusal("restore_backup", str(backup))
    output = target.manage("restore_backup", "--replace", str(backup))
    assert any(str(target.folder / "replaced-") in line for line in output)
    assert target.shell(READ_ROWS) == rows


def test_possibly_paid_requests_are_not_sent_again(source: Home, backup: Path, target: Home) -> None:
    active, lost, with_job = map(int, source.shell(COUNT_UNKNOWN))
    assert active > 0
    output = target.manage("restore_backup", str(backup))
    assert any(line.startswith(f"{active} requests that waited") for line in output)
    assert list(map(int, target.shell(COUNT_UNKNOWN))) == [0, lost + active, with_job]


def test_a_failed_restore_changes_nothing(backup: Path, target: Home, tmp_path: Path) -> None:
    target.manage("prepare_home")
    rows = target.shell(ADD_USER + READ_ROWS)
    secret = (target.folder / "secret_key").read_text()
    (target.folder / "queue.sqlite3").unlink(missing_ok=True)
    # The record of the static files goes with them.
    (target.folder / "static_files.json").unlink()
    before = sorted(path.name for path in target.folder.iterdir())
    # The last step cannot be done: static files have no folder to go to.
    shutil.rmtree(target.folder / "static")
    (target.folder / "static").write_text("in the way")
    assert "the former data was put back" in target.refusal("restore_backup", "--replace", str(backup))
    # Nothing of the start that failed lies beside what was put back, where SQLite would read a journal.
    assert sorted(path.name for path in target.folder.iterdir() if path.name != "playground.lock") == before
    (target.folder / "static").unlink()
    assert target.shell(READ_ROWS) == rows
    assert (target.folder / "secret_key").read_text() == secret
    assert not (target.folder / "files" / "images").exists()


def test_refuses_to_restore_while_a_worker_runs(backup: Path, target: Home) -> None:
    target.manage("prepare_home")
    lock = lock_home(target.folder)
    lock.write("http://127.0.0.1:8000/")
    assert "A playground is running in" in target.refusal("restore_backup", "--replace", str(backup))
    lock.release()
    # In one process, so that the heartbeat is still recent when it is looked at, however slow the machine is.
    code = (
        "from django.core.management import call_command; from playground.generations.models import Worker; "
        f"Worker.objects.create(); call_command('restore_backup', {str(backup)!r}, replace=True)"
    )
    assert "Stop all its processes" in target.refusal("shell", "--command", code)


def test_writes_during_a_backup_do_not_damage_the_copy(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.manage("prepare_home")
    with sqlite3.connect(home.file) as writer:
        # A transaction that is open is in no backup, and holds none up.
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("INSERT INTO generations_worker (id, started, heartbeat) VALUES ('a', '2026-01', '2026-01')")
        home.manage("make_backup", str(tmp_path / "backup.tar"))
    writer.close()
    other = Home(tmp_path / "other")
    other.folder.mkdir()
    other.manage("restore_backup", str(tmp_path / "backup.tar"))
    assert other.shell("from playground.generations.models import Worker; print(Worker.objects.count())") == ["0"]


def test_several_encryption_keys_are_restored_as_a_list(tmp_path: Path) -> None:
    home = Home(tmp_path / "old", variables={"PLAYGROUND_ENCRYPTION_KEYS": "newest,older"})
    home.manage("prepare_home")
    home.manage("make_backup", str(tmp_path / "backup.tar"))
    other = Home(tmp_path / "new")
    output = other.manage("restore_backup", str(tmp_path / "backup.tar"))
    assert (other.folder / "encryption_keys").read_text() == "newest,older"
    assert any(f"PLAYGROUND_ENCRYPTION_KEYS_FILE={other.folder / 'encryption_keys'}" in line for line in output)
