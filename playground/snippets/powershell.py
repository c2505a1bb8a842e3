"""Prints a request plan as PowerShell with Invoke-RestMethod, for Windows PowerShell 5.1 and PowerShell 7."""

import re
from collections.abc import Iterable, Mapping
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

# PowerShell reads these as the single quote ' too.
SINGLE_QUOTES = re.compile("(['\u2018-\u201b])")
# Within double quotes these have a meaning, also as the typographic quotes that PowerShell reads as ".
SPECIAL = re.compile('([`$"\u201c-\u201e])')
# Between @" and "@ a double quote has none.
SPECIAL_IN_LINES = re.compile("([`$])")
# What is written as the number of the character. The group makes `split` keep what it splits at.
UNPRINTABLE = re.compile(f"({INVISIBLE.pattern}|[\x00-\x1f])")
NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
SEVEN = "This needs PowerShell 7 or later."
# Without it PowerShell goes on after an error.
STOP = "$ErrorActionPreference = 'Stop'"
FILE = """function Read-Picture($name, $type) {
  $file = [Net.Http.ByteArrayContent]::new([IO.File]::ReadAllBytes((Convert-Path -LiteralPath $name)))
  $file.Headers.ContentType = [Net.Http.Headers.MediaTypeHeaderValue]::Parse($type)
  $file
}"""
FORM = "$form = [Net.Http.MultipartFormDataContent]::new()"


def print_powershell(plan: RequestPlan) -> str:
    """Return the uploads and the request, whose response is printed as JSON, or saved if it is a picture."""
    answer = f" -OutFile {write_text(plan.saves_as)}" if plan.saves_as else " | ConvertTo-Json -Depth 20"
    sending = "\n".join([*print_body(plan.request), f"{print_call(plan.request)}{answer}"])
    pictures, code = print_pictures(plan), repeat(sending, plan)
    # Without a block a terminal would run the lines one by one, and send the request after a failed upload.
    return "\n".join([*print_comments(plan), print_block([*pictures, code]) if pictures else code])


def print_block(parts: Iterable[str]) -> str:
    """Return a block that ends with its first error."""
    return "\n".join(["& {", indent_code("\n".join([STOP, *parts])), "}"])


def print_comments(plan: RequestPlan, remarks: Iterable[str] = ()) -> list[str]:
    needs_forms = bool(plan.uploads) or isinstance(plan.request.body, FormBody)
    return write_comments("#", [*([SEVEN] if needs_forms else []), *remarks, *plan.remarks])


def print_pictures(plan: RequestPlan) -> list[str]:
    """Return what uploads the pictures of the request, or encodes them."""
    body = plan.request.body
    pictures = isinstance(body, FormBody) and any(isinstance(value, FormPicture) for _, value in body.fields)
    functions = [FILE] if plan.uploads or pictures else []
    functions += [_print_function(plan.uploads[0])] if plan.uploads else []
    uploads = [_print_upload(place, upload) for place, upload in enumerate(plan.uploads, 1)]
    encoded = [_print_encoded(place, name) for place, name in find_encoded_pictures(body).items()]
    return [*functions, *uploads, *encoded]


def print_body(request: WireRequest) -> list[str]:
    """Return the statements that set the body of the request."""
    if isinstance(request.body, FormBody):
        return [FORM, *(_print_field(name, value) for name, value in request.body.fields)]
    if not isinstance(request.body, Mapping):
        return []
    # Only a text between @" and "@ has variables, in which more characters than quotes have a meaning.
    expands = bool(find_seeds(request.body)) or _has_pictures(request.body)
    mark = '"' if expands else "'"
    return [f"$body = @{mark}\n{write_literal(request.body, EXPANDED if expands else PLAIN)}\n{mark}@"]


def print_call(request: WireRequest) -> str:
    """Return the command that sends the request."""
    headers = [(name, value) for name, value in request.headers if name.lower() != "content-type"]
    types = [value for name, value in request.headers if name.lower() == "content-type"]
    words = [f"Invoke-RestMethod -Method {request.method.capitalize()} -Uri {write_text(request.url)}"]
    words += [f"-Headers {print_headers(headers)}"] if headers else []
    # Without it Windows PowerShell sends every character outside Latin-1 as a question mark.
    words += [f"-ContentType {write_text(f'{type_}; charset=utf-8')}" for type_ in types[:1]]
    if request.body is not None:
        words.append("-Body $form" if isinstance(request.body, FormBody) else "-Body $body")
    return " `\n  ".join(words)


