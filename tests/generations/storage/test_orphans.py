"""`manage.py find_orphans`: files without a row, rows without a file, and what the pages show of the latter."""

import os
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from playground.generations.models import Generation, Picture, Share
from playground.generations.models.images import FILE_LOST_SENTENCE
from playground.generations.storage import orphans
from tests.cast import EDIT, FLEX, JOB, Person, work_off
from tests.conftest import list_files
from tests.markup import parse

type Files = Callable[[], list[str]]


@pytest.fixture
def files(folder: Path) -> Files:
    """Store files in a folder, since they are aged by hand here, which no bucket allows."""
    return lambda: sorted(list_files(""))


def find(*, mend: bool = False) -> list[str]:
    """Return what the command prints, without the lines that count none."""
    printed = StringIO()
    call_command("find_orphans", mend=mend, stdout=printed)
    return [line for line in printed.getvalue().splitlines() if not line.endswith(": 0")]


def put(name: str, age: float = 7200) -> str:
    """Write a file as old as that, in seconds."""
    name = default_storage.save(name, ContentFile(b"left behind"))
    then = time.time() - age
    os.utime(default_storage.path(name), (then, then))
    return name


def make_old(files: Files) -> None:
    """Let everything in storage and all rows be from long ago."""
    for name in files():
        os.utime(default_storage.path(name), (0, 0))
    for picture in Picture.objects.all():
        Picture.objects.filter(id=picture.id).update(created="2026-01-01T00:00:00Z")


def lose(picture: Picture) -> None:
    picture.remove_files()


def give_two(generation: Generation) -> tuple[Picture, Picture]:
    """Give a finished generation a second picture, and return both."""
    first = generation.pictures.get()
    key = default_storage.save(first.key.replace("-", "-second", 1), ContentFile(first.read()))
    facts = {name: getattr(first, name) for name in ("seed", "format", "width", "height", "byte_size", "sha256")}
    return first, Picture.objects.create(generation=generation, position=1, key=key, **facts)


@pytest.mark.usefixtures("files")
def test_finds_nothing_in_a_consistent_storage(bob: Person, files: Files) -> None:
    bob.make(EDIT, thumbnails=True, imageUrl=bob.upload().key)
    link = Share.objects.create(generation=bob.make(thumbnails=True))
    assert bob.fetch(f"/s/{link.slug}/card.jpg").status == 200
    make_old(files)
    before = files()
    assert len(before) == 3 * 3 + 1
    assert find() == ["Nothing was changed. Use --mend to repair."]
    assert find(mend=True) == []
    assert files() == before


def test_orphan_files_are_removed_only_with_mend(bob: Person, files: Files) -> None:
    bob.make()
    kept = files()
    orphans_ = [put("images/gone-abc.png"), put("images/gone-abc.small.webp"), put("images/deep/er/gone.card.jpg")]
    orphans_ += [put("images/no-ending"), put("probes/0123")]
    lines = [f"file without a row: {name}" for name in sorted(orphans_)]
    assert sorted(find()[:5]) == lines
    assert files() == sorted(kept + orphans_)
    assert "file without a row: 5, mended" in find(mend=True)
    assert files() == kept
    assert find(mend=True) == []


def test_new_files_are_left_alone(bob: Person, files: Files) -> None:
    put("images/just-now.png", age=60)
    put("images/nearly-an-hour.png", age=3500)
    assert find(mend=True) == []
    assert len(files()) == 2


def test_files_in_other_folders_are_left_alone(bob: Person, files: Files) -> None:
    put("backups/2026.tar")
    put("readme.txt")
    assert find(mend=True) == []
    assert len(files()) == 2


def test_keeps_a_file_whose_row_is_written_meanwhile(bob: Person, files: Files) -> None:
    name = bob.make().pictures.get().key
    assert orphans.remove_orphan_file(name) is False
    assert name in files()


def test_checks_more_files_and_rows_than_one_batch(bob: Person, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "BATCH", 2)
    for _ in range(5):
        bob.make()
    lost = list(Picture.objects.all())[:3]
    for picture in lost:
        lose(picture)
    for number in range(5):
        put(f"images/left-{number}.png")
    found = find(mend=True)
    assert "file without a row: 5, mended" in found
    assert "row without its file: 3, mended" in found
    assert Picture.objects.filter(lost=True).count() == 3


def test_a_lost_picture_is_shown_as_failed_on_every_page(bob: Person, anonymous: Person, files: Files) -> None:
    made = bob.make()
    link = Share.objects.create(generation=made)
    assert bob.studio(FLEX).all("img", data_picture_key=True)
    lose(made.pictures.get())
    assert "row without its file: 1" in find()
    assert Generation.objects.get().status == "done"
    assert "row without its file: 1, mended" in find(mend=True)
    for address in (f"/{FLEX}/", f"/generations/{made.id}/", f"/generations/{made.id}/stage/"):
        page = parse(bob.client.get(address, headers={"HX-Request": "true"} if "stage" in address else {}))
        assert FILE_LOST_SENTENCE in page.text, address
        assert not page.all("img", data_picture_key=True), address
    assert not bob.see("history").by_id("tiles").all("img")
    shared = anonymous.see("share", link.slug)
    assert shared.all("p", data_lost=True)
    assert not shared.all("img")
    assert find(mend=True) == []


