"""Checks requests against the APIs' documentation.

The rules are written by hand from the documentation, not taken from the catalog, so that they also find errors there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from io import BytesIO
from typing import Any, Literal

from PIL import Image

from playground.standins.server import InvalidRequest, Request

type Fields = dict[str, "Field"]

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


@dataclass(frozen=True)
class Field:
    """A documented field. Bounds apply to the value of a number and the length of a text or list."""

    kind: Literal["text", "whole", "number", "switch", "object", "texts", "list"]
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    multiple: int = 1
    required: bool = False

    def find_error(self, value: object) -> str:
        """Return what is wrong with the value, or ""."""
        if not self._has_kind(value):
            return f"{value!r} is not of type {self.kind}"
        measure: Any = len(value) if isinstance(value, str | list) else value
        if self.minimum is not None and measure < self.minimum:
            return f"{measure} is below the minimum of {self.minimum:g}"
        if self.maximum is not None and measure > self.maximum:
            return f"{measure} is above the maximum of {self.maximum:g}"
        if self.choices and value not in self.choices:
            return f"{value!r} is not one of {', '.join(self.choices)}"
        if self.multiple > 1 and measure % self.multiple:
            return f"{value} is not a multiple of {self.multiple}"
        return ""

    def _has_kind(self, value: object) -> bool:
        if self.kind == "switch":
            return isinstance(value, bool)
        # A bool is an int in Python, but `true` is not a number in JSON.
        if isinstance(value, bool):
            return False
        if self.kind == "texts":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        kinds: dict[str, Any] = {"text": str, "whole": int, "number": int | float, "object": dict, "list": list}
        return isinstance(value, kinds[self.kind])


def check(fields: Fields, values: Mapping[str, Any], under: str = "") -> None:
    """Raise `InvalidRequest` for all fields that are unknown, missing or not as documented."""
    found = {under + name: ["is not documented"] for name in values if name not in fields}
    for name, field in fields.items():
        if name not in values:
            if field.required:
                found[under + name] = ["is missing"]
        elif error := field.find_error(values[name]):
            found[under + name] = [error]
    if found:
        raise InvalidRequest(found)


def read_json(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise InvalidRequest({"Content-Type": ["must be application/json"]})
    try:
        # Python accepts `NaN` and repeated names. Other parsers refuse the former and disagree on the latter.
        value = json.loads(request.body.decode(), object_pairs_hook=_refuse_repeats, parse_constant=_refuse_constant)
    except ValueError as error:
        raise InvalidRequest({"body": [f"is not valid JSON: {error}"]}) from error
    if not isinstance(value, dict):
        raise InvalidRequest({"body": ["is not a JSON object"]})
    return value


@dataclass(frozen=True)
class FormPart:
    """One part of a multipart body. `filename` is "" for a text."""

    name: str
    filename: str
    content_type: str
    content: bytes

    def read_picture(self) -> Image.Image:
        """Return the picture of a file, or raise `InvalidRequest`."""
        if not self.filename:
            raise InvalidRequest({self.name: ["is not a file"]})
        picture = read_picture(self.content, self.name)
        if TYPES.get((picture.format or "").lower()) != self.content_type:
            raise InvalidRequest({self.name: [f"is {picture.format}, not {self.content_type}"]})
        return picture


def read_parts(request: Request) -> list[FormPart]:
    """Return the parts of a multipart body in their order, or raise `InvalidRequest`."""
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data;"):
        raise InvalidRequest({"Content-Type": ["must be multipart/form-data"]})
    # A multipart body is a mail message whose first header, with the boundary, is in the HTTP header.
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + request.body)
    parts = []
    for part in message.iter_parts():
        name, content = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            raise InvalidRequest({"body": ["has a part without a name"]})
        parts.append(FormPart(name, part.get_filename() or "", part.get_content_type(), content))
    return parts


def read_upload(request: Request, name: str) -> tuple[str, bytes, Image.Image]:
    """Return the name, bytes and picture of the only file in a multipart body, or raise `InvalidRequest`."""
    parts = read_parts(request)
    if len(parts) != 1 or parts[0].name != name:
        raise InvalidRequest({"body": [f"must contain one file named {name}"]})
    return parts[0].filename, parts[0].content, parts[0].read_picture()


def read_picture(content: bytes, name: str) -> Image.Image:
    try:
        picture = Image.open(BytesIO(content))
        # `open` reads only the header, so a truncated file is noticed here.
        picture.load()
    # Pillow raises SyntaxError for a broken PNG.
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidRequest({name: ["is not a picture"]}) from error
    return picture


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name appears twice")
    return dict(pairs)


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is not valid JSON")
