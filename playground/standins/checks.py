"""What a field must be like, and whether a request is: written by hand from the documents, not from the catalog."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from io import BytesIO
from typing import Any, Literal

from PIL import Image

from playground.standins.server import Asked, Wrong

type Fields = dict[str, "Field"]

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


@dataclass(frozen=True)
class Field:
    """A field of a table in the documents; bounds hold for a number's value, a text's length and a list's."""

    kind: Literal["text", "whole", "number", "switch", "object", "texts"]
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    multiple: int = 1
    required: bool = False

    def complain(self, value: object) -> str:
        """Return what is wrong with the value, "" where nothing is."""
        if not self._has_kind(value):
            return f"{value!r} is not of the kind {self.kind}"
        measure: Any = len(value) if isinstance(value, str | list) else value
        if self.least is not None and measure < self.least:
            return f"{measure} is under {self.least:g}"
        if self.most is not None and measure > self.most:
            return f"{measure} is over {self.most:g}"
        if self.choices and value not in self.choices:
            return f"{value!r} is none of {', '.join(self.choices)}"
        if self.multiple > 1 and measure % self.multiple:
            return f"{value} is no multiple of {self.multiple}"
        return ""

    def _has_kind(self, value: object) -> bool:
        if self.kind == "switch":
            return isinstance(value, bool)
        if isinstance(value, bool):
            return False
        if self.kind == "texts":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        kinds: dict[str, Any] = {"text": str, "whole": int, "number": int | float, "object": dict}
        return isinstance(value, kinds[self.kind])


def check(fields: Fields, values: Mapping[str, Any], under: str = "") -> None:
    """Raise `Wrong` naming every field that is unknown, missing or not as the table says."""
    found = {under + name: ["is not in the documents"] for name in values if name not in fields}
    for name, field in fields.items():
        if name not in values:
            if field.required:
                found[under + name] = ["is missing"]
        elif complaint := field.complain(values[name]):
            found[under + name] = [complaint]
    if found:
        raise Wrong(found)


def read_json(asked: Asked) -> dict[str, Any]:
    """Return the JSON object of the body, or raise `Wrong`."""
    if asked.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Wrong({"Content-Type": ["must be application/json"]})
    try:
        value = json.loads(asked.body.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except ValueError as error:
        raise Wrong({"body": [f"is no JSON: {error}"]}) from error
    if not isinstance(value, dict):
        raise Wrong({"body": ["is no JSON object"]})
    return value


def read_upload(asked: Asked, name: str) -> tuple[str, bytes, Image.Image]:
    """Return name, bytes and picture of the one file of a multipart body, or raise `Wrong`."""
    content_type = asked.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data;"):
        raise Wrong({"Content-Type": ["must be multipart/form-data"]})
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + asked.body)
    parts = list(message.iter_parts())
    if len(parts) != 1 or parts[0].get_param("name", header="content-disposition") != name:
        raise Wrong({"body": [f"must hold one file named {name}"]})
    content = parts[0].get_payload(decode=True)
    filename = parts[0].get_filename()
    if not filename or not isinstance(content, bytes):
        raise Wrong({name: ["is no file"]})
    picture = read_picture(content, name)
    if TYPES.get((picture.format or "").lower()) != parts[0].get_content_type():
        raise Wrong({name: [f"is {picture.format}, not {parts[0].get_content_type()}"]})
    return filename, content, picture


def read_picture(content: bytes, name: str) -> Image.Image:
    """Return the decoded picture, or raise `Wrong`."""
    try:
        picture = Image.open(BytesIO(content))
        picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise Wrong({name: ["is no picture"]}) from error
    return picture


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands there twice")
    return dict(pairs)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
