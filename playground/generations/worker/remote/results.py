"""What an API delivered: verified by content, kept bit for bit, noted beside the picture."""

import zlib
from collections.abc import Sequence

from playground.dialects.base import tidy_numbers
from playground.dialects.registry import get_dialect
from playground.engines.base import EnginePicture
from playground.engines.remote.base import Account, RemotePicture, RemoteResult
from playground.generations.messages import download_there, title_of
from playground.generations.models import Generation
from playground.generations.storage.store import store_pictures
from playground.generations.worker.remote.errors import Undelivered
from playground.generations.worker.remote.row_updates import Made
from playground.imaging.chunks import damaged, refuse_many_scans, walk_png
from playground.imaging.decoding import decoding, open_picture, refuse_too_many_pixels
from playground.imaging.errors import NotAPicture, PictureError
from playground.imaging.facts import LABELS, read_size, recognise_format

# A result address that is longer is left out of the notes.
LONGEST_URL = 4000
FORMATS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}


def deliver(row: Generation, account: Account, result: RemoteResult) -> Made:
    """Verify and store what came, with the recipe inside, or raise `Undelivered` and keep no file."""
    kinds = [_verify(row, account, result, picture) for picture in result.pictures]
    if not kinds:
        raise Undelivered(
            f"{title_of(row.api)} says that it made this, but names no picture, so it may have been charged. Look at"
            " the list of your pictures there.",
            note(row, account, result),
        )
    seed = row.seed if result.seed is None else result.seed
    pictures = [
        EnginePicture(picture.content, kind, row.size, seed)
        for picture, kind in zip(result.pictures, kinds, strict=True)
    ]
    notes = note(row, account, result) | _note_format(row, kinds)
    return Made(row, store_pictures(row, pictures), notes, result.cost)


def note(row: Generation, account: Account, result: RemoteResult) -> dict[str, str]:
    """Return what the API said and whose key was used, for the row."""
    said = {
        "api_id": result.id,
        "api_seed": "" if result.seed is None else str(result.seed),
        "cost": "" if result.cost is None else f"{tidy_numbers(result.cost)} {get_dialect(row.api).policy.cost_unit}",
        "rewritten_prompt": "" if result.prompt == row.prompt else result.prompt,
    }
    return {"whose": account.whose} | {name: text for name, text in said.items() if text}


def note_addresses(urls: Sequence[str]) -> dict[str, str]:
    """Return the note that names where the API's own copies lie, for the minutes that they do."""
    named = [url for url in urls if 0 < len(url) <= LONGEST_URL]
    return {"result_urls": "\n".join(named)} if named else {}


def _verify(row: Generation, account: Account, result: RemoteResult, picture: RemotePicture) -> str:
    try:
        return verify(picture.content)
    except PictureError as error:
        found = recognise_format(picture.content)
        what = f"a {LABELS[found]} file" if found == "gif" else "not a complete PNG, JPEG or WebP file"
        sentence = (
            f"{title_of(row.api)} made the picture and charges for it, but the file from its URL is {what}."
            f" {download_there(row.api)}"
        )
        urls = [entry.url for entry in result.pictures]
        raise Undelivered(sentence, note(row, account, result) | note_addresses(urls)) from error


def verify(content: bytes) -> str:
    """Return the format of a whole PNG, JPEG or WebP (`png`, `jpg`, `webp`); raise a `PictureError`.

    Decoding keeps every other thread waiting, so it is done only where nothing else tells: a PNG has checksums, and a
    JPEG cannot break off unseen, while no decoder minds other damage in it.
    """
    kind = recognise_format(content)
    if kind is None or kind == "gif":
        raise NotAPicture("This is no PNG, JPEG or WebP picture.")
    refuse_too_many_pixels(*read_size(content, kind))
    if kind == "png":
        _check_sums(content)
    elif kind == "jpg":
        refuse_many_scans(content)
    else:
        with decoding(kind):
            open_picture(content, kind).load()
    return kind


def _check_sums(content: bytes) -> None:
    view = memoryview(content)
    for chunk in walk_png(content):
        told = int.from_bytes(view[chunk.stop : chunk.end], "big")
        if zlib.crc32(view[chunk.start + 4 : chunk.stop]) != told:
            raise damaged("PNG")


def _note_format(row: Generation, kinds: Sequence[str]) -> dict[str, str]:
    spec = row.spec
    parameter = spec.by_role("format") if spec else None
    asked = FORMATS.get(str(row.asked.get(parameter.name)).lower()) if parameter else None
    other = next((kind for kind in kinds if asked and kind != asked), None)
    if asked is None or other is None:
        return {}
    return {"format": f"{LABELS[asked]} was asked for, and {title_of(row.api)} delivered {LABELS[other]}."}
