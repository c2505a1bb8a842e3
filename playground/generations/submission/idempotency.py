"""Idempotency keys: a request that a client sends again with the same key makes only one generation."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.dialects.base import tidy_numbers
from playground.errors import SentenceError
from playground.generations.models import Generation, IdempotencyKey

LONGEST_IDEMPOTENCY_KEY = 255


class KeyReused(SentenceError):
    """The key was used with a different body before."""

    sentence = "This Idempotency-Key was used with a different body in the last 24 hours. Use a new key."

    def __init__(self) -> None:
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """A request that may be sent again: its owner, its key, and the SHA-256 of its canonical JSON in hex."""

    owner: Owner
    key: str
    digest: str


def digest_body(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 in hex of the body as canonical JSON: sorted keys, no spaces, 4 for 4.0."""
    canonical = json.dumps(tidy_numbers(body), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_earlier(request: IdempotentRequest) -> Generation | None:
    """Return the generation that the same request made before, or None.

    Raises `KeyReused` when the key was used with a different body.
    """
    keys = IdempotencyKey.objects.kept(timezone.now()).filter(owner=request.owner, key=request.key)
    entry = keys.select_related("generation").first()
    return None if entry is None else _match(entry, request)


def create_once(request: IdempotentRequest, create: Callable[[], Generation]) -> Generation:
    """Return what `create` returns, or what the same request made before; raise `KeyReused` like `find_earlier`.

    The key is inserted first, in the same transaction. Of several requests at the same time one creates the
    generation, and the others wait for its commit. If `create` raises, the key is rolled back as well, so a refused
    request does not use up its key.
    """
    return retry_on_deadlock(partial(_create_once, request, create))


def _create_once(request: IdempotentRequest, create: Callable[[], Generation]) -> Generation:
    now = timezone.now()
    keys = IdempotencyKey.objects.filter(owner=request.owner, key=request.key)
    entry = IdempotencyKey(owner=request.owner, key=request.key, digest=request.digest, created=now)
    with transaction.atomic():
        # `create` locks the owner too. Taking that lock before the key keeps the order of locks the same everywhere:
        # a request that waits for the owner holds no other lock, so two requests cannot deadlock.
        lock_owners(request.owner)
        keys.expired(now).delete()
        # This INSERT waits until another transaction with the same key has ended, and then either adds it or not.
        IdempotencyKey.objects.bulk_create([entry], ignore_conflicts=True)
        stored = keys.select_related("generation").get()
        if stored.id != entry.id and (earlier := _match(stored, request)) is not None:
            return earlier
        generation = create()
        keys.update(generation=generation)
    return generation


def _match(stored: IdempotencyKey, request: IdempotentRequest) -> Generation | None:
    if stored.digest != request.digest:
        raise KeyReused
    return stored.generation
