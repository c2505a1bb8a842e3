"""Plans what is sent for a request: first the uploads of its pictures, then the request itself. Does no I/O."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Dialect
from playground.dialects.layouts import compose
from playground.dialects.reading import LARGEST_SEED
from playground.dialects.wire import EncodedPicture, RequestPlan, SeedVariable, Upload, UploadReference

EXTENSIONS = {"jpg": ".jpg", "jpeg": ".jpg", "png": ".png", "webp": ".webp"}


def plan_request(
    dialect: Dialect,
    spec: ModelSpec,
    params: Mapping[str, Any],
    *,
    base_url: str = "",
    key: str = "",
    files: Sequence[str] = (),
    references: Sequence[str] = (),
    variants: int = 1,
) -> RequestPlan:
    """Return the uploads and the request that a snippet prints and a remote engine sends.

    `files` are the names of the picture files, in order; files beyond the spec's limit are ignored. Each is uploaded
    first and the request refers to it by an `UploadReference`. If the API has no uploads, the request contains an
    `EncodedPicture` instead. With `references` nothing is uploaded and these strings are used as they are. With
    neither, the picture parameter is sent as it is in `params`.

    A request makes one picture, so it is sent `variants` times. If the params have a seed, these requests have
    consecutive seeds, as the submission of this server gives them.
    """
    uploads: tuple[Upload, ...] = ()
    pictures: Sequence[UploadReference | EncodedPicture | str] = references
    if not references:
        sent = files[: _picture_limit(spec)]
        # A dialect uploads either every picture or none, so one upload decides how the request refers to them.
        written = [dialect.write_upload(name, base_url=base_url, key=key) for name in sent]
        uploads = tuple(upload for upload in written if upload is not None)
        pictures = [
            UploadReference(place) if uploads else EncodedPicture(place, name) for place, name in enumerate(sent)
        ]
    complete = _vary_seed(spec, _add_pictures(spec, params, pictures), variants)
    request = dialect.write_request(spec, compose(spec, complete), base_url=base_url, key=key)
    job = dialect.describe_job(spec, base_url=base_url, key=key)
    return RequestPlan(uploads, request, variants, job=job, extension=_extension(spec, params))


def _extension(spec: ModelSpec, params: Mapping[str, Any]) -> str:
    """Return the extension of the files that the API will make, or "" if it chooses their format."""
    parameter = spec.by_role("format")
    format_ = params.get(parameter.name, parameter.default) if parameter else None
    return EXTENSIONS.get(format_, "") if isinstance(format_, str) else ""


def _vary_seed(spec: ModelSpec, params: Mapping[str, Any], variants: int) -> Mapping[str, Any]:
    """Return the params with a variable in place of the seed, if there are several variants and a seed."""
    parameter = spec.by_role("seed")
    first = params.get(parameter.name) if parameter else None
    if parameter is None or variants == 1 or not isinstance(first, int):
        return params
    seeds = tuple((first + variant) % (LARGEST_SEED + 1) for variant in range(variants))
    return {**params, parameter.name: SeedVariable(seeds)}


def _picture_limit(spec: ModelSpec) -> int | None:
    """Return the maximum number of pictures, or None if there is no limit."""
    parameter = spec.by_role("picture")
    if parameter is None:
        return 0
    return parameter.max_items if parameter.kind == "images" else 1


def _add_pictures(
    spec: ModelSpec, params: Mapping[str, Any], pictures: Sequence[UploadReference | EncodedPicture | str]
) -> Mapping[str, Any]:
    """Return the params with the pictures added: as a list or a single value, as the spec requires."""
    parameter = spec.by_role("picture")
    if parameter is None or not pictures:
        return params
    return {**params, parameter.name: list(pictures) if parameter.kind == "images" else pictures[0]}
