"""All pictures of one click as a ZIP file."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe
from zipstream import ZIP_STORED, ZipStream

from playground.generations.models import Generation, Picture
from playground.generations.models.images import PictureQuerySet
from playground.generations.updates import release_pooled_connection
from playground.imaging.names import download_name, short_token
from playground.library.export.patterns import PictureFacts, UniqueNames
from playground.pages.file_naming import name_for
from playground.pages.lookups import find_generation

BLOCK = 256 * 1024


@require_safe
def download_batch(request: HttpRequest, id: UUID) -> StreamingHttpResponse:
    """Send all pictures that the same click made, under the names of their downloads."""
    found = find_generation(request, id)
    in_order = _pictures_of_batch(found).select_related("generation").order_by("generation__variant", "position")
    # A file may be missing although its row is not marked yet. In the middle of the archive it could not be left out.
    existing = [picture for picture in in_order if default_storage.exists(picture.file_key)]
    if not existing:
        raise Http404("There is no picture to download.")
    # Pictures are compressed already.
    archive = ZipStream(compress_type=ZIP_STORED)
    for picture, name in zip(existing, _name_files(found, existing), strict=True):
        archive.add(_read(picture.file_key), name)
    # A slow client may take minutes. It must not hold a database connection meanwhile.
    release_pooled_connection()
    name = download_name(found.prompt, [f"{len(existing)}-pictures"], short_token(found.batch), "zip")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(iter(archive), content_type="application/zip", headers=headers)


def count_in_batch(found: Generation) -> int:
    """Return how many pictures the same click made that can be downloaded."""
    return _pictures_of_batch(found).count()


def _pictures_of_batch(found: Generation) -> PictureQuerySet:
    # All rows of a batch have the owner of the found one. With a condition on the owner SQLite would read all of their
    # rows instead of those of the batch.
    rows = Generation.objects.filter(batch=found.batch).values("id")
    return Picture.objects.filter(generation__in=rows, generation__deleted=None, lost=False)


def _name_files(found: Generation, pictures: Sequence[Picture]) -> list[str]:
    """Return the names of the files, as those of single downloads."""
    name, unique = name_for(found.owner), UniqueNames()
    facts = [PictureFacts(picture, picture.generation, number) for number, picture in enumerate(pictures, start=1)]
    return [f"{unique.take(name(one))}.{one.picture.format}" for one in facts]


def _read(key: str) -> Iterator[bytes]:
    with default_storage.open(key) as file:
        yield from file.chunks(BLOCK)
