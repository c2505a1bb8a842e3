"""A plan printed as cURL commands for a POSIX shell, in the shape of the documents' own playground."""

import re
from collections.abc import Mapping

from playground.dialects.wire import (
    EncodedPicture,
    EnvironmentVariable,
    FilePart,
    RequestPlan,
    Upload,
    UploadReference,
    WireRequest,
)
from playground.snippets.literal import Notation, find_encoded, quote, write_literal

# Nothing in these means anything to a shell between double quotes.
CALM = re.compile(r"[\w .,:;/?&=%@+<>(){}\[\]~^#*|-]*")
CALM_FILENAME = re.compile(r"\w[\w.-]*")
# The types that curl tells by itself from the end of a file's name.
KNOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})
# The rest of a JSON string up to its closing quote, with whatever is escaped in it.
STRING_REST = r"\([^\"\\]*\(\\.[^\"\\]*\)*\)".replace(r"\"", '"')


def print_curl(plan: RequestPlan) -> str:
    """Return one command for each upload or picture in Base64, keeping it in `IMAGE_1`…, and the request."""
    uploads = [_print_upload(place, upload) for place, upload in enumerate(plan.uploads, 1)]
    encoded = find_encoded(plan.request.body)
    if not encoded:
        return "\n".join([*uploads, _print_request(plan.request)])
    pictures = [_print_encoding(place, name) for place, name in encoded.items()]
    return "\n".join([*uploads, *pictures, _print_piped(plan.request)])


def shell_word(text: str) -> str:
    """Return the text as one quoted word of a POSIX shell; plain text comes in double quotes."""
    return f'"{text}"' if CALM.fullmatch(text) else _single_quoted(text)


def _single_quoted(text: str) -> str:
    return "'" + _within_single(text) + "'"


def _within_single(text: str) -> str:
    return text.replace("'", "'\\''")


def _text(text: str) -> str:
    return _within_single(quote(text))


def _slot(slot: UploadReference) -> str:
    return _image(slot.upload)


def _encoded(encoded: EncodedPicture) -> str:
    return _image(encoded.picture)


def _image(place: int) -> str:
    return f'"\'"$IMAGE_{place + 1}"\'"'


JSON = Notation(text=_text, key=_text, slot=_slot, encoded=_encoded)


def _print_request(request: WireRequest) -> str:
    lines = [f"curl -X {request.method} {shell_word(request.url)}", *_headers(request)]
    if isinstance(request.body, Mapping):
        lines.append(f"  -d '{write_literal(request.body, JSON)}'")
    elif isinstance(request.body, FilePart):
        lines.append(f"  -F {_form_field(request.body)}")
    return " \\\n".join(lines)


def _print_encoding(place: int, filename: str) -> str:
    """Return the line that keeps a file's Base64: one system writes it in lines, and only one takes a file's name."""
    return f"IMAGE_{place + 1}=$(base64 < {shell_word(filename)} | tr -d '\\n')"


def _print_piped(request: WireRequest) -> str:
    """Return the request with its body on curl's input: an argument of a command may not be as long as pictures are.

    printf is part of the shell itself, which knows no such limit.
    """
    lines = [f"  curl -X {request.method} {shell_word(request.url)}", *_headers(request), "  -d @-"]
    return f"printf '%s' '{write_literal(request.body, JSON)}' |\n" + " \\\n".join(lines)


def _print_upload(place: int, upload: Upload) -> str:
    request = upload.request
    lines = [f"IMAGE_{place}=$(curl -sS -X {request.method} {shell_word(request.url)}", *_headers(request)]
    if isinstance(request.body, FilePart):
        lines.append(f"  -F {_form_field(request.body)}")
    return " \\\n".join(lines) + f" |\n  tr -d '\\t\\r\\n' | {_extraction(upload.answer)})"


def _headers(request: WireRequest) -> list[str]:
    return [f"  -H {_header(name, value)}" for name, value in request.headers]


def _header(name: str, value: str) -> str:
    if isinstance(value, EnvironmentVariable):
        return f'"{name}: ${value}"'
    return shell_word(f"{name}: {value}")


def _form_field(part: FilePart) -> str:
    """Return the argument of `-F`: curl takes a name with `,` `;` or quotes in it only between double quotes."""
    name = part.filename
    if not CALM_FILENAME.fullmatch(name):
        escaped = _path(name).replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    type_ = "" if part.content_type in KNOWN_TYPES else f";type={part.content_type}"
    return shell_word(f"{part.field}=@{name}{type_}")


def _path(filename: str) -> str:
    """Return the name so that a lone dash is a file and not the standard input."""
    return f"./{filename}" if filename.startswith("-") else filename


def _extraction(answer: tuple[str, ...]) -> str:
    """Return the sed command that prints the string at that path in a JSON answer, still escaped as JSON has it.

    First all up to the last object of each outer name goes. Then the leftmost member of the wanted name, and what
    follows it, becomes space, quote, value; the value itself can hold no quote without a backslash before it, so all
    up to the last space and quote can go. An answer without the names prints nothing.
    """
    *outer, name = answer
    steps = [f's/.*"{step}" *: *{{//' for step in outer]
    steps += [f's/"{name}" *: *"{STRING_REST}".*/ "\\1/', 's/.* "//p']
    guard = " *:.*".join(f'"{step}"' for step in answer)
    return f"sed -n '/{guard} *:/{{ {'; '.join(steps)}; }}'"
