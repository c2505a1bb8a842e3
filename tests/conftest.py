"""Where tests write, the engine that they use, and the cast: alice has an account, bob is a guest.

Charlie has an account too, and must see nothing of the others.
"""

import gc
import os
import re
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.test import Client, override_settings

from playground.accounts.models import Owner, User
from playground.accounts.owners import SESSION_KEY
from playground.generations.submission.task import handle_with
from playground.generations.worker.local import run
from playground.generations.worker.process import this_worker
from playground.generations.worker.remote.loader import wake_dispatcher
from playground.stores.new_database import RECORDED
from playground.stores.queue.records import prepare_queue, queue
from playground.stores.settings import Stores
from tests.cast import Person, work_off
from tests.scheduling import ByFile, part_of, sort_items

PASSWORD = "correct-horse-battery"
# Many tests wait for processes and browsers, so that a core has time for more than one process.
PROCESSES_A_CORE = 2
# What a run leaves out by its marks.
LEFT_OUT = pytest.StashKey[tuple[str, ...]]()
MARK_OF_FILE = re.compile(r"^pytestmark = .*\bpytest\.mark\.(system|thorough)\b", re.MULTILINE)


def pytest_configure(config: pytest.Config) -> None:
    """Take Ctrl-C even where a shell has put the tests in the background, and with them the servers that they start."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    leave_long_tests_out(config)


def leave_long_tests_out(config: pytest.Config) -> None:
    """Run everything where paths are named, as in `pytest tests`. A mere `pytest` leaves out what takes long."""
    left_out: tuple[str, ...] = ()
    if config.args_source is not pytest.Config.ArgsSource.ARGS and not config.option.markexpr:
        # CI runs the systems beside the others.
        left_out = ("system",) if os.environ.get("CI") else ("system", "thorough")
        config.option.markexpr = " and ".join(f"not {mark}" for mark in left_out)
    config.stash[LEFT_OUT] = left_out


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import a file of which the run leaves out every test: each process would import them all."""
    if not config.stash[LEFT_OUT] or collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    marks = MARK_OF_FILE.findall(collection_path.read_text())
    return True if any(mark in config.stash[LEFT_OUT] for mark in marks) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage meanwhile, and later not among the thousands of tests, which all stay until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes `--numprocesses=auto` starts."""
    return max(2, PROCESSES_A_CORE * len(os.sched_getaffinity(0)))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Let the processes take whole files."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what waits longest. Leave out all but a part of the long walks in the browser where one is named."""
    if part := os.environ.get("THOROUGH_PART"):
        left_out = {item for item in items if item.get_closest_marker("thorough") and part_of(item.nodeid) not in part}
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
    sort_items(items)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that takes the place of `var/`."""
    home = tmp_path_factory.mktemp("home")
    (home / "static").mkdir()
    return home


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, home: Path) -> None:
    """Keep the test database out of `var/`: in a file, since threads must share it."""
    for alias, database in django_settings.DATABASES.items():
        if "sqlite3" in database["ENGINE"]:
            database["TEST"]["NAME"] = home / f"test_{alias}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Give SQLite the tables of a new home, so that `migrate` only adds what is newer: each process has a database."""
    database = django_settings.DATABASES["default"]
    if "sqlite3" not in database["ENGINE"]:
        return False
    with closing(sqlite3.connect(database["TEST"]["NAME"])) as file:
        file.executescript(RECORDED.read_text())
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the queue's tables beside the others, where it is in the database."""
    with django_db_blocker.unblock():
        prepare_queue()
    yield
    queue.storage.close()


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests(home: Path) -> Iterator[None]:
    """Keep files and queue out of `var/`, draw blanks, hash passwords fast, hold no request."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    stores: Stores = django_settings.STORES
    cache = stores.cache if stores.has_redis else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if "filename" in queue.storage_kwargs:
        queue.storage_kwargs["filename"] = str(home / "queue.sqlite3")
        queue.storage = queue.create_storage()
    with override_settings(
        HOME=home,
        STATIC_ROOT=home / "static",
        STORAGES={"default": stores.files if stores.has_bucket else file_storage(home / "files"), "staticfiles": plain},
        CACHES={"default": cache},
        ENGINE="blank",
        BLANK_SECONDS=0.0,
        HELD_REQUESTS=0,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


def file_storage(place: Path) -> dict[str, Any]:
    """Return the storage at a place of its own: a folder, or a beginning of names in the bucket."""
    stores: Stores = django_settings.STORES
    location = str(place).lstrip("/") if stores.has_bucket else place
    return stores.files | {"OPTIONS": stores.files["OPTIONS"] | {"location": location}}


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Callable[[], list[str]]:
    """Store files at a place of this test's own, and return a function that lists their names."""
    settings.STORAGES = settings.STORAGES | {"default": file_storage(tmp_path / "files")}
    return lambda: sorted(list_files(""))