def test_retrying_makes_the_lost_picture_again(bob: Person, files: Files) -> None:
    made = bob.make(seed=7)
    lose(made.pictures.get())
    find(mend=True)
    bob.post("retry", made.id)
    work_off()
    again = Generation.objects.visible_to(bob.owner).newest_first()[0]
    assert (again.id != made.id, again.status, again.seed) == (True, "done", 7)


def test_other_pictures_of_the_generation_stay_visible(bob: Person, anonymous: Person, files: Files) -> None:
    made = bob.make()
    first, second = give_two(made)
    version = Generation.objects.get().version
    lose(first)
    find(mend=True)
    row = Generation.objects.get()
    assert (row.status, row.version > version) == ("done", True)
    assert bob.see("generation", made.id).all("dd", data_lost=True)
    assert bob.studio(FLEX).all("span", data_lost=True)
    [shown] = bob.see("history").by_id("tiles").all("img")
    assert str(second.id) in shown["src"]
    link = Share.objects.create(generation=made)
    [image] = [
        one for one in anonymous.see("share", link.slug).all("img") if "picture-" in one.attributes.get("src", "")
    ]
    assert image["src"].endswith("/picture-2.png")
    assert anonymous.fetch(image["src"]).status == 200
    lose(second)
    find(mend=True)
    assert Generation.objects.get().status == "failed"


def test_a_returned_file_is_shown_again(bob: Person, files: Files) -> None:
    made = bob.make()
    picture = made.pictures.get()
    content = picture.read()
    lose(picture)
    find(mend=True)
    default_storage.save(picture.key, ContentFile(content))
    assert "row whose file is back: 1, mended" in find(mend=True)
    row = Generation.objects.get()
    assert (row.status, row.error, row.error_code) == ("done", "", "")
    assert bob.fetch(f"/files/{picture.id}/picture.png").content == content


def test_an_api_job_reports_its_lost_picture(bob: Person, files: Files) -> None:
    made = bob.make(JOB)
    lose(made.pictures.get())
    find(mend=True)
    assert Generation.objects.get(id=made.id).error == FILE_LOST_SENTENCE


def test_a_lost_upload_is_refused_with_a_reason(bob: Person, files: Files) -> None:
    asset = bob.upload()
    bob.post("save_draft", *EDIT.split("/"), prompt="a hat", imageUrl=asset.key)
    assert bob.studio(EDIT).all("li", data_reference=True)
    asset.remove_files()
    find(mend=True)
    assert bob.client.get(f"/{EDIT}/").status_code == 200
    refused = bob.generate(EDIT, imageUrl=asset.key)
    assert refused.status_code == 422
    assert not Generation.objects.exists()


def test_missing_thumbnails_are_made_again(bob: Person, files: Files) -> None:
    picture = bob.make().pictures.get()
    default_storage.delete(picture.thumbnail_keys["small"])
    assert find(mend=True) == []
    make_old(files)
    assert "picture without thumbnails: 1" in find()
    assert "picture without thumbnails: 1, mended" in find(mend=True)
    assert default_storage.exists(picture.thumbnail_keys["small"])


def test_a_lost_file_is_not_found_before_it_is_marked(
    bob: Person, charlie: Person, anonymous: Person, files: Files
) -> None:
    asset = bob.upload()
    made = bob.make(EDIT, imageUrl=asset.key)
    picture = made.pictures.get()
    link = Share.objects.create(generation=made, include_inputs=True)
    for image in (asset, picture):
        image.remove_files()
    for address in (f"/s/{link.slug}/card.jpg", f"/s/{link.slug}/picture-1.png", f"/files/{picture.id}/small.webp"):
        assert bob.fetch(address).status == 404
    for address in (f"/{FLEX}/", "/history/", f"/generations/{made.id}/", f"/s/{link.slug}/"):
        assert bob.client.get(address).status_code == 200, address
    taken = charlie.post("open_share", link.slug, htmx=True)
    assert taken.status_code == 200
    assert "Some input pictures" in taken.content.decode()


def test_works_with_a_storage_that_is_not_a_folder(bob: Person, settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    made = bob.make()
    default_storage.save("images/left-behind.png", ContentFile(b"x"))
    assert find(mend=True) == []
    [name] = orphans.find_orphan_files(now=made.created.replace(year=made.created.year + 1))
    assert name == "images/left-behind.png"
    default_storage.delete(made.pictures.get().key)
    assert "row without its file: 1, mended" in find(mend=True)
