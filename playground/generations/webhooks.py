"""Tells those who asked for it how a generation goes: notes events, delivers them signed, tries again."""

import hashlib
import hmac
import json
import logging
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from playground.dialects.events import EVENTS, Event, event_of, write_event
from playground.generations.models import Generation, WebhookDelivery, WebhookSubscription
from playground.generations.models.webhook import DeliveryState
from playground.generations.outcomes import make_outcome
from playground.outbound.errors import OutboundError

logger = logging.getLogger(__name__)

# How many are sent at the same time, so that one slow receiver does not hold up the others.
BATCH = 8
# The answer of a receiver that wants no more.
GONE = 410


class Poster(Protocol):
    """Sends bytes to a foreign URL and returns the status, or raises an `OutboundError`: a `GuardedClient`."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int: ...


def subscribe(generation: Generation, url: str, events: Iterable[str], signing_key: str) -> WebhookSubscription:
    """Have the events of a generation posted to a URL; no events mean all of them.

    `signing_key` is the hex text of the SHA-256 of the raw API key, which is the key's `digest`.
    """
    wanted = sorted(set(events) or EVENTS)
    return WebhookSubscription.objects.create(generation=generation, url=url, events=wanted, signing_key=signing_key)


def note_progress(generation: Generation, now: datetime | None = None) -> bool:
    """Note that the generation went on, at most once a second; whether anything will be sent."""
    subscription = WebhookSubscription.objects.filter(generation=generation, ended=False).first()
    if subscription is None or "progress" not in subscription.events:
        return False
    now = now or timezone.now()
    return subscription.take_turn(now) and _note(subscription, "progress", now)


def note_end(generation: Generation, now: datetime | None = None) -> bool:
    """Note that the generation is done, failed or cancelled, once; whether anything will be sent.

    To be called where the row is finished, in its transaction; what was missed there `deliver_due` notes itself.
    """
    subscription = WebhookSubscription.objects.filter(generation=generation, ended=False).first()
    return subscription is not None and _note_end(subscription, now or timezone.now())


def deliver_due(now: datetime, client: Poster) -> int:
    """Send what is due, a few at a time, and return how many tries there were; 0 means that nothing waits.

    No transaction is open while anything is sent. A try that a dead worker had begun comes again after its lease.
    """
    for subscription in WebhookSubscription.objects.unended()[:100]:
        _note_end(subscription, now)
    claimed = [delivery for delivery in WebhookDelivery.objects.due(now)[:BATCH] if delivery.claim(now)]
    if claimed:
        with ThreadPoolExecutor(len(claimed), "webhook") as threads:
            answers = list(threads.map(lambda delivery: _post(delivery, client), claimed))
        for delivery, answer in zip(claimed, answers, strict=True):
            again = delivery.event != "progress" and not answer.final
            delivery.settle(now, answer.status, answer.error, again=again)
            logger.info("webhook %s, try %d: %s", delivery.id, delivery.attempts, answer.error or answer.status)
    return len(claimed)


def webhook_status(generation: Generation) -> DeliveryState | None:
    """Return how telling about the end goes, None where nobody asked to be told."""
    return webhook_statuses([generation]).get(generation.id)


def webhook_statuses(generations: Collection[Generation]) -> dict[UUID, DeliveryState]:
    """Return `webhook_status` for those that have one, by the generation's id, with two queries in all."""
    rows = WebhookDelivery.objects.defer("body", "tries")
    found = WebhookSubscription.objects.filter(generation__in=generations)
    active = {generation.id for generation in generations if generation.is_active}
    states = {
        subscription.generation_id: _state(subscription, subscription.generation_id in active)
        for subscription in found.prefetch_related(Prefetch("deliveries", rows))
    }
    return {id_: state for id_, state in states.items() if state is not None}


def deliveries_of(generation: Generation) -> list[WebhookDelivery]:
    """Return what was sent or is to be sent about a generation, oldest first."""
    return list(WebhookDelivery.objects.filter(subscription__generation=generation).select_related("subscription"))


def sign(body: bytes, signing_key: str) -> str:
    """Return the value of `X-Webhook-Signature`."""
    return f"sha256={hmac.new(signing_key.encode('ascii'), body, hashlib.sha256).hexdigest()}"


@dataclass(frozen=True, slots=True)
class _Answer:
    """How one try went; `error` is empty where the receiver took it, `final` says that it is not to be tried again."""

    status: int | None
    error: str
    final: bool


def _state(subscription: WebhookSubscription, active: bool) -> DeliveryState | None:
    """Return the state of the last event; where that was not asked for, of the latest progress."""
    deliveries = list(subscription.deliveries.all())
    last = next((delivery for delivery in deliveries if delivery.event != "progress"), None)
    if last is None and (active or not subscription.ended):
        return "pending"
    last = last or (deliveries[-1] if deliveries else None)
    return last.state if last else None


def _note(subscription: WebhookSubscription, event: Event, now: datetime) -> bool:
    """Write the event as it is to be sent; progress that was not sent yet is out of date and gives way."""
    subscription.deliveries.filter(event="progress", attempts=0).delete()
    if event not in subscription.events:
        return False
    outcome = make_outcome(Generation.objects.get(id=subscription.generation_id), settings.PUBLIC_URL)
    if outcome is None or event_of(outcome) != event:
        return False
    # Compact and with letters as they are, which is how receivers write what they check the signature of.
    body = json.dumps(write_event(outcome, event), ensure_ascii=False, separators=(",", ":"))
    WebhookDelivery.objects.create(subscription=subscription, event=event, body=body, next_try=now, created=now)
    return True


@transaction.atomic
def _note_end(subscription: WebhookSubscription, now: datetime) -> bool:
    generation = Generation.objects.get(id=subscription.generation_id)
    if generation.is_active or not subscription.end():
        return False
    return _note(subscription, "completed" if generation.status == "done" else "failed", now)


def _post(delivery: WebhookDelivery, client: Poster) -> _Answer:
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "X-Webhook-Event": delivery.event,
        "X-Webhook-Signature": sign(body, delivery.subscription.signing_key),
    }
    try:
        status = client.post(delivery.subscription.url, body, headers)
    except OutboundError as error:
        return _Answer(None, error.sentence, error.permanent)
    # Whatever else goes wrong with one receiver must not keep the others from being told.
    except Exception:
        logger.exception("webhook %s failed", delivery.id)
        return _Answer(None, "Something went wrong on this server while it was sent; the log has the details.", False)
    if 200 <= status < 300:
        return _Answer(status, "", True)
    if 300 <= status < 400:
        return _Answer(status, f"The receiver answered {status}; a redirect is not followed.", False)
    return _Answer(status, f"The receiver answered {status}.", status == GONE)
