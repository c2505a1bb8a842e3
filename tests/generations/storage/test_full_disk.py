"""No room for a file: the person is told why, and what was written of it is removed."""

import errno
import gc
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from playground.accounts.api_keys import create_key
from playground.generations.models import Asset, Worker
from playground.generations.storage.store import store_thumbnails
from playground.generations.worker.local import run
from playground.imaging.upload_handler import BoundedUploadHandler
from playground.stores.disk_space import DiskFull
from tests.cast import EDIT, Person, make_file
from tests.outbound.servers import response, serving

FULL = pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@FULL
@pytest.mark.parametrize("room", [0, 1])
def test_a_generation_fails_on_a_full_disk_and_leaves_no_file(
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


@FULL
@pytest.mark.parametrize(("address", "field"), [("/api/assets", "asset"), ("/v2/uploads", "file")])
def test_an_api_upload_gets_a_server_error(
    bob: Person, folder: Path, limit: Any, address: str, field: str, code: int
) -> None:
    headers = {"Authorization": f"Bearer {create_key(bob.owner)[1]}"}
    limit(0, code)
    answer = Client(raise_request_exception=False).post(address, {field: make_file()}, headers=headers)
    assert answer.status_code == 507
    assert "disk of this server is full" in str(answer.json())
    assert not Asset.objects.exists()
    assert files(folder) == []


def test_a_fetched_picture_reports_the_full_disk(bob: Person, worker: Worker, limit: Any, settings: Any) -> None:
    settings.ALLOW_PRIVATE_URLS = True
    row = bob.ask(EDIT, imageUrl=bob.upload().key)
    limit(0, errno.ENOSPC)
    with serving(response(make_file().read())) as server:
        type(row).objects.update(resolved=row.resolved | {"imageUrl": server.url("/cat.png")})
        run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "disk")
    assert "disk of this server is full" in row.error


@pytest.fixture
def short_files() -> Iterator[None]:
    """Let the system refuse what makes a file longer than 16 KB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def receive(content: bytes, chunk: int) -> None:
    """Take an upload in as it comes over the wire, this many bytes at a time."""
    handler = BoundedUploadHandler()
    handler.new_file("asset", "cat.png", "image/png", None)
    for start in range(0, len(content), chunk):
        handler.receive_data_chunk(content[start : start + chunk], start)
    handler.file_complete(len(content))


@pytest.mark.parametrize(("length", "chunk"), [(64 * 1024, 100), (64 * 1024, 64 * 1024), (16 * 1024 + 1, 8 * 1024)])
def test_an_upload_that_fills_the_disk_is_refused_and_leaves_no_file(
    short_files: None, settings: Any, tmp_path: Path, length: int, chunk: int
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    with pytest.raises(DiskFull):
        receive(bytes(length), chunk)
    gc.collect()
    assert files(tmp_path) == []


def test_other_disk_errors_are_not_reported_as_full(bob: Person, worker: Worker, folder: Path, limit: Any) -> None:
    row = bob.ask()
    limit(0, errno.EIO)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "internal")
    assert files(folder) == []


def test_thumbnails_are_made_later_if_the_disk_is_full(bob: Person, worker: Worker, folder: Path, limit: Any) -> None:
    row = bob.ask()
    run(row.id, worker, then=lambda pictures: None)
    limit(1, errno.ENOSPC)
    store_thumbnails(row.pictures.all())
    # The small one, which was not counted, did not stay.
    assert len(files(folder)) == 1
