"""Writes a JSON body as a literal of a programming language."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.dialects.base import content_type_of, tidy_numbers
from playground.dialects.wire import (
    EncodedPicture,
    EnvironmentVariable,
    FormBody,
    FormPicture,
    SeedVariable,
    UploadReference,
)

# Characters that are invisible, change the direction of text or end a line. They could hide code from the reader.
INVISIBLE = re.compile("[\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")


def quote(text: str) -> str:
    r"""Return a double-quoted string that JSON, JavaScript and Python read in the same way.

    Control characters, lone surrogates and invisible characters become `\u` escapes.
    """
    return INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def write_comments(mark: str, remarks: Iterable[str]) -> list[str]:
    """Return the remarks as comments, each in one line."""
    # A line break within a remark would end its comment.
    return [f"{mark} {quote(remark)[1:-1]}" for remark in remarks]


def find_encoded_pictures(value: object) -> dict[int, str]:
    """Return the file names of the pictures that the body contains as Base64, by the picture's number."""
    if isinstance(value, EncodedPicture):
        return {value.picture: value.filename}
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return {place: name for item in inner for place, name in find_encoded_pictures(item).items()}


def has_form_pictures(body: object) -> bool:
    """Return whether the body is a form with a picture."""
    return isinstance(body, FormBody) and any(isinstance(value, FormPicture) for _, value in body.fields)


def data_url_prefix(encoded: EncodedPicture) -> str:
    """Return what a URL with the picture has before its Base64 text."""
    return f"data:{content_type_of(encoded.filename)};base64,"


def find_seeds(value: object) -> tuple[int, ...]:
    """Return the seeds of the body's `SeedVariable`, or none."""
    if isinstance(value, SeedVariable):
        return value.seeds
    if isinstance(value, FormBody):
        return next((field.seeds for _, field in value.fields if isinstance(field, SeedVariable)), ())
    inner = value.values() if isinstance(value, Mapping) else ()
    return next((seeds for item in inner if (seeds := find_seeds(item))), ())


@dataclass(frozen=True, slots=True)
class Notation:
    """How a language writes JSON values.

    The functions write a string, the key of a member, and the expressions for the result of an upload, a picture in
    Base64 and an environment variable. `seed` is the variable of a loop over seeds, and `trailing` follows the last
    member of a list or an object.
    """

    text: Callable[[str], str]
    key: Callable[[str], str]
    upload_reference: Callable[[UploadReference], str]
    encoded_picture: Callable[[EncodedPicture], str]
    variable: Callable[[EnvironmentVariable], str] = quote
    seed: str = "seed"
    null: str = "null"
    false: str = "false"
    true: str = "true"
    indent: int = 2
    trailing: str = ""


def write_literal(value: Any, notation: Notation, depth: int = 0) -> str:  # noqa: ANN401
    """Return the value as a literal. Lines after the first are indented for `depth`."""
    if isinstance(value, Mapping):
        members = (f"{notation.key(k)}: {write_literal(v, notation, depth + 1)}" for k, v in value.items())
        return _bracketed("{}", members, notation, depth)
    if isinstance(value, list | tuple):
        items = (write_literal(item, notation, depth + 1) for item in value)
        return _bracketed("[]", items, notation, depth)
    return _scalar(value, notation)


def _scalar(value: Any, notation: Notation) -> str:  # noqa: ANN401
    if isinstance(value, UploadReference):
        return notation.upload_reference(value)
    if isinstance(value, EncodedPicture):
        return notation.encoded_picture(value)
    if isinstance(value, SeedVariable):
        return notation.seed
    # Environment variables are strings too, so they are recognised before plain text.
    if isinstance(value, EnvironmentVariable):
        return notation.variable(value)
    if value is None:
        return notation.null
    if isinstance(value, bool):
        return notation.true if value else notation.false
    if isinstance(value, str):
        return notation.text(value)
    return json.dumps(tidy_numbers(value), allow_nan=False)


def _bracketed(brackets: str, items: Iterable[str], notation: Notation, depth: int) -> str:
    outer = "\n" + " " * notation.indent * depth
    inner = outer + " " * notation.indent
    inside = f",{inner}".join(items)
    return f"{brackets[0]}{inner}{inside}{notation.trailing}{outer}{brackets[1]}" if inside else brackets
