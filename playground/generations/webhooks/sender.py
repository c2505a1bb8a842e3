"""Sends the webhooks that are due, signed: many at a time, but few to one host or for one owner.

Four requests at most are made for an event that is not progress, the last about an hour after the first. What waits
for a receiver that failed twenty times in a row is given up.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import Empty, SimpleQueue
from typing import Protocol
from uuid import UUID

from django.db import transaction

from playground.generations.models import WebhookDelivery, WebhookReceiver
from playground.generations.models.owners_waiting import owners_with_webhooks_due
from playground.generations.models.webhook_receiver import GIVEN_UP_AFTER
from playground.generations.round_robin import Turns
from playground.generations.webhooks.events import note_missed_ends, sign
from playground.outbound.errors import OutboundError
from playground.stores.retry import persist

logger = logging.getLogger(__name__)

# How many are sent at the same time by this process, and how many of them to one host, and for one owner, by all.
THREADS = 8
MOST_EACH = 2
# Every how many looks it is looked for what a clock that was set back put off.
LOOKS_A_CLOCK = 5
# The answer of a receiver that wants no more.
GONE = 410
GIVEN_UP = "It is not sent, since {host} failed {failures} times in a row."


class Poster(Protocol):
    """Sends bytes to a foreign URL and returns the status, or raises an `OutboundError`: a `GuardedClient`."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """How one try went; `error` is empty where the receiver took it, `final` says that it is not to be tried again."""

    status: int | None
    error: str
    final: bool


class Sender:
    """Begins tries while threads are free, and writes down those that have ended; its threads touch no database."""

    def __init__(self, client: Poster) -> None:
        self._client = client
        self._threads: ThreadPoolExecutor | None = None
        self._turns = Turns(THREADS)
        self._ended: SimpleQueue[tuple[WebhookDelivery, Answer]] = SimpleQueue()
        self._looks = 0
        self.in_flight = 0

    def start_due(self, now: datetime) -> int:
        """Begin as many tries as there are free threads, by turns between owners; return how many."""
        note_missed_ends(now)
        self._mind_the_clock(now)
        free = THREADS - self.in_flight
        if free <= 0:
            return 0
        round_ = _Round(now)
        begun = self._turns.share_out(lambda: owners_with_webhooks_due(now), round_.claim_next, free)
        for owner, delivery in begun:
            self._turns.take(owner)
            self._start(delivery)
        return len(begun)

    def _mind_the_clock(self, now: datetime) -> None:
        """Let nothing wait for a moment that a clock set back put off; now and then, since it is a write."""
        if self._looks % LOOKS_A_CLOCK == 0:
            WebhookDelivery.objects.pull_back(now)
            WebhookReceiver.objects.pull_back(now)
        self._looks += 1

    def settle_ended(self, clock: Callable[[], datetime], patience: float) -> int:
        """Write down the tries that have ended, after so many seconds at most; return how many."""
        settled = 0
        with suppress(Empty):
            ended = self._ended.get(timeout=patience)
            while True:
                self._settle(*ended, clock())
                settled += 1
                # One at a time: where one cannot be written down, the next call finds the others.
                ended = self._ended.get_nowait()
        return settled

    def _settle(self, delivery: WebhookDelivery, answer: Answer, now: datetime) -> None:
        self.in_flight -= 1
        if delivery.owner:
            self._turns.give_back(delivery.owner)
        # Where the database is away for a while: what has arrived is not to be sent once more.
        persist(partial(_settle, delivery, answer, now))

    def close(self) -> None:
        """Begin nothing more; what is on its way comes again after its lease."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _start(self, delivery: WebhookDelivery) -> None:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(THREADS, "webhook")
        self.in_flight += 1
        self._threads.submit(lambda: self._ended.put((delivery, _post(delivery, self._client))))


class _Round:
    """Claims one delivery after the other while neither its host nor its owner has as many on their way as it may."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        on_their_way = WebhookDelivery.objects.on_their_way(now)
        self._owners = Counter(owner for owner, _ in on_their_way)
        self._hosts = Counter(host for _, host in on_their_way)

    def claim_next(self, owner: UUID) -> tuple[UUID, WebhookDelivery] | None:
        """Return the owner's next delivery, None where there is none for now."""
        if self._owners[owner] >= MOST_EACH:
            return None
        full = [host for host, number in self._hosts.items() if number >= MOST_EACH]
        # Another worker may be faster with the first few.
        due = WebhookDelivery.objects.due_to(owner, self._now, full).select_related("subscription")
        for delivery in due[:MOST_EACH]:
            if delivery.claim(self._now):
                self._owners[owner] += 1
                self._hosts[delivery.host] += 1
                return owner, delivery
        return None


def _settle(delivery: WebhookDelivery, answer: Answer, now: datetime) -> None:
    again = delivery.event != "progress" and not answer.final
    with transaction.atomic():
        delivery.settle(now, answer.status, answer.error, again=again)
        if delivery.owner:
            _judge(delivery.owner, delivery.host, answer, now)
    logger.info("webhook %s, try %d: %s", delivery.id, delivery.attempts, answer.error or answer.status)


def _judge(owner: UUID, host: str, answer: Answer, now: datetime) -> None:
    """Count what the receiver took or did not take; one that says that it wants no more works as it should."""
    if not answer.error or answer.status == GONE:
        WebhookReceiver.objects.succeed(owner, host)
        return
    failures = WebhookReceiver.objects.fail(owner, host, now)
    if failures >= GIVEN_UP_AFTER:
        given_up = GIVEN_UP.format(host=host, failures=failures)
        WebhookDelivery.objects.wait_for(owner, host).update(next_try=None, error=given_up)


def _post(delivery: WebhookDelivery, client: Poster) -> Answer:
    try:
        body = delivery.body.encode()
        headers = {
            "Content-Type": "application/json",
            "X-Webhook-Event": delivery.event,
            "X-Webhook-Signature": sign(body, delivery.subscription.signing_key),
        }
        status = client.post(delivery.subscription.url, body, headers)
    except OutboundError as error:
        return Answer(None, error.sentence, error.permanent)
    # Whatever else goes wrong with one receiver must not keep the others from being told.
    except Exception:
        logger.exception("webhook %s failed", delivery.id)
        return Answer(None, "Something went wrong on this server while it was sent; the log has the details.", False)
    if 200 <= status < 300:
        return Answer(status, "", True)
    if 300 <= status < 400:
        return Answer(status, f"The receiver answered {status}; a redirect is not followed.", False)
    return Answer(status, f"The receiver answered {status}.", status == GONE)
