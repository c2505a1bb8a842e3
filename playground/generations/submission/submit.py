"""Turns cleaned params into generation rows and enqueues them."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID
from zlib import crc32

from django.conf import settings
from django.db import connection, transaction
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.accounts.own_servers import find_offered
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.accounts.standing import check_standing
from playground.catalog.coercion import resolve
from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec, Value
from playground.errors import SubmissionRefused
from playground.generations.models import Asset, Generation, Input, Picture
from playground.generations.models.lineage import ORIGINAL, Lineage
from playground.generations.models.request_digest import digest_request
from playground.generations.models.states import REMOTE
from playground.generations.spending.reserving import reserve_quotes
from playground.generations.storage.quota import ensure_space_for_request
from playground.generations.storage.stored_bytes import add_bytes, measure_row
from playground.generations.submission.allowance import EngineSelection, check_allowance
from playground.generations.submission.inputs import NO_ROLES, find_images, make_inputs
from playground.generations.submission.repeats import find_earlier
from playground.generations.submission.task import run_generation
from playground.generations.webhooks.events import subscribe
from playground.logs.context import current_request_id
from playground.prices.quotes import quote
from playground.stores.disk_space import check_disk_reserve

# Random seeds are short enough to read aloud. A seed that a person enters may be as large as the largest integer that
# JSON readers keep exactly.
RANDOM_SEEDS = 2**32
LARGEST_SEED = 2**53 - 1
# How many tasks a request adds at most: for a public API, where each only wakes a dispatcher, and for this server's
# engines, where a thread that has made its row goes on to the next one that waits.
MOST_WAKING_TASKS = 8
MOST_LOCAL_TASKS = 32
# The guests of one network may together have as many requests waiting as this number of guests may have alone. One
# person can be any number of guests, and a network can be a whole office.
GUESTS_A_NETWORK = 10
# The first key of the PostgreSQL advisory locks that guard the count of a network.
NETWORK_LOCKS = 0x4E45_5457


class UnknownModel(SubmissionRefused):
    """The catalog no longer has the spec."""

    def __init__(self) -> None:
        super().__init__("The model that made this is no longer available, so it cannot be tried again.")


class TooManyWaiting(SubmissionRefused):
    """The owner, or all guests of their network, already have as many requests waiting as the settings allow."""

    status = 429
    # A guess: a picture of a queue that long ends every few seconds.
    retry_after = 5

    def __init__(self, waiting: int, limit: int, *, is_network: bool = False) -> None:
        who = "The guests from your network have" if is_network else "You have"
        advice = "sign in" if is_network else "cancel some"
        super().__init__(
            f"{who} {waiting} pictures waiting; the limit is {limit}. Wait for some to finish, or {advice}."
        )


@dataclass(frozen=True, slots=True)
class Webhook:
    """The URL to notify, the events to send, and the digest of the API key that signs them."""

    url: str
    events: Sequence[str]
    signing_key: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A request from a page or the API: valid params, the number of variants and of pictures in each, and its source.

    With `each`, there are as many variants of each of its entries: the entry replaces `params`, and those without a
    seed have the same ones. `alternatives` says by which words each entry differs from the others. `sent` is the
    JSON that an API client sent, which the row keeps as its params; `ignored` lists the names in it that have no
    meaning here. With `allow_urls` the params may give a picture by URL, which the worker fetches. `lineage` is
    what it is made from. `roles` are those of its input pictures, by their keys.
    """

    owner: Owner
    spec: ModelSpec
    params: Mapping[str, Value]
    variants: int = 1
    each: Sequence[Mapping[str, Value]] = ()
    alternatives: Sequence[str] = ()
    count: int = 1
    token: str = ""
    source: str = "page"
    origin: str = ""
    sent: Mapping[str, Any] | None = None
    ignored: Sequence[str] = ()
    allow_urls: bool = False
    webhook: Webhook | None = None
    lineage: Lineage = ORIGINAL
    roles: Mapping[str, str] = NO_ROLES

    @property
    def generations(self) -> int:
        """How many generations this makes."""
        return max(1, len(self.each)) * self.variants

    @property
    def pictures_each(self) -> int:
        """How many pictures each generation makes: as many as its params say where the API has a parameter for it."""
        parameter = self.spec.by_role("count")
        asked = self.params.get(parameter.name) if parameter else None
        return asked if isinstance(asked, int) else self.count

    def params_of(self, number: int, start: int) -> tuple[dict[str, Value], int]:
        """Return the params and the seed of one of the generations, if `start` is the seed of the first."""
        place, variant = divmod(number, self.variants)
        params = dict(self.each[place] if self.each else self.params)
        given = params.get("seed")
        seed = ((given if isinstance(given, int) else start) + variant) % (LARGEST_SEED + 1)
        return (params | {"seed": seed} if "seed" in params else params), seed

    def alternative_of(self, number: int) -> str:
        """Return the words by which one of the generations differs, or "", cut to the length of the column."""
        words = self.alternatives[number // self.variants] if self.alternatives else ""
        return words[: Generation._meta.get_field("alternative").max_length]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one submission of a batch needs besides: its engine, its input pictures in order, and its unsaved rows."""

    submission: Submission
    selection: EngineSelection
    images: Sequence[Asset | Picture | None]
    rows: list[Generation]

    def make_inputs(self, row: Generation) -> list[Input]:
        return make_inputs(row, self.images, self.submission.roles)


def submit(submission: Submission) -> list[Generation]:
    """Write one row per variant and enqueue them; the same request with the same form token returns the first rows.

    Raises `UnknownImage` for a picture that the owner does not have, `TooManyWaiting` when their queue is full,
    `StorageFull` when their storage is full, `AllowanceSpent` when the daily limit on this server's keys is reached,
    `CapReached` when it would pass a cap of the month, `DiskFull` when the server's disk is full, and `NotAllowed` when
    the owner may not generate at all.
    """
    return submit_together([submission])


def submit_together(
    submissions: Sequence[Submission], note: Callable[[list[Generation]], None] | None = None
) -> list[Generation]:
    """Write the rows of several submissions of one owner as one batch, or none of them; raises what `submit` raises.

    The limits count them all. Those without a seed get the same one, so that nothing but the models differs. `note` is
    called with the new rows in their transaction, and may refuse them by raising.
    """
    owner = submissions[0].owner
    check_standing(owner)
    check_disk_reserve()
    batch, seed = uuid7(), secrets.randbelow(RANDOM_SEEDS)
    parts: list[_Part] = []
    for submission in submissions:
        selection = EngineSelection.choose(owner, submission.spec)
        images = find_images(owner, submission.spec, submission.params, allow_urls=submission.allow_urls)
        part = _Part(submission, selection, images, [])
        part.rows.extend(_make_rows(part, batch, seed, first=sum(len(earlier.rows) for earlier in parts)))
        parts.append(part)
    # A sign-in that moves the guest's rows locks in another order. PostgreSQL ends one of the two, which is repeated.
    return retry_on_deadlock(partial(_write, owner, parts, note))


def _write(whose: Owner, parts: Sequence[_Part], note: Callable[[list[Generation]], None] | None) -> list[Generation]:
    rows = [row for part in parts for row in part.rows]
    paid = [part.submission for part in parts if part.selection.key_source == "server"]
    with transaction.atomic():
        # The lock makes requests of one owner count one after another. Otherwise two at the same time could both
        # pass a limit, and a double click could make two generations with one token.
        [owner] = lock_owners(whose)
        if earlier := find_earlier(owner, [(row, part.images) for part in parts for row in part.rows]):
            return earlier
        _check_queue_limits(owner, parts[0].submission.source, len(rows))
        keys = dict.fromkeys(image.key for part in parts for image in part.images if image)
        ensure_space_for_request(owner, rows, keep=list(keys))
        if paid:
            check_allowance(owner, sum(submission.generations * submission.pictures_each for submission in paid))
        reserve_quotes(owner, rows)
        Generation.objects.bulk_create(rows)
        add_bytes({owner.pk: sum(row.row_bytes for row in rows)})
        Input.objects.bulk_create([entry for part in parts for row in part.rows for entry in part.make_inputs(row)])
        if note:
            note(rows)
        # `ENQUEUE_ON_COMMIT` delays the tasks until the rows can be read. If the queue is unavailable then, recovery
        # finds the committed rows and enqueues them.
        for part in parts:
            for row in part.rows:
                _subscribe(row, part.submission.webhook)
            # A few tasks reach the workers that are free, which then find all rows that wait, and each costs time.
            most = MOST_WAKING_TASKS if part.selection.engine == REMOTE else MOST_LOCAL_TASKS
            for row in part.rows[:most]:
                run_generation.enqueue(str(row.id))
    return rows


def _subscribe(row: Generation, webhook: Webhook | None) -> None:
    if webhook:
        subscribe(row, webhook.url, webhook.events, webhook.signing_key)


def _check_queue_limits(owner: Owner, source: str, number: int) -> None:
    """Raise `TooManyWaiting` above the limit of the source: a program may queue far more than a person on a page."""
    limits = {"api": settings.API_MOST_QUEUED, "sweep": settings.SWEEP_MOST_QUEUED}
    limit = limits.get(source, settings.MOST_QUEUED)
    active = Generation.objects.active().filter(source=source)
    waiting = active.filter(owner=owner).count()
    if waiting + number > limit:
        raise TooManyWaiting(waiting, limit)
    if owner.user_id is not None or not owner.network:
        return
    _lock_network(owner.network)
    waiting, limit = active.filter(owner__network=owner.network, owner__user=None).count(), limit * GUESTS_A_NETWORK
    if waiting + number > limit:
        raise TooManyWaiting(waiting, limit, is_network=True)


def _lock_network(network: str) -> None:
    """Hold other guests of the network that count its requests until this transaction ends.

    SQLite needs no lock, because an IMMEDIATE transaction is already the only writer. To avoid deadlocks this lock is
    always taken after the owner's row and before the lock of the total.
    """
    if connection.vendor == "postgresql":
        # The lock's keys are signed integers of 32 bits. Two networks with the same checksum only wait for each other.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NETWORK_LOCKS, crc32(network.encode()) - 2**31])


def _make_rows(part: _Part, batch: UUID, seed: int, *, first: int) -> Iterator[Generation]:
    """Yield the rows of one submission; `first` is the number of its first row in the batch."""
    submission, images, selection = part.submission, part.images, part.selection
    # An unset value means the default of the person's own server, if that makes the picture.
    spec, given = find_offered(submission.owner, submission.spec), submission.params.get("seed")
    start = int(given) if isinstance(given, int) else seed
    for variant in range(submission.generations):
        params, seed = submission.params_of(variant, start)
        resolved = resolve(spec, params, seed)
        size = picture_size(spec, resolved, images[0].size if images and images[0] else None)
        row = Generation(
            owner=submission.owner,
            batch=batch,
            variant=first + variant,
            parent=submission.lineage.parent,
            relation=submission.lineage.relation,
            alternative=submission.alternative_of(variant),
            token=submission.token,
            spec_id=spec.id,
            params=params if submission.sent is None else dict(submission.sent),
            resolved=resolved,
            request_digest=digest_request(spec, resolved, selection.engine, selection.key_source),
            ignored=list(submission.ignored),
            count=submission.pictures_each,
            width=size.width,
            height=size.height,
            quoted=_quote(submission, spec, resolved, part),
            engine=selection.engine,
            key_source=selection.key_source,
            source=submission.source,
            origin=submission.origin,
            request_id=current_request_id(),
        )
        row.row_bytes = measure_row(row)
        yield row


def _quote(submission: Submission, spec: ModelSpec, resolved: Mapping[str, Value], part: _Part) -> int | None:
    sizes = [image.size if image else None for image in part.images]
    source = part.selection.key_source
    return quote(spec, resolved, count=submission.pictures_each, references=sizes, source=source).micros
