"""Writes the answers of OpenAI's images API: pictures as Base64 or as addresses, and the list of models."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponseBase, JsonResponse, StreamingHttpResponse

from playground.api.endpoint import ApiRequest
from playground.api.openai.fields import IGNORED_HEADER, Asked
from playground.api.openai.model_names import short_id
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.dialects.registry import get_dialect
from playground.generations.models import Generation, Picture
from playground.generations.storage.links import sign_address

OUTPUT_FORMATS = {"jpg": "jpeg"}
# When a model was released is in no spec. Clients need a number here, and show none.
CREATED = 0


def write_answer(
    request: ApiRequest, asked: Asked, rows: Sequence[Generation], ignored: Sequence[str]
) -> HttpResponseBase:
    """Return the pictures of the finished generations."""
    pictures = [(row, picture) for row in rows for picture in row.pictures.all()]
    first = pictures[0][1]
    head: dict[str, Any] = {
        "created": int(rows[0].created.timestamp()),
        "output_format": OUTPUT_FORMATS.get(first.format, first.format),
        "size": f"{first.width}x{first.height}",
    }
    headers = {IGNORED_HEADER: ", ".join(listed)} if (listed := _list_names(ignored)) else {}
    if asked.by_url:
        data = [
            {"url": f"{row.origin or request.origin}{sign_address(picture)}"} | _revised(row)
            for row, picture in pictures
        ]
        return JsonResponse(head | {"data": data}, headers=headers)
    # One picture is in memory at a time: ten of four megapixels would take hundreds of megabytes.
    return StreamingHttpResponse(_write_pieces(head, pictures), content_type="application/json", headers=headers)


def describe_models() -> list[dict[str, Any]]:
    """Return an entry for each model, in the order of the studio."""
    # The modes of a model have a spec each, and one name.
    models = {short_id(spec): spec for spec in specs().values()}
    return [describe_model(spec) for spec in models.values()]


def describe_model(spec: ModelSpec) -> dict[str, Any]:
    api = get_dialect(spec.dialect).title
    return {"id": short_id(spec), "object": "model", "created": CREATED, "owned_by": api}


def _write_pieces(head: dict[str, Any], pictures: Sequence[tuple[Generation, Picture]]) -> Iterator[bytes]:
    """Yield the JSON piece by piece."""
    yield json.dumps(head).removesuffix("}").encode() + b', "data": ['
    for number, (row, picture) in enumerate(pictures):
        more = json.dumps(_revised(row)).removeprefix("{").removesuffix("}")
        yield b'%b{"b64_json": "' % (b", " if number else b"")
        yield b64encode(picture.read())
        yield f'"{", " if more else ""}{more}}}'.encode()
    yield b"]}"


def _revised(row: Generation) -> dict[str, str]:
    """Return the prompt that the model or its API made of the client's, where it says so."""
    rewritten = row.notes.get("rewritten_prompt")
    return {"revised_prompt": rewritten} if isinstance(rewritten, str) and rewritten else {}


def _list_names(names: Sequence[str]) -> list[str]:
    """Return the names that can be in a header."""
    return [name for name in names if name.isascii() and name.isprintable() and "," not in name]
