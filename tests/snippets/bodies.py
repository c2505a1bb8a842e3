"""What a server receives if the code sends what a plan says: the body of JSON or a form, and the files in it."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any

from playground.dialects.wire import EncodedPicture, FormBody, FormPicture, SeedVariable, UploadReference
from tests.standins.asking import read_form

# What a data URL says of a file.
TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}

# Gives the content of a file by its name.
type Read = Callable[[str], bytes]
# The name, the type and the content of a part of a form.
type Parts = list[tuple[str, str, bytes]]


def fill(value: Any, read: Read, answers: Sequence[str], number: int = 0) -> Any:
    """Return the JSON of the request of that number: each placeholder is replaced by what is sent for it."""
    match value:
        case EncodedPicture(_, filename, is_data_url):
            before = f"data:{TYPES[filename.rpartition('.')[2]]};base64," if is_data_url else ""
            return before + b64encode(read(filename)).decode()
        case UploadReference(upload):
            return answers[upload]
        case SeedVariable(seeds):
            return seeds[number]
        case dict():
            return {name: fill(item, read, answers, number) for name, item in value.items()}
        case list():
            return [fill(item, read, answers, number) for item in value]
        case _:
            return value


def list_texts(value: object) -> list[str]:
    """Return all texts of a JSON value, without the names."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in list_texts(item)]


def list_parts(body: FormBody, read: Read, number: int = 0) -> Parts:
    """Return the parts of the form that is sent as the request of that number."""
    parts = []
    for name, value in body.fields:
        if isinstance(value, FormPicture):
            parts.append((name, value.content_type, read(value.filename)))
        else:
            text = str(value.seeds[number]) if isinstance(value, SeedVariable) else value
            parts.append((name, "text/plain", _as_lines(text.encode())))
    return parts


def read_parts(content_type: str, body: bytes) -> Parts:
    """Return the parts of a form that was received."""
    parts = read_form(content_type, body)
    return [(name, kind, content if file else _as_lines(content)) for name, file, kind, content in parts]


def _as_lines(text: bytes) -> bytes:
    """Return the text with the line breaks that `fetch` sends in a form."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
