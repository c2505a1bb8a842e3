"""What an API delivered: its files are verified, stored unchanged, and notes about them are made for the row."""

import zlib
from collections.abc import Sequence

from playground.dialects.base import tidy_numbers
from playground.dialects.layouts import compose
from playground.dialects.registry import get_dialect
from playground.engines.base import EnginePicture, describe_job
from playground.engines.remote.base import Account, RemoteResult
from playground.generations.messages import download_there, is_free, made_there, title_of
from playground.generations.models import Generation
from playground.generations.storage.store import store_pictures
from playground.generations.worker.remote.errors import Undelivered
from playground.generations.worker.remote.row_updates import FinishedJob
from playground.imaging.chunks import damaged, refuse_many_scans, walk_png
from playground.imaging.decoding import decoding, open_picture, refuse_too_many_pixels
from playground.imaging.errors import NotAPicture, PictureError
from playground.imaging.facts import LABELS, read_size, recognise_format

# A longer URL of a result is left out of the notes.
LONGEST_URL = 4000
# Pictures that this server reads, but does not store as they are.
OTHER_FORMATS = {"gif": "a GIF file", "avif": "an AVIF file"}
FORMATS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}


def store_result(row: Generation, account: Account, result: RemoteResult) -> FinishedJob:
    """Verify the files and store them with the recipe inside; raise `Undelivered` and keep none where one is bad."""
    formats = [_verify(row, account, result, content) for content in result.files]
    if not formats:
        charge = (
            "" if is_free(row.spec_id) else ", so it may have been charged. Look at the list of your pictures there"
        )
        sentence = f"{title_of(row.dialect)} reports success, but names no picture{charge}."
        raise Undelivered(f"{sentence} {describe_job(result.answer.id)}".rstrip(), make_notes(row, account, result))
    # An API may choose the seed itself, and then only that one reproduces the picture.
    seed = row.seed if result.answer.seed is None else result.answer.seed
    pictures = [EnginePicture(content, format_, seed) for content, format_ in zip(result.files, formats, strict=True)]
    notes = make_notes(row, account, result) | _note_withheld(row, result) | _note_format(row, formats)
    return FinishedJob(row, store_pictures(row, pictures), notes, result.answer.cost)


def make_notes(row: Generation, account: Account, result: RemoteResult) -> dict[str, str]:
    """Return what the API said and whose key was used, for the row."""
    answer = result.answer
    said = {
        "api_id": answer.id,
        "api_seed": "" if answer.seed is None else str(answer.seed),
        "cost": write_cost(row, answer.cost),
        "rewritten_prompt": "" if answer.prompt in (row.prompt, _sent_prompt(row)) else answer.prompt,
    }
    return {"whose": account.whose} | {name: text for name, text in said.items() if text}


def write_cost(row: Generation, cost: float | None) -> str:
    """Return what the API said that it charged, in its own unit, or ""."""
    return "" if cost is None else f"{tidy_numbers(cost)} {get_dialect(row.dialect).policy.cost_unit}"


def _sent_prompt(row: Generation) -> str:
    """Return the prompt with the boxes in it."""
    spec = row.spec
    return str(compose(spec, row.resolved).get("prompt", "")) if spec else row.prompt


def note_addresses(urls: Sequence[str]) -> dict[str, str]:
    """Return the note with the URLs of the API's own copies, which work for some minutes."""
    named = [url for url in urls if 0 < len(url) <= LONGEST_URL]
    return {"result_urls": "\n".join(named)} if named else {}


def _verify(row: Generation, account: Account, result: RemoteResult, content: bytes) -> str:
    try:
        return verify(content)
    except PictureError as error:
        what = OTHER_FORMATS.get(recognise_format(content) or "") or "not a complete PNG, JPEG or WebP file"
        where = "the file from its URL" if result.answer.urls else "the file in its answer"
        sentence = f"{made_there(row.spec_id)}, but {where} is {what}. {download_there(row.spec_id, result.answer.id)}"
        notes = make_notes(row, account, result) | note_addresses(result.answer.urls)
        raise Undelivered(sentence, notes) from error


def verify(content: bytes) -> str:
    """Return the format of a complete PNG, JPEG or WebP (`png`, `jpg`, `webp`); raise a `PictureError`.

    Decoding keeps all other threads waiting, so only a WebP is decoded. A PNG has checksums, and the end of a JPEG
    shows whether it is complete; decoders accept any other damage in it.
    """
    found = recognise_format(content)
    if found is None or found in OTHER_FORMATS:
        raise NotAPicture("This is not a PNG, JPEG or WebP picture.")
    # A small file can decode to gigabytes of pixels.
    refuse_too_many_pixels(*read_size(content, found))
    if found == "png":
        _check_sums(content)
    elif found == "jpg":
        refuse_many_scans(content)
    else:
        with decoding(found):
            open_picture(content, found).load()
    return found


def _check_sums(content: bytes) -> None:
    view = memoryview(content)
    for chunk in walk_png(content):
        checksum = int.from_bytes(view[chunk.stop : chunk.end], "big")
        # A picture is shown without the chunks whose kind begins with a small letter.
        is_needed = chunk.kind[:1].isupper()
        if is_needed and zlib.crc32(view[chunk.start + 4 : chunk.stop]) != checksum:
            raise damaged("PNG")


def _note_withheld(row: Generation, result: RemoteResult) -> dict[str, str]:
    withheld = result.answer.withheld
    if not withheld:
        return {}
    were = "was" if withheld == 1 else "were"
    number = f"{withheld} of {withheld + len(result.files)} pictures {were}"
    return {"withheld": f"{number} withheld by the content filter of {title_of(row.dialect)}."}


def _note_format(row: Generation, formats: Sequence[str]) -> dict[str, str]:
    spec = row.spec
    parameter = spec.by_role("format") if spec else None
    asked = FORMATS.get(str(row.asked.get(parameter.name)).lower()) if parameter else None
    other = next((found for found in formats if asked and found != asked), None)
    if asked is None or other is None:
        return {}
    return {"format": f"{LABELS[asked]} was requested, but {title_of(row.dialect)} delivered {LABELS[other]}."}
