"""From cleaned params to rows that wait in the queue."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.accounts.owners import again_after_deadlock, lock_owners
from playground.accounts.standing import check_standing
from playground.catalog.coercion import resolve
from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec, Value
from playground.generations.models import Asset, Generation, Input, Picture
from playground.generations.storage.quota import make_room_for_request
from playground.generations.storage.usage import add_bytes, measure_row
from playground.generations.submission.allowance import Drawing, check_allowance
from playground.generations.submission.inputs import find_images, make_inputs
from playground.generations.submission.task import run_generation
from playground.generations.webhooks.events import subscribe
from playground.logs.context import current_request_id
from playground.stores.disk_space import demand_reserve

# Random seeds stay short enough to read out; a seed that a person sets may go up to the largest exact integer of JSON.
RANDOM_SEEDS = 2**32
LARGEST_SEED = 2**53 - 1


class UnknownModel(LookupError):
    """The catalog has no such spec any more; `sentence` says so."""

    sentence = "The catalog no longer has the model that made this, so it cannot be asked again."


class TooManyWaiting(Exception):
    """The owner has as many pictures waiting as the settings allow; `sentence` says so."""

    sentence = "You have {waiting} pictures waiting, and at most {most} may wait. Let some finish, or cancel some."

    def __init__(self, waiting: int, most: int) -> None:
        self.sentence = self.sentence.format(waiting=waiting, most=most)
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to tell of a generation, of which events, and the digest of the API key to sign with."""

    url: str
    events: Sequence[str]
    signing_key: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What a door hands in: valid params, how many variants of how many pictures, and where it came from.

    `sent` is the JSON as an API client sent it, which the row then keeps as its params, and `ignored` the names in it
    that mean nothing here. With `fetches` a picture may be named by an address elsewhere, which the worker fetches.
    """

    owner: Owner
    spec: ModelSpec
    params: Mapping[str, Value]
    variants: int = 1
    count: int = 1
    token: str = ""
    source: str = "page"
    origin: str = ""
    sent: Mapping[str, Any] | None = None
    ignored: Sequence[str] = ()
    fetches: bool = False
    webhook: Webhook | None = None


def submit(submission: Submission) -> list[Generation]:
    """Write one row a variant and enqueue them; the same token again gives the rows that it made the first time.

    Raises `UnknownImage` for a picture that the owner does not have, `TooManyWaiting` when their queue is full,
    `StorageFull` when they store as much as they may,
    `AllowanceSpent` when no more may be made with this server's key, `DiskFull` when the disk is as full as it may be,
    `NotAllowed` when they may make nothing at all.
    """
    check_standing(submission.owner)
    demand_reserve()
    drawing = Drawing.choose(submission.owner, submission.spec)
    images = find_images(submission.owner, submission.spec, submission.params, fetches=submission.fetches)
    rows = _make_rows(submission, images, drawing)
    return again_after_deadlock(partial(_write, submission, images, drawing, rows))


def _write(
    submission: Submission,
    images: Sequence[Asset | Picture | None],
    drawing: Drawing,
    rows: list[Generation],
) -> list[Generation]:
    with transaction.atomic():
        # Of requests at the same time each counts what those before it made.
        [owner] = lock_owners(submission.owner)
        if earlier := _made_before(submission):
            return earlier
        _check_room(submission)
        make_room_for_request(owner, rows, keep=[image.key for image in images if image])
        if drawing.key_source == "server":
            check_allowance(owner, submission.variants * submission.count)
        Generation.objects.bulk_create(rows)
        add_bytes({owner.pk: sum(row.row_bytes for row in rows)})
        Input.objects.bulk_create([entry for row in rows for entry in make_inputs(row, images)])
        for row in rows:
            _subscribe(row, submission.webhook)
            run_generation.enqueue(str(row.id))
    return rows


def _subscribe(row: Generation, webhook: Webhook | None) -> None:
    if webhook:
        subscribe(row, webhook.url, webhook.events, webhook.signing_key)


def _check_room(submission: Submission) -> None:
    """Raise `TooManyWaiting` past the limit of the door: a program may queue far more than a person at a page."""
    most = settings.API_MOST_QUEUED if submission.source == "api" else settings.MOST_QUEUED
    waiting = submission.owner.generations.active().filter(source=submission.source).count()
    if waiting + submission.variants > most:
        raise TooManyWaiting(waiting, most)


def _made_before(submission: Submission) -> list[Generation]:
    """Return the rows that the same token made, if any."""
    made = submission.owner.generations.filter(token=submission.token).order_by("variant")
    return list(made) if submission.token else []


def _make_rows(submission: Submission, images: Sequence[Asset | Picture | None], drawing: Drawing) -> list[Generation]:
    spec, asked = submission.spec, dict(submission.params)
    first = asked.get("seed")
    start = int(first) if isinstance(first, int) else secrets.randbelow(RANDOM_SEEDS)
    batch = uuid7()
    rows = []
    for variant in range(submission.variants):
        seed = (start + variant) % (LARGEST_SEED + 1)
        params = asked if first is None else asked | {"seed": seed}
        resolved = resolve(spec, params, seed)
        size = picture_size(spec, resolved, images[0].size if images and images[0] else None)
        rows.append(
            Generation(
                owner=submission.owner,
                batch=batch,
                variant=variant,
                token=submission.token,
                spec_id=spec.id,
                params=params if submission.sent is None else dict(submission.sent),
                resolved=resolved,
                ignored=list(submission.ignored),
                count=submission.count,
                width=size.width,
                height=size.height,
                engine=drawing.engine,
                key_source=drawing.key_source,
                source=submission.source,
                origin=submission.origin,
                request_id=current_request_id(),
            )
        )
        rows[-1].row_bytes = measure_row(rows[-1])
    return rows
