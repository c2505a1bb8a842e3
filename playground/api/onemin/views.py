"""1min.ai's endpoints: a call that waits for its pictures, uploads, results, and the list of models."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.http import HttpResponseBase

from playground.api.endpoint import ApiRequest, as_wire_error, endpoint
from playground.api.ignored import limit_ignored
from playground.api.params import clean_params
from playground.api.unknown import name_apis
from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import ModelSpec
from playground.catalog.validation import split_unknown
from playground.catalog.values import show, tidy_number
from playground.dialects.base import timestamp
from playground.dialects.errors import WireError
from playground.dialects.onemin import MODES, MOST_PICTURES, TYPES
from playground.dialects.wire import WireRequest
from playground.errors import SubmissionRefused
from playground.generations.models import Asset, Generation, Status
from playground.generations.outcomes import make_outcome
from playground.generations.storage.links import LinkRefused, find_signed
from playground.generations.storage.quota import StorageFull
from playground.generations.storage.serve import serve
from playground.generations.storage.store import store_asset
from playground.generations.submission.submit import Submission, submit
from playground.generations.updates import WAITS, wait_until_ended
from playground.imaging.decoding import DECODES
from playground.imaging.errors import UploadRefused

# The namespace of the model ids, so that they are the same on every server.
MODEL_IDS = UUID("5f0d1c1e-7c55-4b43-9a39-6f6f6a0f1d2e")
# A signed URL is valid until it expires, but caches must ask each time, because the picture can be deleted.
SIGNED_CACHE = "private, no-cache"


@endpoint("onemin", "POST")
def features(request: ApiRequest) -> Mapping[str, Any]:
    """Generate pictures and answer when they are finished, or immediately with `async`."""
    body = request.json()
    at_once = _read_async(body.get("async"))
    submission = _read(request, body)
    if at_once:
        return _answer(request, _submit(submission))
    # The slot is taken before the row is written, so that a refused request leaves nothing behind.
    with WAITS.take(request.person):
        generation = _submit(submission)
        ended = wait_until_ended(generation.id, request.time_left(settings.API_WAIT_SECONDS))
    if not ended:
        raise WireError(_timeout_sentence(generation), status=504)
    # The worker has changed the row in another process.
    generation.refresh_from_db()
    if generation.status != Status.DONE:
        raise _failure(generation)
    return _answer(request, generation)


@endpoint("onemin", "GET")
def result(request: ApiRequest, id: str) -> Mapping[str, Any]:
    """Return a generation of the owner, or null when there is none with this id."""
    try:
        wire_id = UUID(id)
    # The API returns null for an id that it does not know, so an id of another form is not an error either.
    except ValueError:
        return {"aiRecord": None}
    # A job of another API is unknown here, as it is at the real server.
    mine = Generation.objects.visible_to(request.owner).filter(wire_id=wire_id, spec_id__startswith="onemin/")
    generation = mine.prefetch_related("pictures").first()
    return _answer(request, generation) if generation else {"aiRecord": None}


@endpoint("onemin", "POST")
def assets(request: ApiRequest) -> Mapping[str, Any]:
    """Store an uploaded picture, whose path then works as `imageUrl`."""
    file = request.file("asset")
    name, size = file.name or "", file.size or 0
    # Clients guess the type from the file name, which may have no extension. The format is read from the content.
    file.content_type = ""
    try:
        with DECODES.take(request.person):
            asset = store_asset(request.owner, file)
    except StorageFull as error:
        raise WireError(error.sentence, status=507) from error
    except UploadRefused as error:
        raise WireError(error.sentence, field="asset") from error
    return {"asset": _describe_upload(request, asset, name, size), "fileContent": _describe_file(asset)}


@endpoint("onemin", "GET", needs_key=False)
def models(request: ApiRequest) -> Mapping[str, Any] | HttpResponseBase:
    """List the models of one feature, `IMAGE_GENERATOR` or `IMAGE_EDITOR`; without one the list is empty."""
    feature = request.http.GET.get("feature", "")
    # OpenAI's client libraries, which send this header, list models at the same path. An empty list would look as if
    # this were their API, without any model.
    if not feature and "X-Stainless-Lang" in request.http.headers:
        return name_apis(request.http)
    mode = MODES.get(feature)
    mine = [spec for spec in specs().values() if spec.dialect == "onemin"]
    listed = [_describe_model(spec, mine) for spec in mine if spec.mode == mode]
    return {"models": listed, "total": len(listed)}


@endpoint("onemin", "GET", needs_key=False)
def signed_picture(request: ApiRequest, name: str) -> HttpResponseBase:
    """Serve a picture at its signed URL."""
    try:
        picture = find_signed(name, request.http.GET.get("signature", ""))
    except LinkRefused as error:
        raise WireError("This link has expired or was changed.", status=403, code="LINK_REFUSED") from error
    if picture is None:
        raise WireError("This picture was deleted.", status=404)
    return serve(request.http, picture, cache=SIGNED_CACHE)


def _read(request: ApiRequest, body: dict[str, Any]) -> Submission:
    wire = WireRequest("POST", request.http.path, (), body)
    spec_id, sent = request.dialect.read_request(wire, specs().values())
    spec = get_spec(spec_id)
    known, unknown = split_unknown(spec, sent)
    # `n` is not a parameter in the catalog, but it has an effect, so it is not among the ignored fields.
    kept, ignored = limit_ignored(sent, [name for name in unknown if name != "n"])
    return Submission(
        owner=request.owner,
        spec=spec,
        params=clean_params(request, spec, known, lambda name: f"promptObject.{name}"),
        # The row keeps what the client sent, because the response repeats it.
        sent=kept,
        ignored=ignored,
        count=_read_count(sent["n"]) if "n" in unknown else 1,
        source="api",
        origin=request.origin,
    )


def _read_async(value: object) -> bool:
    """Return whether to answer immediately."""
    # If the text "true" were ignored, the client would wait without knowing why.
    if value is not None and not isinstance(value, bool):
        raise WireError(f"async must be true or false; you gave {show(value)}.", field="async")
    return value is True


def _read_count(value: object) -> int:
    """Return the number of pictures that `n` asks for."""
    # `n` is not documented, but clients send it, sometimes as null.
    if value is None:
        return 1
    value = tidy_number(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_PICTURES:
        sentence = f"n must be a whole number from 1 to {MOST_PICTURES}; you gave {show(value)}."
        raise WireError(sentence, field="promptObject.n")
    return value


def _submit(submission: Submission) -> Generation:
    try:
        return submit(submission)[0]
    except SubmissionRefused as error:
        raise as_wire_error(error, lambda field: f"promptObject.{field}") from error


def _answer(request: ApiRequest, generation: Generation) -> Mapping[str, Any]:
    """Return the `aiRecord`; for a failed generation also the error, where clients look for it."""
    outcome = make_outcome(generation, request.origin)
    if outcome is None:
        return {"aiRecord": None}
    answer = request.dialect.write_response(outcome)
    if generation.status in (Status.FAILED, Status.CANCELLED):
        answer |= request.dialect.write_error(_failure(generation))
    return answer


def _failure(generation: Generation) -> WireError:
    """Return the error of a failed generation: refused content is a client error, anything else an engine error."""
    if generation.error_code == "refused":
        return WireError(generation.error, code="CONTENT_REFUSED")
    return WireError(generation.error, status=502)


def _timeout_sentence(generation: Generation) -> str:
    return (
        f"The picture was not finished within {settings.API_WAIT_SECONDS:g} s and is still being made. See your"
        f" history, or request /api/results/{generation.wire_id}."
    )


def _describe_upload(request: ApiRequest, asset: Asset, name: str, size: int) -> dict[str, Any]:
    return {
        "fieldname": "asset",
        "originalname": name,
        "encoding": "7bit",
        "mimetype": asset.content_type,
        "size": size,
        # These fields mean nothing here, but a client with a strict schema needs all of them.
        "bucket": "playground",
        "key": asset.key,
        "acl": "private",
        "contentType": asset.content_type,
        "contentDisposition": None,
        "contentEncoding": None,
        "storageClass": "STANDARD",
        "serverSideEncryption": None,
        "metadata": {"fieldName": "asset"},
        "location": f"{request.origin}/{asset.key}",
        "etag": f'"{asset.sha256[:32]}"',
    }


def _describe_file(asset: Asset) -> dict[str, Any]:
    return {
        "uuid": str(asset.id),
        "path": asset.key,
        "type": asset.format,
        "name": asset.key.rpartition("/")[2],
        "size": asset.byte_size,
        "createdAt": timestamp(asset.created),
    }


def _describe_model(spec: ModelSpec, all_specs: list[ModelSpec]) -> dict[str, Any]:
    # A model that generates and edits has two specs, and each entry lists the features of both.
    modes = [other.mode for other in all_specs if other.model == spec.model]
    return {
        "uuid": str(uuid5(MODEL_IDS, spec.model)),
        "modelId": spec.model,
        "name": spec.title,
        "group": "IMAGE",
        "provider": "Black Forest Labs",
        "status": "ACTIVE",
        "features": [TYPES[mode] for mode in modes],
        "creditMetadata": {},
        "modality": {"INPUT": ["text", "image"] if "edit" in modes else ["text"], "OUTPUT": ["image"]},
    }