@pytest.fixture
def shared_files(settings: Any, tmp_path: Path) -> None:
    """Store files where a process finds them whose home is this test's folder."""
    if not settings.STORES.has_bucket:
        settings.STORAGES = settings.STORAGES | {"default": file_storage(tmp_path / "files")}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Store files in this folder, whatever servers there are."""
    place = tmp_path / "files"
    plain = {"BACKEND": "playground.stores.folder.FolderStorage", "OPTIONS": {"location": place}}
    settings.STORAGES = settings.STORAGES | {"default": plain}
    return place


@pytest.fixture
def limit(settings: Any, folder: Path) -> Callable[[int, int], None]:
    """Return a function that sets how many files have room, and the number of the error for the next one."""

    def act(room: int, code: int) -> None:
        options = {"location": folder, "room": room, "code": code}
        full = {"BACKEND": "tests.full_storage.FullStorage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": full}

    return act


def list_files(folder: str) -> Iterator[str]:
    """Yield the names of all files in storage below a folder."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    start = f"{folder}/" if folder else ""
    yield from (f"{start}{name}" for name in names)
    for inner in folders:
        yield from list_files(f"{start}{inner}")


@pytest.fixture
def sketch(settings: Any) -> None:
    """Draw sketches instead of blanks."""
    settings.ENGINE = "sketch"


def run_task(generation_id: UUID) -> None:
    """Do what a worker does, with thumbnails at once: its thread would write them into the next test's storage."""
    run(generation_id, this_worker(), wake_dispatcher=wake_dispatcher)


@pytest.fixture
def tasks() -> Any:
    """Return the queue, emptied; its tasks are run as a worker runs them."""
    handle_with(run_task)
    queue.storage.flush_all()
    return queue


@pytest.fixture
def work(db: None) -> Callable[[], None]:
    """Return a function that runs what waits."""
    return work_off


@pytest.fixture
def alice(db: None) -> Person:
    """Somebody who is signed in."""
    return sign_in("alice@example.com")


@pytest.fixture
def bob(db: None) -> Person:
    """A guest who has made something before."""
    client = Client()
    name_owner(client, Owner.objects.create())
    return Person(client)


@pytest.fixture
def charlie(db: None) -> Person:
    """Somebody else who is signed in, and who must see nothing of the others."""
    return sign_in("charlie@example.com")


@pytest.fixture
def anonymous(db: None) -> Person:
    """A first visit."""
    return Person(Client())


def sign_in(email: str) -> Person:
    user = User.objects.create_user(email, PASSWORD)
    client = Client()
    client.force_login(user)
    name_owner(client, Owner.objects.create(user=user))
    return Person(client)


def name_owner(client: Client, owner: Owner) -> None:
    """Let the session name the owner, as it does after the first write and after signing in."""
    session = client.session
    session[SESSION_KEY] = str(owner.id)
    session.save()
