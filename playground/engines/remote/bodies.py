"""The bodies of requests: file names and JSON, with the input pictures in the place of placeholders."""

import asyncio
import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from playground.dialects.base import content_type_of
from playground.dialects.wire import EncodedPicture, FormBody, UploadReference, WireRequest
from playground.engines.base import InputPicture


def file_name(position: int, picture: InputPicture) -> str:
    """Return the name under which a picture is sent; its extension follows from its bytes."""
    return f"picture-{position + 1}.{_kind_of(picture)}"


async def write_body(wire: WireRequest, uploaded: Sequence[str], inputs: Sequence[InputPicture]) -> bytes:
    """Return the body as JSON, or nothing for a form, whose parts httpx writes one after the other.

    JSON that contains pictures is written in a thread, so that the loop is not blocked.
    """
    if isinstance(wire.body, FormBody):
        return b""

    def write() -> bytes:
        body = _fill(wire.body, uploaded, inputs)
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    return await asyncio.to_thread(write) if inputs and not uploaded else write()


def find_text(body: object, path: Sequence[str]) -> str | None:
    """Return the text at a path of a JSON value; None where there is none."""
    for name in path:
        body = body.get(name) if isinstance(body, Mapping) else None
    return body if isinstance(body, str) and body else None


def _fill(value: Any, uploaded: Sequence[str], inputs: Sequence[InputPicture]) -> Any:  # noqa: ANN401
    if isinstance(value, UploadReference):
        return uploaded[value.upload]
    if isinstance(value, EncodedPicture):
        return _encode(inputs[value.picture], value)
    if isinstance(value, Mapping):
        return {name: _fill(item, uploaded, inputs) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fill(item, uploaded, inputs) for item in value]
    return value


def _encode(picture: InputPicture, place: EncodedPicture) -> str:
    text = base64.b64encode(picture.content).decode()
    kind = content_type_of(file_name(place.picture, picture))
    return f"data:{kind};base64,{text}" if place.is_data_url else text


def _kind_of(picture: InputPicture) -> str:
    head = picture.content[:12]
    return "png" if head.startswith(b"\x89PNG") else "webp" if head[8:12] == b"WEBP" else "jpg"
