"""No room for a file: the person is told why, and what was written of it is removed."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage

from playground.generations.models import Asset, Worker
from playground.generations.running import run
from playground.generations.storing import store_thumbnails
from tests.cast import Person, make_file

FULL = pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])


class FullStorage(FileSystemStorage):
    """A folder with room for so many files, and for half of the next."""

    def __init__(self, room: int, code: int, **options: Any) -> None:
        super().__init__(**options)
        self._room, self._code = room, code

    def _save(self, name: str, content: Any) -> str:
        self._room -= 1
        if self._room >= 0:
            return super()._save(name, content)
        content.file.truncate(len(content) // 2)
        super()._save(name, content)
        raise OSError(self._code, "no room")


@pytest.fixture
def limit(settings: Any, folder: Path) -> Callable[[int, int], None]:
    """Return a function that leaves room for so many files, and says what the system calls the end of it."""

    def act(room: int, code: int) -> None:
        options = {"location": folder, "room": room, "code": code}
        full = {"BACKEND": f"{__name__}.FullStorage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": full}

    return act


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@FULL
@pytest.mark.parametrize("room", [0, 1])
def test_a_generation_says_so_and_leaves_nothing(
    bob: Person, worker: Worker, folder: Path, limit: Any, room: int, code: int
) -> None:
    row = bob.ask()
    type(row).objects.update(count=2)
    limit(room, code)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "disk")
    assert "disk of this server is full" in row.error
    assert files(folder) == []


@FULL
def test_an_upload_is_refused_with_the_reason(bob: Person, folder: Path, limit: Any, code: int) -> None:
    limit(0, code)
    response = bob.post("add_asset", asset=make_file(), name="input_images", htmx=True)
    assert "disk of this server is full" in response.content.decode()
    assert not Asset.objects.exists()
    assert files(folder) == []


def test_another_fault_of_the_disk_is_not_called_full(bob: Person, worker: Worker, folder: Path, limit: Any) -> None:
    row = bob.ask()
    limit(0, errno.EIO)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "internal")
    assert files(folder) == []


def test_thumbnails_without_room_are_left_for_later(bob: Person, worker: Worker, folder: Path, limit: Any) -> None:
    row = bob.ask()
    run(row.id, worker, then=lambda pictures: None)
    limit(1, errno.ENOSPC)
    store_thumbnails(row.pictures.all())
    assert len(files(folder)) == 2
