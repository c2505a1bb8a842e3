"""Prints a request plan as Python with the library requests, which the APIs' documentation also uses."""

from collections.abc import Iterable, Mapping
from textwrap import indent
from typing import Any

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
    Notation,
    data_url_prefix,
    find_encoded_pictures,
    find_seeds,
    has_form_pictures,
    quote,
    write_comments,
    write_literal,
)

ENCODE = """def encode(name):
    with open(name, "rb") as file:
        return base64.b64encode(file.read()).decode()"""


def print_python(plan: RequestPlan) -> str:
    variables, data, call = print_call(plan.request)
    sending = [f"response = {call}", *_print_answer(plan)]
    parts = ["import requests", *print_pictures(plan), print_sending(plan, variables, data, sending)]
    modules = find_modules(plan)
    return "\n\n".join([*print_comments(plan), *([modules] if modules else []), *parts])


def _print_answer(plan: RequestPlan) -> list[str]:
    """Return the statements that print the response, or save it if it is a picture."""
    if not plan.saves_as:
        return ["print(response.json())"]
    # Otherwise the file would contain the message of an error.
    return ["response.raise_for_status()", f"Path({quote(plan.saves_as)}).write_bytes(response.content)"]


def print_comments(plan: RequestPlan, remarks: Iterable[str] = ()) -> list[str]:
    comments = write_comments("#", [*remarks, *plan.remarks])
    return ["\n".join(comments)] if comments else []


def find_modules(plan: RequestPlan, names: Iterable[str] = ()) -> str:
    """Return the imports of the standard library that the code needs, with these names."""
    needed = {*names}
    if any(isinstance(value, EnvironmentVariable) for _, value in plan.request.headers):
        needed.add("os")
    if find_encoded_pictures(plan.request.body):
        needed.add("base64")
    lines = [f"import {name}" for name in sorted(needed)]
    has_paths = bool(plan.saves_as) or has_form_pictures(plan.request.body)
    return "\n".join([*lines, *(["from pathlib import Path"] if has_paths else [])])


def print_pictures(plan: RequestPlan) -> list[str]:
    """Return what uploads the pictures of the request, or encodes them."""
    parts = []
    if plan.uploads:
        uploads = "\n".join(_print_upload(place, upload) for place, upload in enumerate(plan.uploads, 1))
        parts.append(f"\n{_print_function(plan.uploads[0])}\n\n\n{uploads}")
    encoded = find_encoded_pictures(plan.request.body)
    if encoded:
        pictures = "\n".join(f"image_{place + 1} = encode({quote(name)})" for place, name in encoded.items())
        parts.append(f"\n{ENCODE}\n\n\n{pictures}")
    return parts


def _upload_reference(upload_reference: UploadReference) -> str:
    return f"image_{upload_reference.upload + 1}"


def _encoded_picture(encoded: EncodedPicture) -> str:
    variable = f"image_{encoded.picture + 1}"
    return f"{quote(data_url_prefix(encoded))} + {variable}" if encoded.is_data_url else variable


def _variable(name: EnvironmentVariable) -> str:
    variable = f"os.environ[{quote(name)}]"
    return f"{quote(name.prefix)} + {variable}" if name.prefix else variable


VALUE = Notation(
    text=quote,
    key=quote,
    upload_reference=_upload_reference,
    encoded_picture=_encoded_picture,
    variable=_variable,
    null="None",
    false="False",
    true="True",
    indent=4,
    trailing=",",
)


def print_call(request: WireRequest) -> tuple[list[str], list[str], str]:
    """Return the statements for address and headers, those for the body, and the expression that sends the request."""
    variables = [f"url = {quote(request.url)}", f"headers = {write_literal(dict(request.headers), VALUE)}"]
    data, argument = _print_body(request.body)
    return variables, data, f"requests.{request.method.lower()}(url, headers=headers{argument})"


def print_sending(
    plan: RequestPlan, variables: list[str], data: list[str], sending: list[str], *, counts: bool = False
) -> str:
    """Return the statements, of which `sending` is in a loop if the request is sent several times.

    With `counts` the statements can use the `number` of a request that has no seed.
    """
    seeds = find_seeds(plan.request.body)
    if plan.times == 1:
        return "\n".join([*variables, *data, "", *sending])
    # Only data with a seed differ from request to request.
    before, inside = (variables, [*data, *sending]) if seeds else ([*variables, *data], sending)
    count = f"for number in range(1, {plan.times + 1}):" if counts else f"for _ in range({plan.times}):"
    loop = f"for seed in {list(seeds)}:" if seeds else count
    return "\n".join([*before, "", loop, indent("\n".join(inside), "    ")])


def _print_body(body: Mapping[str, Any] | FilePart | FormBody | None) -> tuple[list[str], str]:
    """Return the statement that sets the body, and the argument that sends it."""
    if isinstance(body, FormBody):
        fields = "".join(f"    ({quote(name)}, {_print_field(value)}),\n" for name, value in body.fields)
        return [f"form = [\n{fields}]"], ", files=form"
    if isinstance(body, Mapping):
        return [f"data = {write_literal(body, VALUE)}"], ", json=data"
    return [], ""


def _print_field(value: str | FormPicture | SeedVariable) -> str:
    if isinstance(value, FormPicture):
        name = quote(value.filename)
        return f"({name}, Path({name}).read_bytes(), {quote(value.content_type)})"
    # Without a file name, requests sends the part as a text.
    return f"(None, {'str(seed)' if isinstance(value, SeedVariable) else quote(value)})"


def _print_function(upload: Upload) -> str:
    request = upload.request
    field = request.body.field if isinstance(request.body, FilePart) else ""
    steps = "".join(f"[{quote(name)}]" for name in upload.answer)
    return "\n".join(
        [
            "def upload(name, content_type):",
            '    with open(name, "rb") as file:',
            f"        response = requests.{request.method.lower()}(",
            f"            {quote(request.url)},",
            f"            headers={write_literal(dict(request.headers), VALUE, 3)},",
            f"            files={{{quote(field)}: (name, file, content_type)}},",
            "        )",
            # Without these lines an error response would only fail at the missing key, which hides the API's message.
            "    try:",
            f"        return response.json(){steps}",
            "    except (KeyError, TypeError, ValueError):",
            '        raise RuntimeError(f"{name}: {response.status_code} {response.text}") from None',
        ]
    )


def _print_upload(place: int, upload: Upload) -> str:
    part = upload.request.body
    arguments = f"{quote(part.filename)}, {quote(part.content_type)}" if isinstance(part, FilePart) else ""
    return f"image_{place} = upload({arguments})"
