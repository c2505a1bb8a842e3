"""Prints a request plan as JavaScript with fetch and top-level await, for Node modules or a browser's console."""

import re
from collections.abc import Iterable, Mapping
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
    Notation,
    data_url_prefix,
    find_encoded_pictures,
    find_seeds,
    has_form_pictures,
    quote,
    write_comments,
    write_literal,
)

IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def print_javascript(plan: RequestPlan) -> str:
    """Return the uploads and the request. Reading files needs Node."""
    call = [*print_form(plan.request), f"const response = {print_fetch(plan.request)};"]
    sending = "\n".join([*call, *_print_answer(plan)])
    names = [*(["readFile"] if reads_files(plan) else []), *(["writeFile"] if plan.saves_as else [])]
    return "\n\n".join([*print_beginning(plan, names), *print_pictures(plan), repeat(sending, plan)])


def _print_answer(plan: RequestPlan) -> list[str]:
    """Return the statements that print the response, or save it if it is a picture."""
    if not plan.saves_as:
        return ["console.log(await response.json());"]
    return [
        # Otherwise the file would contain the message of an error.
        "if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);",
        f"await writeFile({quote(plan.saves_as)}, Buffer.from(await response.arrayBuffer()));",
    ]


def reads_files(plan: RequestPlan) -> bool:
    body = plan.request.body
    return bool(plan.uploads or find_encoded_pictures(body) or has_form_pictures(body))


def print_beginning(plan: RequestPlan, names: Iterable[str], remarks: Iterable[str] = ()) -> list[str]:
    """Return the comments and the import of these names for files."""
    comments = write_comments("//", [*remarks, *plan.remarks])
    imported = ", ".join(names)
    imports = [f'import {{ {imported} }} from "node:fs/promises";'] if imported else []
    return ["\n".join(lines) for lines in (comments, imports) if lines]


def print_pictures(plan: RequestPlan) -> list[str]:
    """Return what uploads the pictures of the request, or encodes them."""
    encoded = [_print_encoded(place, name) for place, name in find_encoded_pictures(plan.request.body).items()]
    uploads = [_print_upload(place, upload) for place, upload in enumerate(plan.uploads, 1)]
    functions = [_print_function(plan.uploads[0])] if plan.uploads else []
    return functions + ["\n".join(lines) for lines in (uploads, encoded) if lines]


def _key(name: str) -> str:
    # As a plain key, this name would set the prototype of the object instead of a member.
    if name == "__proto__":
        return '["__proto__"]'
    return name if IDENTIFIER.fullmatch(name) else quote(name)


def _upload_reference(upload_reference: UploadReference) -> str:
    return f"image{upload_reference.upload + 1}"


def _encoded_picture(encoded: EncodedPicture) -> str:
    variable = f"image{encoded.picture + 1}"
    return f"{quote(data_url_prefix(encoded))} + {variable}" if encoded.is_data_url else variable


def _print_encoded(place: int, filename: str) -> str:
    return f'const image{place + 1} = await readFile({quote(filename)}, "base64");'


def _variable(name: EnvironmentVariable) -> str:
    variable = f"process.env.{name}"
    return f"{quote(name.prefix)} + {variable}" if name.prefix else variable


OBJECT = Notation(
    text=quote,
    key=_key,
    upload_reference=_upload_reference,
    encoded_picture=_encoded_picture,
    variable=_variable,
    trailing=",",
)


def print_fetch(request: WireRequest) -> str:
    """Return the expression that sends the request and waits for its response."""
    lines = [
        f"await fetch({quote(request.url)}, {{",
        f"  method: {quote(request.method)},",
        f"  headers: {write_literal(dict(request.headers), OBJECT, 1)},",
    ]
    if isinstance(request.body, Mapping):
        lines.append(f"  body: JSON.stringify({write_literal(request.body, OBJECT, 1)}),")
    if isinstance(request.body, FormBody):
        lines.append("  body: form,")
    return "\n".join([*lines, "})"])


def print_form(request: WireRequest) -> list[str]:
    """Return the statements that make the form, if the request has one."""
    if not isinstance(request.body, FormBody):
        return []
    # fetch sends a line break in a text as CRLF, which the standard for forms in browsers asks for.
    return ["const form = new FormData();", *(_append(name, value) for name, value in request.body.fields)]


def _append(name: str, value: str | FormPicture | SeedVariable) -> str:
    if isinstance(value, FormPicture):
        file = f"new Blob([await readFile({quote(value.filename)})], {{ type: {quote(value.content_type)} }})"
        return f"form.append({quote(name)}, {file}, {quote(value.filename)});"
    return f"form.append({quote(name)}, {write_literal(value, OBJECT)});"


def repeat(code: str, plan: RequestPlan) -> str:
    """Return the code in a loop if the request is sent several times."""
    if plan.times == 1:
        return code
    seeds = ", ".join(map(str, find_seeds(plan.request.body)))
    count = f"let picture = 1; picture <= {plan.times}; picture += 1"
    return f"for ({f'const seed of [{seeds}]' if seeds else count}) {{\n{indent(code, '  ')}\n}}"


def _print_function(upload: Upload) -> str:
    request = upload.request
    field = request.body.field if isinstance(request.body, FilePart) else ""
    steps = "".join(f"?.{name}" if IDENTIFIER.fullmatch(name) else f"?.[{quote(name)}]" for name in upload.answer)
    return "\n".join(
        [
            "async function upload(name, type) {",
            "  const form = new FormData();",
            f"  form.append({quote(field)}, new Blob([await readFile(name)], {{ type }}), name);",
            f"  const response = await fetch({quote(request.url)}, {{",
            f"    method: {quote(request.method)},",
            # These headers have no content type: fetch sets it, because only fetch knows the boundary of the form.
            f"    headers: {write_literal(dict(request.headers), OBJECT, 2)},",
            "    body: form,",
            "  });",
            "  const answer = await response.text();",
            "  let image;",
            "  try {",
            "    image = response.ok && JSON.parse(answer)" + steps + ";",
            "  } catch {",
            "    // The error below shows an answer that is not JSON.",
            "  }",
            "  if (!image) throw new Error(`${name}: ${response.status} ${answer}`);",
            "  return image;",
            "}",
        ]
    )


def _print_upload(place: int, upload: Upload) -> str:
    part = upload.request.body
    arguments = f"{quote(part.filename)}, {quote(part.content_type)}" if isinstance(part, FilePart) else ""
    return f"const image{place} = await upload({arguments});"
