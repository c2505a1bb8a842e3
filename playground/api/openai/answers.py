"""Writes the answers of OpenAI's images API: pictures as Base64 or as addresses, and the list of models."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.http import HttpResponseBase, JsonResponse, StreamingHttpResponse

from playground.api.endpoint import ApiRequest
from playground.api.openai.fields import IGNORED_HEADER, Asked
from playground.api.openai.model_names import short_id
from playground.api.openai.open_files import OpenFiles
from playground.api.repeats import NOT_AGAIN
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.dialects.errors import WireError
from playground.dialects.registry import get_dialect
from playground.generations.models import Generation, Picture
from playground.generations.models.images import FILE_LOST_SENTENCE
from playground.generations.storage.links import sign_address

OUTPUT_FORMATS = {"jpg": "jpeg"}
# When a model was released is in no spec. Clients need a number here, and show none.
CREATED = 0
# Bytes that are encoded at once. Of three bytes each, Base64 can be joined.
PIECE_BYTES = 3 * 2**20


def write_answer(
    request: ApiRequest, asked: Asked, rows: Sequence[Generation], ignored: Sequence[str]
) -> HttpResponseBase:
    """Return the pictures of the finished generations; raise `WireError` with 502 if no file is left."""
    pictures = [(row, picture) for row in rows for picture in row.pictures.all()]
    headers = {IGNORED_HEADER: ", ".join(listed)} if (listed := _list_names(ignored)) else {}
    if asked.by_url:
        data = [
            {"url": f"{row.origin or request.origin}{sign_address(picture)}"} | _revised(row)
            for row, picture in pictures
        ]
        return JsonResponse(_describe(*pictures[0]) | {"data": data}, headers=headers)
    return StreamingHttpResponse(_Pieces(pictures), content_type="application/json", headers=headers)


def describe_models() -> list[dict[str, Any]]:
    """Return an entry for each model, in the order of the studio."""
    # The modes of a model have a spec each, and one name.
    models = {short_id(spec): spec for spec in specs().values()}
    return [describe_model(spec) for spec in models.values()]


def describe_model(spec: ModelSpec) -> dict[str, Any]:
    api = get_dialect(spec.dialect).title
    return {"id": short_id(spec), "object": "model", "created": CREATED, "owned_by": api}


class _Pieces:
    """The JSON of an answer with Base64, piece by piece. Django closes it with the response.

    Only a piece is in memory at a time, because ten pictures of four megapixels would take hundreds of megabytes.
    """

    def __init__(self, pictures: Sequence[tuple[Generation, Picture]]) -> None:
        self._files = OpenFiles([picture for _, picture in pictures])
        # Of several pictures one may be missing. The others are sent, as if it had failed.
        self._found = [(*pair, file) for pair, file in zip(pictures, self._files, strict=True) if file]
        if not self._found:
            raise WireError(FILE_LOST_SENTENCE, status=502, code="generation_failed", headers=NOT_AGAIN)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        first, picture, _ = self._found[0]
        yield json.dumps(_describe(first, picture)).removesuffix("}").encode() + b', "data": ['
        for number, (row, _, file) in enumerate(self._found):
            more = json.dumps(_revised(row)).removeprefix("{").removesuffix("}")
            yield b'%b{"b64_json": "' % (b", " if number else b"")
            yield from _encode(file)
            yield f'"{", " if more else ""}{more}}}'.encode()
        yield b"]}"

    def close(self) -> None:
        """Close the files, also if the client went away before the first byte."""
        self._files.close()


def _encode(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield b64encode(piece)


def _describe(row: Generation, picture: Picture) -> dict[str, Any]:
    """Return what an answer says besides its pictures, of which this is the first."""
    return {
        "created": int(row.created.timestamp()),
        "output_format": OUTPUT_FORMATS.get(picture.format, picture.format),
        "size": f"{picture.width}x{picture.height}",
    }


def _revised(row: Generation) -> dict[str, str]:
    """Return the prompt that the model or its API made of the client's, where it says so."""
    rewritten = row.notes.get("rewritten_prompt")
    return {"revised_prompt": rewritten} if isinstance(rewritten, str) and rewritten else {}


def _list_names(names: Sequence[str]) -> list[str]:
    """Return the names that can be in a header."""
    return [name for name in names if name.isascii() and name.isprintable() and "," not in name]
