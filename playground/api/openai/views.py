"""The endpoints of OpenAI's images API: generations, edits, and the list of models."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase

from playground.api.bodies import read_form
from playground.api.endpoint import ApiRequest, as_wire_error, endpoint
from playground.api.idempotency import read_idempotency
from playground.api.ignored import name_ignored
from playground.api.openai.answers import describe_model, describe_models, write_answer
from playground.api.openai.fields import Asked, read_fields, read_texts, refuse_unsupported
from playground.api.openai.mapping import map_fields
from playground.api.openai.model_names import find_spec
from playground.api.params import clean_params
from playground.api.pictures import find_picture
from playground.api.repeats import AGAIN, NOT_AGAIN
from playground.catalog.spec import Mode, ModelSpec
from playground.dialects.errors import WireError
from playground.errors import SubmissionRefused
from playground.generations.models import Generation, Status
from playground.generations.storage.quota import StorageFull
from playground.generations.storage.store import store_asset
from playground.generations.submission.idempotency import IdempotentRequest, KeyReused, create_once, find_earlier
from playground.generations.submission.submit import Submission, submit
from playground.generations.updates import WAITS, wait_until_ended
from playground.imaging.decoding import DECODES
from playground.imaging.errors import UploadRefused

# Clients send one picture as `image` and several as `image[]`.
PICTURE_FIELDS = ("image", "image[]")

type File = UploadedFile[bytes]


@endpoint("openai", "POST")
def generations(request: ApiRequest) -> HttpResponseBase:
    """Generate pictures, and answer when they are finished."""
    return _answer(request, "generate", request.json(), ())


@endpoint("openai", "POST")
def edits(request: ApiRequest) -> HttpResponseBase:
    """Edit the pictures of a form, and answer when the results are finished."""
    texts, files = read_form(request.http, PICTURE_FIELDS, refuse_unsupported)
    if not files:
        raise WireError("image is missing. Send one or more files in the field image.", field="image")
    return _answer(request, "edit", read_texts(texts), files)


@endpoint("openai", "GET")
def list_models(request: ApiRequest) -> Mapping[str, Any]:
    """List the models of the catalog."""
    return {"object": "list", "data": describe_models()}


@endpoint("openai", "GET")
def read_model(request: ApiRequest, model: str) -> Mapping[str, Any]:
    """Describe the model that a name means, also one of OpenAI's own names."""
    return describe_model(find_spec(request.owner, model, None))


def _answer(request: ApiRequest, mode: Mode, body: Mapping[str, Any], files: Sequence[File]) -> HttpResponseBase:
    asked = read_fields(body)
    idempotent = read_idempotency(request, _name_files(request, body, files))
    # The slot is taken before anything is stored, so that a refused request leaves nothing behind.
    with WAITS.take(request.person):
        made, ignored = _find_or_create(request, mode, asked, files, idempotent)
        ended = all(wait_until_ended(row.id, request.time_left(settings.API_WAIT_SECONDS)) for row in made)
    if not ended:
        raise _timeout(made, AGAIN if idempotent else NOT_AGAIN)
    # The worker has changed the rows in another process.
    rows = list(
        Generation.objects.filter(id__in=[row.id for row in made]).order_by("variant").prefetch_related("pictures")
    )
    done = [row for row in rows if row.status == Status.DONE]
    # Of several pictures one may fail. The others are made, and perhaps paid for.
    if not done:
        raise _failure(rows[0] if rows else made[0])
    return write_answer(request, asked, done, ignored)


def _find_or_create(
    request: ApiRequest, mode: Mode, asked: Asked, files: Sequence[File], idempotent: IdempotentRequest | None
) -> tuple[list[Generation], Sequence[str]]:
    """Return the generations of this request, or of the same one before, and the fields that have no meaning."""
    try:
        if idempotent and (earlier := find_earlier(idempotent)):
            return _batch_of(earlier), earlier.ignored
        submission = _read(request, mode, asked, files)
        if idempotent is None:
            return submit(submission), submission.ignored
        return _batch_of(create_once(idempotent, lambda: submit(submission)[0])), submission.ignored
    except KeyReused as error:
        raise WireError(error.sentence, status=409, headers=NOT_AGAIN) from error
    except SubmissionRefused as error:
        raise as_wire_error(error, lambda field: field) from error


def _read(request: ApiRequest, mode: Mode, asked: Asked, files: Sequence[File]) -> Submission:
    spec = find_spec(request.owner, asked.model, mode)
    mapped = map_fields(spec, asked, _place_files(spec, files))

    def find(request: ApiRequest, field: str, reference: str) -> str:
        return _store(request, files[int(reference)]) if files else find_picture(request, field, reference)

    return Submission(
        owner=request.owner,
        spec=spec,
        params=clean_params(request, spec, mapped.params, mapped.field_of, find=find),
        variants=asked.count,
        # Only the names are kept: the row's params are those of the model's own API, in which these mean nothing.
        ignored=name_ignored(mapped.ignored),
        source="api",
        origin=request.origin,
    )


def _place_files(spec: ModelSpec, files: Sequence[File]) -> dict[str, object]:
    """Return the number of each file where the spec has its pictures; the files are stored when all else is valid."""
    picture = spec.by_role("picture")
    if not files or picture is None:
        return {}
    most = picture.max_items if picture.kind == "images" else 1
    if most is not None and len(files) > most:
        sentence = f"image has {len(files)} files; the maximum for {spec.slug} is {most}."
        raise WireError(sentence, field="image")
    numbers = [str(number) for number in range(len(files))]
    return {picture.name: numbers if picture.kind == "images" else numbers[0]}


def _store(request: ApiRequest, file: File) -> str:
    """Store an uploaded picture and return its storage key."""
    # Clients guess the type from the file name, which may have no extension. The format is read from the content.
    file.content_type = ""
    try:
        with DECODES.take(request.person):
            return store_asset(request.owner, file).key
    except StorageFull as error:
        raise WireError(error.sentence, status=507, headers=NOT_AGAIN) from error
    except UploadRefused as error:
        raise WireError(error.sentence, field="image") from error


def _name_files(request: ApiRequest, body: Mapping[str, Any], files: Sequence[File]) -> Mapping[str, Any]:
    """Return the body with the digests of its files, by which a repeated request is recognised."""
    # Reading them takes time, so it is only done for a request that may be repeated.
    if not files or "Idempotency-Key" not in request.http.headers:
        return body
    return {**body, "image": [_digest(file) for file in files]}


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _batch_of(generation: Generation) -> list[Generation]:
    rows = Generation.objects.visible_to(generation.owner).filter(batch=generation.batch)
    return list(rows.order_by("variant")) or [generation]


def _failure(generation: Generation) -> WireError:
    """Return the error of a failed generation: refused content is a client error, anything else an engine error."""
    if generation.error_code == "refused":
        return WireError(generation.error, code="content_policy_violation")
    sentence = generation.error or "The picture was cancelled."
    return WireError(sentence, status=502, code="generation_failed", headers=NOT_AGAIN)


def _timeout(made: Sequence[Generation], headers: Mapping[str, str]) -> WireError:
    which = ", ".join(str(row.wire_id) for row in made)
    if len(made) == 1:
        subject, rest = "The picture was", f"It is still being generated (id {which})"
    else:
        subject, rest = "The pictures were", f"They are still being generated (ids {which})"
    sentence = (
        f"{subject} not finished within {settings.API_WAIT_SECONDS:g} s. {rest} and will appear in your history."
        " With an Idempotency-Key, the same request sent again waits for the same pictures."
    )
    return WireError(sentence, status=504, code="still_running", headers=headers)
