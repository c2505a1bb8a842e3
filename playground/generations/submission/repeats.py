"""One-time tokens of forms: what is sent twice is made once."""

import hashlib
import json
from collections.abc import Sequence

from playground.accounts.models import Owner
from playground.generations.models import Asset, Generation, Picture
from playground.generations.submission.inputs import image_keys, is_url

# The length of the column.
LONGEST_TOKEN = 40


type Images = Sequence[Asset | Picture | None]


def find_earlier(owner: Owner, rows: Sequence[tuple[Generation, Images]]) -> list[Generation]:
    """Return what an earlier request with the same token made, or nothing if these unsaved rows are to be made.

    Each row comes with its input pictures.

    A browser whose request was not answered has the old token still. If its form was changed meanwhile, it asks for
    something else, which the same token must not prevent: then the rows get a token derived from what they ask for.
    """
    token = rows[0][0].token
    earlier = _find(owner, token)
    if not earlier:
        return []
    asked = [_describe(row, [image.sha256 if image else "" for image in images]) for row, images in rows]
    if [_describe(row, _digests(row)) for row in earlier] == asked:
        return earlier
    derived = hashlib.sha256(json.dumps([token, asked], sort_keys=True).encode()).hexdigest()[:LONGEST_TOKEN]
    for row, _ in rows:
        row.token = derived
    return _find(owner, derived)


def _find(owner: Owner, token: str) -> list[Generation]:
    rows = owner.generations.filter(token=token)
    # Almost always there are none, and `exists` is the cheaper question.
    return list(rows.order_by("variant")) if token and rows.exists() else []


def _describe(row: Generation, digests: Sequence[str]) -> list[object]:
    """Return what a row asks for. Pictures count by their content: without script, a file is uploaded by each click."""
    spec = row.spec
    if spec is None:
        return [row.spec_id]
    keys = image_keys(spec, row.params)
    pictures = [key if is_url(key) else digest for key, digest in zip(keys, digests, strict=False)]
    parameter = spec.by_role("picture")
    hidden = parameter.name if parameter else ""
    params = {name: value for name, value in row.params.items() if name != hidden}
    # A sketch is not what a person wants who has added a key since, and another key may be charged for it.
    return [row.spec_id, row.engine, row.key_source, params, pictures]


def _digests(row: Generation) -> list[str]:
    spec = row.spec
    found = [""] * len(image_keys(spec, row.params)) if spec else []
    # Most requests have no pictures, and need no query to find that out.
    for entry in row.inputs.select_related("asset", "picture") if found else ():
        found[entry.position] = entry.image.sha256
    return found
