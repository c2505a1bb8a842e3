"""Prints a request plan as cURL commands for a POSIX shell, in the style of 1min.ai's own playground."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from textwrap import indent

from playground.dialects.wire import (
    EncodedPicture,
    EnvironmentVariable,
    FilePart,
    FormBody,
    FormPicture,
    RequestPlan,
    SeedVariable,
    Upload,
    UploadReference,
    WireRequest,
)
from playground.snippets.literal import (
    INVISIBLE,
    Notation,
    data_url_prefix,
    find_encoded_pictures,
    find_seeds,
    quote,
    write_comments,
    write_literal,
)

# These characters have no special meaning in double quotes.
SHELL_SAFE = re.compile(r"[\w .,:;/?&=%@+<>(){}\[\]~^#*|-]*")
# What is not written into a command as it is; a line break is, within quotes. The group makes `split` keep it.
UNPRINTABLE_RUNS = re.compile(f"((?:{INVISIBLE.pattern}|[\x00-\x09\x0b-\x1f])+)")
PLAIN_FILENAME = re.compile(r"\w[\w.-]*")
# The media types that curl derives from the file extension.
TYPES_CURL_KNOWS = frozenset({"image/png", "image/jpeg", "image/gif"})
# A basic regular expression for the rest of a JSON string, including escapes, up to its closing quote.
STRING_REST = r"\([^\"\\]*\(\\.[^\"\\]*\)*\)".replace(r"\"", '"')


JQ_COMMENT = "jq reads the address of the uploaded picture from the response: https://jqlang.org"


def print_curl(plan: RequestPlan) -> str:
    """Return a command per upload or encoded picture, which sets `IMAGE_1`…, and the command for the request.

    The results of uploads are read by jq. Each command runs only if the one before it has succeeded, because code that
    is pasted into a terminal must not close it.
    """
    comments = [*([JQ_COMMENT] if plan.uploads else []), *plan.remarks]
    return "\n".join([*write_comments("#", comments), *_print_commands(plan, read_with_jq, JSON)])


def print_curl_without_jq(plan: RequestPlan) -> str:
    """Return the same commands with tr, sed and grep, which every system has."""
    comments = write_comments("#", plan.remarks)
    return "\n".join([*comments, *_print_commands(plan, _read_with_sed, JSON_OF_SED)])


def _print_commands(plan: RequestPlan, read: Callable[[tuple[str, ...]], str], notation: Notation) -> list[str]:
    """Return the commands, of which each runs only if those before it have succeeded."""
    function, *calls = print_upload_steps(plan, read) or [""]
    pictures = [f"{step} &&" for step in (*calls, *print_encodings(plan))]
    # With `-f` an error prints its status; otherwise the file would contain its message.
    saving = f" \\\n  -f -o {_word(plan.saves_as)}" if plan.saves_as else ""
    command = print_request(plan.request, notation) + saving
    return [*([function] if function else []), *pictures, _repeat(command, plan)]


def print_upload_steps(plan: RequestPlan, read: Callable[[tuple[str, ...]], str]) -> list[str]:
    """Return the function that uploads a picture, and its calls; `read` prints what reads a path of the response."""
    function = [_print_function(upload, read(upload.answer)) for upload in plan.uploads[:1]]
    files = [upload.request.body for upload in plan.uploads]
    calls = [
        f"IMAGE_{place}=$(upload {_form_field(file)})"
        for place, file in enumerate(files, 1)
        if isinstance(file, FilePart)
    ]
    return [*function, *calls]


def print_encodings(plan: RequestPlan) -> list[str]:
    """Return the commands that read the pictures in the body."""
    # macOS' base64 does not accept a file name as an argument. GNU's breaks lines, which `-d @-` removes again.
    return [
        f"IMAGE_{place + 1}=$(base64 < {_word(filename)})"
        for place, filename in find_encoded_pictures(plan.request.body).items()
    ]


def _repeat(command: str, plan: RequestPlan) -> str:
    """Return the command in a loop if it is sent several times."""
    if plan.times == 1:
        return command
    # The responses have no line break.
    return f"{print_loop(plan)}\n{indent_command(command, plan)}\n  echo\ndone"


def print_loop(plan: RequestPlan) -> str:
    """Return the beginning of the loop over the seeds or the number of the pictures."""
    seeds = find_seeds(plan.request.body)
    name, values = ("SEED", seeds) if seeds else ("PICTURE", range(1, plan.times + 1))
    return f"for {name} in {' '.join(map(str, values))}; do"


def indent_command(command: str, plan: RequestPlan, margin: str = "  ") -> str:
    """Return the command that sends the request as it is in a loop."""
    body = plan.request.body
    texts = [value for _, value in body.fields if isinstance(value, str)] if isinstance(body, FormBody) else []
    # A line within a quoted text would change with its margin. JSON has its line breaks as escapes.
    return command if any("\n" in text for text in texts) else indent(command, margin)


def shell_word(text: str) -> str:
    """Quote the text as one word of a POSIX shell, in double quotes if it is plain."""
    return f'"{text}"' if SHELL_SAFE.fullmatch(text) else _single_quoted(text)


def _single_quoted(text: str) -> str:
    return "'" + _within_single(text) + "'"


def _within_single(text: str) -> str:
    # A shell knows no escapes in single quotes: they are closed, an escaped quote is added, and they are opened again.
    return text.replace("'", "'\\''")


def _text(text: str) -> str:
    return _within_single(quote(text))


def _upload_reference(upload_reference: UploadReference) -> str:
    return _image(upload_reference.upload)


def _encoded_picture(encoded: EncodedPicture) -> str:
    return _image(encoded.picture, data_url_prefix(encoded) if encoded.is_data_url else "")


def _image(place: int, before: str = "") -> str:
    # The single quotes around the body are closed for the variable, which a shell only expands outside them.
    return f'"{before}\'"$IMAGE_{place + 1}"\'"'


def _json_variable(name: str) -> str:
    # jq prints a string with its quotes and escapes.
    return f"'\"${name}\"'"


JSON_OF_SED = Notation(
    text=_text,
    key=_text,
    upload_reference=_upload_reference,
    encoded_picture=_encoded_picture,
    seed=_json_variable("SEED"),
)
JSON = replace(JSON_OF_SED, upload_reference=lambda reference: _json_variable(f"IMAGE_{reference.upload + 1}"))


def print_request(request: WireRequest, notation: Notation, command: str = "curl") -> str:
    """Return the command that sends the request."""
    # Pictures exceed the length limit for arguments of a command. printf is built into the shell, so it has no limit.
    is_piped = bool(find_encoded_pictures(request.body))
    margin = "  " if is_piped else ""
    lines = [f"{margin}{command} -X {request.method} {shell_word(request.url)}", *print_headers(request.headers)]
    if is_piped:
        body = f"printf '%s' '{write_literal(request.body, notation)}' |\n"
        return body + " \\\n".join([*lines, "  -d @-"])
    if isinstance(request.body, Mapping):
        lines.append(f"  -d '{write_literal(request.body, notation)}'")
    elif isinstance(request.body, FilePart):
        lines.append(f"  -F {_form_field(request.body)}")
    elif isinstance(request.body, FormBody):
        lines += [f"  {_form_argument(name, value)}" for name, value in request.body.fields]
    return " \\\n".join(lines)


def _print_function(upload: Upload, reading: str) -> str:
    request = upload.request
    # The output is kept, and then curl would show its progress; `-S` still shows errors.
    lines = [
        f"  RESPONSE=$(curl -sS -X {request.method} {shell_word(request.url)}",
        *print_headers(request.headers, "    "),
    ]
    lines.append('    -F "$1") &&')
    failure = '{ printf \'The upload failed: %s: %s\\n\' "$1" "$RESPONSE" >&2; return 1; }'
    steps = [f"""    printf '%s' "$RESPONSE" | {reading} ||""", f"    {failure}"]
    return "\n".join(["upload() {", " \\\n".join(lines), *steps, "}"])


def print_headers(headers: Iterable[tuple[str, str]], margin: str = "  ") -> list[str]:
    return [f"{margin}-H {_header(name, value)}" for name, value in headers]


def _header(name: str, value: str) -> str:
    if isinstance(value, EnvironmentVariable):
        return f'"{name}: {value.prefix}${value}"'
    return shell_word(f"{name}: {value}")


def _form_argument(name: str, value: str | FormPicture | SeedVariable) -> str:
    if isinstance(value, FormPicture):
        return f"-F {_form_field(FilePart(name, value.filename, value.content_type))}"
    # In `-F` a text that begins with `@` or `<` would be the name of a file.
    return (
        f'--form-string "{name}=$SEED"'
        if isinstance(value, SeedVariable)
        else f"--form-string {_word(f'{name}={value}')}"
    )


def _form_field(part: FilePart) -> str:
    """Return the argument of `-F`."""
    # curl only accepts a file name with `,`, `;` or quotes if it is in double quotes.
    name = part.filename
    if not PLAIN_FILENAME.fullmatch(name):
        escaped = _path(name).replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    type_ = "" if part.content_type in TYPES_CURL_KNOWS else f";type={part.content_type}"
    return _word(f"{part.field}=@{name}{type_}")


def _word(text: str) -> str:
    """Quote a text as one word; what cannot be seen in it is written as octal numbers, which printf prints."""
    # Names by WhatsApp, for example, contain marks of direction. A shell has no escapes for them in quotes.
    words = (
        f"\"$(printf '{''.join(f'\\{byte:03o}' for byte in run.encode(errors='replace'))}')\""
        if UNPRINTABLE_RUNS.match(run)
        else shell_word(run)
        for run in UNPRINTABLE_RUNS.split(text)
        if run
    )
    return "".join(words)


def _path(filename: str) -> str:
    # curl reads `-` as the standard input.
    return f"./{filename}" if filename.startswith("-") else filename


def read_with_jq(answer: tuple[str, ...]) -> str:
    return f"jq -e .{'.'.join(answer)}"


def _read_with_sed(answer: tuple[str, ...]) -> str:
    # sed works line by line, but a response may spread its JSON over several lines. grep fails without a result.
    return f"tr -d '\\t\\r\\n' |\n    {_sed_extraction(answer)} |\n    grep ."


def _sed_extraction(answer: tuple[str, ...]) -> str:
    """Return a sed command that prints the string at this path of a JSON response, with its JSON escapes.

    For a response without the path it prints nothing.
    """
    # The first steps remove everything before the last object of
    # each outer name. Then the leftmost member with the name, and everything after it, is replaced by a space, a quote
    # and the value. A quote inside the value has a backslash before it, so everything up to the last space and quote
    # can be removed.
    *outer, name = answer
    steps = [f's/.*"{step}" *: *{{//' for step in outer]
    steps += [f's/"{name}" *: *"{STRING_REST}".*/ "\\1/', 's/.* "//p']
    guard = " *:.*".join(f'"{step}"' for step in answer)
    return f"sed -n '/{guard} *:/{{ {'; '.join(steps)}; }}'"
