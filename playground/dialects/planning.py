"""What is sent for one request, and in which order: the uploads of its pictures, then the request itself. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Dialect
from playground.dialects.wire import Encoded, RequestPlan, Slot, Upload


def plan_request(
    dialect: Dialect,
    spec: ModelSpec,
    params: Mapping[str, Any],
    *,
    base_url: str = "",
    key: str = "",
    files: Sequence[str] = (),
    references: Sequence[str] = (),
) -> RequestPlan:
    """Return the uploads and the request that a snippet prints and a remote engine sends.

    `files` names the file behind each picture, in order; of more than the spec takes, the first. Each is uploaded
    first, and the request holds a `Slot` in its place; where the API has no uploads, it is `Encoded` in the body. With
    `references` nothing is uploaded and those strings stand in the body. With neither, the picture parameter is sent as
    `params` has it.
    """
    uploads: tuple[Upload, ...] = ()
    pictures: Sequence[Slot | Encoded | str] = references
    if not references:
        sent = files[: _most_pictures(spec)]
        written = [dialect.write_upload(name, base_url=base_url, key=key) for name in sent]
        uploads = tuple(upload for upload in written if upload is not None)
        pictures = [Slot(place) if uploads else Encoded(place, name) for place, name in enumerate(sent)]
    request = dialect.write_request(spec, _with_pictures(spec, params, pictures), base_url=base_url, key=key)
    return RequestPlan(uploads, request)


def _most_pictures(spec: ModelSpec) -> int | None:
    """Return how many pictures the spec takes, None where it names no bound."""
    parameter = spec.by_role("picture")
    if parameter is None:
        return 0
    return parameter.max_items if parameter.kind == "images" else 1


def _with_pictures(
    spec: ModelSpec, params: Mapping[str, Any], pictures: Sequence[Slot | Encoded | str]
) -> Mapping[str, Any]:
    """Return the params with the pictures in the spec's picture parameter: a single one or a list, as it takes them."""
    parameter = spec.by_role("picture")
    if parameter is None or not pictures:
        return params
    return {**params, parameter.name: list(pictures) if parameter.kind == "images" else pictures[0]}
