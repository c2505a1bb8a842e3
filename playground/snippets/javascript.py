"""Prints a request plan as JavaScript with fetch and top-level await, for Node modules or a browser's console."""

import re
from collections.abc import Mapping
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
    parts = [_repeat(_print_request(plan.request), plan)]
    encoded = find_encoded_pictures(plan.request.body)
    if encoded:
        parts.insert(0, "\n".join(_print_encoded(place, name) for place, name in encoded.items()))
    if plan.uploads:
        parts.insert(0, "\n".join(_print_upload(place, upload) for place, upload in enumerate(plan.uploads, 1)))
        parts.insert(0, _print_function(plan.uploads[0]))
    if plan.uploads or encoded or has_form_pictures(plan.request.body):
        parts.insert(0, 'import { readFile } from "node:fs/promises";')
    if plan.remarks:
        parts.insert(0, "\n".join(write_comments("//", plan.remarks)))
    return "\n\n".join(parts)


def _key(name: str) -> str:
    # As a plain key, this name would set the prototype of the object instead of a member.
    if name == "__proto__":
        return '["__proto__"]'
    return name if IDENTIFIER.fullmatch(name) else quote(name)


def _upload_reference(upload_reference: UploadReference) -> str:
    return f"image{upload_reference.upload + 1}"


def _encoded_picture(encoded: EncodedPicture) -> str:
    return f"image{encoded.picture + 1}"


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


def _print_request(request: WireRequest) -> str:
    form = _print_form(request.body) if isinstance(request.body, FormBody) else []
    lines = [
        *form,
        f"const response = await fetch({quote(request.url)}, {{",
        f"  method: {quote(request.method)},",
        f"  headers: {write_literal(dict(request.headers), OBJECT, 1)},",
    ]
    if isinstance(request.body, Mapping):
        lines.append(f"  body: JSON.stringify({write_literal(request.body, OBJECT, 1)}),")
    if form:
        lines.append("  body: form,")
    return "\n".join([*lines, "});", "console.log(await response.json());"])


def _print_form(body: FormBody) -> list[str]:
    # fetch sends a line break in a text as CRLF, which the standard for forms in browsers asks for.
    return ["const form = new FormData();", *(_append(name, value) for name, value in body.fields)]


def _append(name: str, value: str | FormPicture | SeedVariable) -> str:
    if isinstance(value, FormPicture):
        file = f"new Blob([await readFile({quote(value.filename)})], {{ type: {quote(value.content_type)} }})"
        return f"form.append({quote(name)}, {file}, {quote(value.filename)});"
    return f"form.append({quote(name)}, {write_literal(value, OBJECT)});"


def _repeat(code: str, plan: RequestPlan) -> str:
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