def print_headers(headers: Iterable[tuple[str, str]]) -> str:
    return f"@{{ {'; '.join(f'{write_text(name)} = {_print_value(value)}' for name, value in headers)} }}"


def repeat(code: str, plan: RequestPlan) -> str:
    """Return the code in a loop if the request is sent several times."""
    if plan.times == 1:
        return code
    seeds = find_seeds(plan.request.body)
    values = ", ".join(map(str, seeds)) if seeds else f"1..{plan.times}"
    return f"foreach (${'seed' if seeds else 'number'} in {values}) {{\n{indent_code(code)}\n}}"


def indent_code(code: str) -> str:
    """Return the code with a margin, but for the texts between @' and '@, in which it would be part of the text."""
    lines, closing = [], ""
    for line in code.split("\n"):
        lines.append(line if closing else indent(line, "  "))
        if closing:
            closing = "" if line.startswith(closing) else closing
        elif line.endswith(("@'", '@"')):
            closing = f"{line[-1]}@"
    return "\n".join(lines)


def write_text(text: str) -> str:
    """Return the text in single quotes, in which nothing but these quotes has a meaning."""
    if UNPRINTABLE.search(text):
        first, *others = UNPRINTABLE.split(text)
        # What is added to a text becomes text, but a character may also be added as a number.
        return f"({' + '.join([write_text(first), *(_print_part(part) for part in others if part)])})"
    return "'" + SINGLE_QUOTES.sub(r"\1\1", text) + "'"


def _print_part(part: str) -> str:
    # An escape for a character by its number is only in PowerShell 7.
    return f"[char]0x{ord(part):04x}" if UNPRINTABLE.fullmatch(part) else write_text(part)


def _print_value(value: str) -> str:
    if not isinstance(value, EnvironmentVariable):
        return write_text(value)
    return f'"{SPECIAL.sub(r"`\1", value.prefix)}$env:{value}"' if value.prefix else f"$env:{value}"


def _expanded(text: str) -> str:
    return SPECIAL_IN_LINES.sub(r"`\1", quote(text))


def _upload_reference(reference: UploadReference) -> str:
    return f"$(ConvertTo-Json $image{reference.upload + 1})"


def _encoded_picture(encoded: EncodedPicture) -> str:
    return f'"{data_url_prefix(encoded) if encoded.is_data_url else ""}$image{encoded.picture + 1}"'


PLAIN = Notation(text=quote, key=quote, upload_reference=_upload_reference, encoded_picture=_encoded_picture)
EXPANDED = replace(PLAIN, text=_expanded, key=_expanded, seed="$seed")


def _has_pictures(value: object) -> bool:
    if isinstance(value, UploadReference | EncodedPicture):
        return True
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any(map(_has_pictures, inner))


def _print_field(name: str, value: str | FormPicture | SeedVariable) -> str:
    if isinstance(value, FormPicture):
        file = f"(Read-Picture {write_text(value.filename)} {write_text(value.content_type)})"
        return f"$form.Add({file}, {write_text(name)}, {write_text(value.filename)})"
    text = '"$seed"' if isinstance(value, SeedVariable) else write_text(value)
    return f"$form.Add([Net.Http.StringContent]::new({text}), {write_text(name)})"


def _print_encoded(place: int, filename: str) -> str:
    path = f"(Convert-Path -LiteralPath {write_text(filename)})"
    return f"$image{place + 1} = [Convert]::ToBase64String([IO.File]::ReadAllBytes({path}))"


def _print_function(upload: Upload) -> str:
    request = upload.request
    field = request.body.field if isinstance(request.body, FilePart) else ""
    path = "".join(f".{step}" if NAME.fullmatch(step) else f".{write_text(step)}" for step in upload.answer)
    return "\n".join(
        [
            "function Send-Picture($name, $type) {",
            f"  {FORM}",
            f"  $form.Add((Read-Picture $name $type), {write_text(field)}, $name)",
            f"  $answer = {indent(print_call(replace(request, body=FormBody(()))), '  ').lstrip()}",
            f'  if (-not $answer{path}) {{ throw "${{name}}: $(ConvertTo-Json $answer -Depth 20)" }}',
            f"  $answer{path}",
            "}",
        ]
    )


def _print_upload(place: int, upload: Upload) -> str:
    part = upload.request.body
    arguments = f"{write_text(part.filename)} {write_text(part.content_type)}" if isinstance(part, FilePart) else ""
    return f"$image{place} = Send-Picture {arguments}"
