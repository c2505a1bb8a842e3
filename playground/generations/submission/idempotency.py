"""A request that a client repeats, known again by its key: it makes one generation, however often it is sent."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners
from playground.dialects.base import plain
from playground.generations.models import Generation, IdempotencyKey

LONGEST_KEY = 255


class KeyReused(Exception):
    """The key came with another body before; `sentence` says so."""

    sentence = "This Idempotency-Key was used with another body in the last 24 hours. Send a new key for a new request."

    def __init__(self) -> None:
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request that may come more than once: whose it is, its key, and the SHA-256 of its canonical JSON in hex."""

    owner: Owner
    key: str
    digest: str


def digest_body(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 in hex of the JSON in one way of writing: keys sorted, no spaces, 4 for 4.0."""
    canonical = json.dumps(plain(body), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_earlier(request: Repeatable) -> Generation | None:
    """Return what the request made before, or None; raise `KeyReused` where its key came with another body."""
    mine = IdempotencyKey.objects.kept(timezone.now()).filter(owner=request.owner, key=request.key)
    kept = mine.select_related("generation").first()
    return None if kept is None else _same(kept, request)


def make_once(request: Repeatable, make: Callable[[], Generation]) -> Generation:
    """Return what `make` returns, or what the same request made before; raise `KeyReused` as `find_earlier`.

    The key is written first, in the same transaction: of requests at the same time one makes the generation and the
    others wait for its end. Whatever `make` raises takes the key back, so a refused request uses up none.
    """
    now = timezone.now()
    mine = IdempotencyKey.objects.filter(owner=request.owner, key=request.key)
    entry = IdempotencyKey(owner=request.owner, key=request.key, digest=request.digest, created=now)
    with transaction.atomic():
        # Before the key: who makes generations takes this lock first, and whoever waits for it must hold nothing.
        lock_owners(request.owner)
        mine.expired(now).delete()
        IdempotencyKey.objects.bulk_create([entry], ignore_conflicts=True)
        kept = mine.select_related("generation").get()
        if kept.id != entry.id and (earlier := _same(kept, request)) is not None:
            return earlier
        generation = make()
        mine.update(generation=generation)
    return generation


def _same(kept: IdempotencyKey, request: Repeatable) -> Generation | None:
    if kept.digest != request.digest:
        raise KeyReused
    return kept.generation
