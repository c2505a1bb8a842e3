"""Input pictures that a request names by a URL: the worker fetches them before the engine begins."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction

from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec
from playground.engines.base import Progress
from playground.engines.errors import Cancelled, Failed
from playground.generations.messages import CANCELLED, model_not_offered
from playground.generations.models import Asset, Generation, Input, Status, Worker
from playground.generations.storage.fetch import NotFetched, fetch_image
from playground.generations.submission.inputs import image_keys, is_url, make_inputs

if TYPE_CHECKING:
    from playground.outbound.client import GuardedClient

# After this many seconds no further picture is fetched.
LONGEST_FETCHING = 60.0
STAGE = "Fetching pictures"


def need_spec(generation: Generation) -> ModelSpec:
    """Return the generation's spec, or raise `Failed` where the catalog no longer has it."""
    spec = generation.spec
    if spec is None:
        raise Failed(model_not_offered(generation.spec_id))
    return spec


def fetch_inputs(
    generation: Generation,
    worker: Worker,
    progress: Progress,
    *,
    client: "GuardedClient | None" = None,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Fetch the pictures that are named by a URL, and save them as the generation's inputs.

    Raises `Failed` with a sentence that names the URL, `Cancelled` where the work is no longer wanted.
    """
    spec = generation.spec
    references = image_keys(spec, generation.resolved) if spec else []
    deadline = clock() + LONGEST_FETCHING
    fetched: dict[str, Asset] = {}
    for reference in filter(is_url, references):
        # A request may name the same URL twice, and the file should count once for the owner's storage.
        if reference in fetched:
            continue
        progress(None, STAGE)
        if clock() > deadline:
            raise Failed(
                f"Fetching the pictures took longer than {LONGEST_FETCHING:g} s; {reference[:200]} was not fetched."
            )
        try:
            fetched[reference] = fetch_image(generation.owner, reference, client)
        except NotFetched as error:
            raise Failed(error.sentence) from error
    if fetched:
        _save(generation, worker, [fetched.get(reference) for reference in references])


def _save(generation: Generation, worker: Worker, fetched: list[Asset | None]) -> None:
    """Save the pictures as inputs, and put their keys in place of the URLs in the resolved parameters."""
    spec = generation.spec
    parameter = spec.by_role("picture") if spec else None
    if spec is None or parameter is None:
        return
    present = {entry.position: entry.image for entry in generation.inputs.select_related("asset", "picture")}
    images = [image or present[position] for position, image in enumerate(fetched)]
    keys = [image.key for image in images]
    generation.resolved[parameter.name] = keys if parameter.kind == "images" else keys[0]
    # An edit without a size of its own takes that of its first picture, which was unknown until now.
    size = picture_size(spec, generation.resolved, images[0].size)
    generation.width, generation.height = size.width, size.height
    running = Generation.objects.filter(id=generation.id, status=Status.RUNNING, worker=worker)
    with transaction.atomic():
        # Fetching may take a minute. Meanwhile another worker may have taken the row, if this one was taken for dead.
        if not running.advance(resolved=generation.resolved, width=size.width, height=size.height):
            raise Cancelled(CANCELLED)
        Input.objects.bulk_create(make_inputs(generation, fetched))
