"""Static files of the release before and after are served too, on each of several machines."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.files.storage import InMemoryStorage
from django.http import HttpResponse
from django.test import RequestFactory

from playground.pages.static_middleware import StaticFilesMiddleware
from playground.stores.shared_static import share_static_files
from playground.stores.static_files import collect_static_files

# The end of a response closes connections to the database that other tests have opened.
pytestmark = pytest.mark.django_db
OLD, NEW = "a{color:red}", "a{color:tan}"


class Bucket(InMemoryStorage):
    """A storage that is not a folder, and the same one whenever Django creates it again."""

    root: Any = None
    listed: ClassVar[list[str]] = []

    def __init__(self) -> None:
        super().__init__()
        files = vars(self)
        Bucket.root = files["_root"] = Bucket.root or files["_root"]

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """List a folder, and keep which one it was."""
        self.listed.append(path)
        return super().listdir(path)


@pytest.fixture
def release(settings: Any, tmp_path: Path) -> Callable[[str, str], str]:
    """Return a function that prepares a machine with a release, and returns the name of its style sheet."""
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

    def act(machine: str, style: str) -> str:
        home, sources = tmp_path / machine, tmp_path / f"sources-{machine}"
        for folder in (home, sources / "css"):
            folder.mkdir(exist_ok=True, parents=True)
        (sources / "css/notes.css").write_text(style)
        storage = {"BACKEND": "playground.pages.delivery.CachedStaticFilesStorage"}
        # A new dictionary, so that Django makes a new storage for this machine.
        settings.STATICFILES_DIRS, settings.HOME, settings.STATIC_ROOT = [sources], home, home / "static"
        settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
        collect_static_files()
        share_static_files()
        before = {path.name for path in home.glob("static/css/notes.*.css") if path.read_text() == style}
        [name] = before
        return f"/static/css/{name}"

    return act


@pytest.fixture
def bucket(settings: Any) -> None:
    """Keep the pictures where all machines find them, and not in a folder."""
    Bucket.root = None
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.Bucket"}}


def start() -> Callable[[str], tuple[int, str]]:
    """Start a process on the machine that was prepared last; return a function that asks it for a file."""
    middleware = StaticFilesMiddleware(lambda request: HttpResponse("nothing", status=404))

    def ask(url: str) -> tuple[int, str]:
        response: Any = middleware(RequestFactory().get(url))
        content = b"".join(response.streaming_content) if response.streaming else response.content
        response.close()
        return response.status_code, content.decode()

    return ask


def test_a_machine_serves_the_release_before_and_after(release: Callable[[str, str], str]) -> None:
    old = release("one", OLD)
    ask_before = start()
    new = release("one", NEW)
    ask_after = start()
    assert old != new
    assert ask_before(new) == ask_after(new) == (200, NEW)
    assert ask_before(old) == ask_after(old) == (200, OLD)


def test_another_machine_serves_what_it_never_had(bucket: None, release: Callable[[str, str], str]) -> None:
    new = release("updated", NEW)
    old = release("still old", OLD)
    ask_old_machine = start()
    assert ask_old_machine(new) == (200, NEW)
    release("empty", NEW)
    assert start()(old) == (200, OLD)


def test_a_guessed_name_costs_one_listing(bucket: None, release: Callable[[str, str], str]) -> None:
    release("one", NEW)
    ask = start()
    Bucket.listed.clear()
    for number in range(20):
        assert ask(f"/static/css/notes.{number:012x}.css")[0] == 404
    assert Bucket.listed == ["static", "static/css"]


@pytest.mark.parametrize(
    "url",
    [
        "/static/../secret_key",
        "/static/css/../../notes.0123456789ab.css",
        "/static/css/notes.css",
        "/static//css/notes.0123456789ab.css",
        "/elsewhere/notes.0123456789ab.css",
        f"/static/css/{'n' * 300}.0123456789ab.css",
        f"/static/{'n/' * 2500}notes.0123456789ab.css",
    ],
)
def test_other_names_are_not_looked_for(
    bucket: None, release: Callable[[str, str], str], tmp_path: Path, url: str
) -> None:
    release("one", NEW)
    ask = start()
    # Whatever the names may lead to is there, and came after the process started.
    for folder in ("", "static", "static/css"):
        for name in ("secret_key", "notes.css", "notes.0123456789ab.css"):
            (tmp_path / "one" / folder / name).write_text("not for visitors")
    Bucket.listed.clear()
    assert ask(url)[0] == 404
    assert Bucket.listed == []


def test_a_file_that_the_disk_does_not_take_is_missing_and_not_a_fault(
    bucket: None, release: Callable[[str, str], str], tmp_path: Path
) -> None:
    new = release("updated", NEW)
    release("full", OLD)
    ask = start()
    folder = tmp_path / "full/static/css"
    # Root may write into any folder, but not into a file.
    shutil.rmtree(folder)
    folder.write_text("not a folder")
    assert ask(new)[0] == 404
    folder.unlink()
    assert ask(new) == (200, NEW)
    assert {path.name for path in folder.iterdir()} == {new.rpartition("/")[2]}
