"""All pictures of a click in one ZIP file, under the names of their downloads."""

import zipfile
from io import BytesIO
from uuid import uuid4

from django.core.files.storage import default_storage

from playground.generations.models import Generation, Picture
from playground.pages.picture_urls import file_name
from tests.cast import Person, work_off


def make_batch(person: Person, number: int = 3) -> list[Generation]:
    person.generate(variants=str(number), prompt="Slow pour", seed="5")
    work_off()
    return list(Generation.objects.order_by("variant"))


def unpack(person: Person, made: Generation) -> dict[str, bytes]:
    fetched = person.fetch(f"/generations/{made.id}/pictures.zip")
    assert (fetched.status, fetched.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(BytesIO(fetched.content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_has_every_picture_under_the_name_of_its_download(bob: Person) -> None:
    rows = make_batch(bob)
    bob.make(prompt="of another click")
    pictures = [row.pictures.get() for row in rows]
    files = unpack(bob, rows[1])
    assert files == {file_name(picture): picture.read() for picture in pictures}
    assert list(files) == [file_name(picture) for picture in pictures]


def test_its_own_name_is_readable(bob: Person) -> None:
    [made, *_] = make_batch(bob)
    header = bob.fetch(f"/generations/{made.id}/pictures.zip").headers["Content-Disposition"]
    assert header.startswith('attachment; filename="slow-pour-3-pictures-')
    assert header.endswith('.zip"')


def test_it_is_sent_in_pieces(bob: Person) -> None:
    [made, *_] = make_batch(bob)
    response = bob.get("download_batch", made.id)
    assert response.streaming
    assert len(list(response.streaming_content)) > 3


def test_deleted_and_missing_pictures_are_left_out(bob: Person) -> None:
    rows = make_batch(bob, 4)
    rows[0].delete_softly()
    Picture.objects.filter(generation=rows[1]).update(lost=True)
    default_storage.delete(rows[2].pictures.get().file_key)
    assert list(unpack(bob, rows[3])) == [file_name(rows[3].pictures.get())]


def test_without_any_picture_there_is_nothing(bob: Person) -> None:
    assert bob.get("download_batch", bob.ask().id).status_code == 404


def test_only_the_owner_gets_it(alice: Person, charlie: Person, anonymous: Person) -> None:
    made = alice.make()
    for other in (charlie, anonymous):
        assert other.get("download_batch", made.id).status_code == 404
    assert alice.get("download_batch", uuid4()).status_code == 404
    made.delete_softly()
    assert alice.get("download_batch", made.id).status_code == 404


def test_the_page_of_a_picture_offers_it_for_several(bob: Person) -> None:
    [made, *_] = make_batch(bob)
    assert "Download all 3" in bob.see("generation", made.id).text
    assert "Download all" not in bob.see("generation", bob.make().id).text
