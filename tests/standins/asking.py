"""Sends requests that the dialects write to a stand-in, without the real engine."""

from collections.abc import Mapping, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import httpx

from playground.catalog.loading import get_spec
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.dialects.wire import FilePart, FormBody, FormPicture, WireRequest
from playground.standins.server import KEY, Standin
from tests.pictures import picture


def read_form(content_type: str, body: bytes) -> list[tuple[str, str, str, bytes]]:
    """Return the name, file name, type and content of each part of a multipart body."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts: list[tuple[str, str, str, bytes]] = []
    for part in message.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        assert isinstance(content, bytes)
        parts.append((str(name), part.get_filename() or "", part.get_content_type(), content))
    return parts


def send(request: WireRequest | None, content: bytes = b"", pictures: Sequence[bytes] = ()) -> httpx.Response:
    """Send a request that a dialect wrote: with this file if it is an upload, with these pictures in a form."""
    assert request is not None
    headers = dict(request.headers)
    if isinstance(request.body, FormBody):
        parts = [
            (name, (value.filename, pictures[value.picture], value.content_type))
            if isinstance(value, FormPicture)
            else (name, (None, str(value).encode(), None))
            for name, value in request.body.fields
        ]
        return httpx.request(request.method, request.url, headers=headers, files=parts, verify=False)
    if isinstance(request.body, FilePart):
        file = request.body.filename, content, request.body.content_type
        return httpx.request(
            request.method, request.url, headers=headers, files={request.body.field: file}, verify=False
        )
    return httpx.request(request.method, request.url, headers=headers, json=request.body, verify=False)


def order(standin: Standin, spec_id: str, params: Mapping[str, Any], key: str = KEY) -> httpx.Response:
    """Ask for a picture as the dialect writes it."""
    spec = get_spec(spec_id)
    return send(get_dialect(standin.name).write_request(spec, params, base_url=standin.address, key=key))


def upload(standin: Standin, spec_id: str, key: str = KEY) -> str:
    """Upload a picture and return its reference in a request."""
    dialect = get_dialect(standin.name)
    plan = plan_request(dialect, get_spec(spec_id), {}, base_url=standin.address, key=key, files=["cat.png"])
    answer: Any = send(plan.uploads[0].request, picture()).json()
    for name in plan.uploads[0].answer:
        answer = answer[name]
    return str(answer)
