"""Signs and sends the webhooks that are due: many at a time, but only a few to one host or for one owner.

A delivery is tried up to four times, the last time about an hour after the first; progress is tried once. After twenty
failures of a receiver in a row, all deliveries that wait for it are given up.
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

from playground.generations.messages import SEE_LOG
from playground.generations.models import WebhookDelivery, WebhookReceiver
from playground.generations.models.owners_waiting import owners_with_webhooks_due
from playground.generations.models.webhook_receiver import GIVEN_UP_AFTER
from playground.generations.round_robin import Turns
from playground.generations.webhooks.events import note_missed_ends, sign
from playground.outbound.errors import OutboundError
from playground.stores.retry import persist

logger = logging.getLogger(__name__)

# The number of deliveries that this process sends at the same time.
THREADS = 8
# The limit for one host, and for one owner, over all workers. A slow receiver then cannot occupy all threads.
MAX_EACH = 2
# Correcting due times after a clock jump is a write, so it is done only once in this number of rounds.
CLOCK_CHECK_INTERVAL = 5
# The status that a receiver answers when it wants no further events.
GONE = 410
GIVEN_UP = "Not sent, because {host} failed {failures} times in a row."


class Poster(Protocol):
    """Sends bytes to a foreign URL and returns the status, or raises an `OutboundError`: a `GuardedClient`."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int: ...


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one try; `error` is empty on success, and `final` means that there must be no other try."""

    status: int | None
    error: str
    final: bool


class Sender:
    """Starts tries while threads are free, and records the finished ones.

    Its threads do not use the database, so their number does not add to the number of connections.
    """

    def __init__(self, client: Poster) -> None:
        self._client = client
        self._pool: ThreadPoolExecutor | None = None
        self._turns = Turns(THREADS)
        self._finished: SimpleQueue[tuple[WebhookDelivery, Result]] = SimpleQueue()
        self._rounds = 0
        self.in_flight = 0

    def start_due(self, now: datetime) -> int:
        """Start one try for each free thread, taking turns between owners; return how many were started."""
        note_missed_ends(now)
        self._correct_due_times(now)
        free = THREADS - self.in_flight
        if free <= 0:
            return 0
        round_ = _ClaimRound(now)
        started = self._turns.share_out(lambda: owners_with_webhooks_due(now), round_.claim_next, free)
        for owner, delivery in started:
            self._turns.take(owner)
            self._start(delivery)
        return len(started)

    def _correct_due_times(self, now: datetime) -> None:
        # When the clock is set back, due times that were written before lie too far in the future.
        if self._rounds % CLOCK_CHECK_INTERVAL == 0:
            WebhookDelivery.objects.pull_back(now)
            WebhookReceiver.objects.pull_back(now)
        self._rounds += 1

    def record_finished(self, clock: Callable[[], datetime], timeout: float) -> int:
        """Wait up to `timeout` seconds for a finished try, record all finished tries, and return how many."""
        recorded = 0
        with suppress(Empty):
            finished = self._finished.get(timeout=timeout)
            while True:
                self._record(*finished, clock())
                recorded += 1
                # They are taken one at a time, so that a failed write leaves the others to the next call.
                finished = self._finished.get_nowait()
        return recorded

    def _record(self, delivery: WebhookDelivery, result: Result, now: datetime) -> None:
        self.in_flight -= 1
        if delivery.owner:
            self._turns.give_back(delivery.owner)
        # A result that is lost while the database is unavailable would make another worker send the event again.
        persist(partial(_record_result, delivery, result, now))

    def close(self) -> None:
        """Start nothing more; tries in flight are made again when their lease has expired."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _start(self, delivery: WebhookDelivery) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, "webhook")
        self.in_flight += 1
        self._pool.submit(lambda: self._finished.put((delivery, _post(delivery, self._client))))


class _ClaimRound:
    """Claims deliveries for one round, within the limits of each host and owner over all workers."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        in_flight = WebhookDelivery.objects.on_their_way(now)
        self._owners = Counter(owner for owner, _ in in_flight)
        self._hosts = Counter(host for _, host in in_flight)

    def claim_next(self, owner: UUID) -> tuple[UUID, WebhookDelivery] | None:
        """Return the owner's next delivery, or None when there is none or a limit is reached."""
        if self._owners[owner] >= MAX_EACH:
            return None
        full = [host for host, number in self._hosts.items() if number >= MAX_EACH]
        # Another worker may claim the first one between the query and our claim, so a second one is read as well.
        due = WebhookDelivery.objects.due_to(owner, self._now, full).select_related("subscription")
        for delivery in due[:MAX_EACH]:
            if delivery.claim(self._now):
                self._owners[owner] += 1
                self._hosts[delivery.host] += 1
                return owner, delivery
        return None


def _record_result(delivery: WebhookDelivery, result: Result, now: datetime) -> None:
    again = delivery.event != "progress" and not result.final
    with transaction.atomic():
        delivery.settle(now, result.status, result.error, again=again)
        if delivery.owner:
            _update_receiver(delivery.owner, delivery.host, result, now)
    logger.info("webhook %s, try %d: %s", delivery.id, delivery.attempts, result.error or result.status)


def _update_receiver(owner: UUID, host: str, result: Result, now: datetime) -> None:
    """Count a success or a failure of the receiver."""
    # A receiver that answers 410 is working correctly.
    if not result.error or result.status == GONE:
        WebhookReceiver.objects.succeed(owner, host)
        return
    failures = WebhookReceiver.objects.fail(owner, host, now)
    if failures >= GIVEN_UP_AFTER:
        given_up = GIVEN_UP.format(host=host, failures=failures)
        WebhookDelivery.objects.wait_for(owner, host).update(next_try=None, error=given_up)


def _post(delivery: WebhookDelivery, client: Poster) -> Result:
    try:
        body = delivery.body.encode()
        headers = {
            "Content-Type": "application/json",
            "X-Webhook-Event": delivery.event,
            "X-Webhook-Signature": sign(body, delivery.subscription.signing_key),
        }
        status = client.post(delivery.subscription.url, body, headers)
    except OutboundError as error:
        return Result(None, error.sentence, error.permanent)
    # An unexpected error with one receiver must not stop the deliveries to the others.
    except Exception:
        logger.exception("webhook %s failed", delivery.id)
        return Result(None, f"Sending failed because of an error on this server. {SEE_LOG}", False)
    if 200 <= status < 300:
        return Result(status, "", True)
    if 300 <= status < 400:
        return Result(status, f"The receiver answered {status}; redirects are not followed.", False)
    return Result(status, f"The receiver answered {status}.", status == GONE)
