"""Notes the events of generations for those who asked to be told, as they are to be sent."""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from playground.dialects.events import EVENTS, Event, event_of, write_event
from playground.generations.models import Generation, WebhookDelivery, WebhookSubscription
from playground.generations.models.webhook import DeliveryState
from playground.generations.outcomes import make_outcome


def subscribe(generation: Generation, url: str, events: Iterable[str], signing_key: str) -> WebhookSubscription:
    """Have the events of a generation posted to a URL; no events mean all of them.

    `signing_key` is the hex text of the SHA-256 of the raw API key, which is the key's `digest`.
    """
    wanted = sorted(set(events) or EVENTS)
    return WebhookSubscription.objects.create(generation=generation, url=url, events=wanted, signing_key=signing_key)


def note_progress(generation: Generation, now: datetime | None = None) -> bool:
    """Note that the generation went on, at most once a second and less often later; whether anything will be sent."""
    subscription = WebhookSubscription.objects.filter(generation=generation, ended=False).first()
    if subscription is None or "progress" not in subscription.events:
        return False
    now = now or timezone.now()
    return subscription.take_turn(now) and _note(subscription, "progress", now)


def note_end(generation: Generation, now: datetime | None = None) -> bool:
    """Note that the generation is done, failed or cancelled, once; whether anything will be sent.

    To be called where the row is finished, in its transaction; what was missed there the sender notes itself.
    """
    subscription = WebhookSubscription.objects.filter(generation=generation, ended=False).first()
    return subscription is not None and _note_end(subscription, now or timezone.now())


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
    generation = Generation.objects.get(id=subscription.generation_id)
    outcome = make_outcome(generation, settings.PUBLIC_URL)
    if outcome is None or event_of(outcome) != event:
        return False
    # Compact and with letters as they are, which is how receivers write what they check the signature of.
    body = json.dumps(write_event(outcome, event), ensure_ascii=False, separators=(",", ":"))
    WebhookDelivery.objects.create(
        subscription=subscription,
        event=event,
        body=body,
        next_try=now,
        created=now,
        owner=generation.owner_id,
        host=host_of(subscription.url),
    )
    return True


def note_missed_ends(now: datetime) -> None:
    """Note the ends that were not noted where the row was finished."""
    for subscription in WebhookSubscription.objects.unended()[:100]:
        _note_end(subscription, now)


def host_of(url: str) -> str:
    """Return the host of a URL, "" where it cannot be read; a port makes no other host of it."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


@transaction.atomic
def _note_end(subscription: WebhookSubscription, now: datetime) -> bool:
    generation = Generation.objects.get(id=subscription.generation_id)
    if generation.is_active or not subscription.end():
        return False
    return _note(subscription, "completed" if generation.status == "done" else "failed", now)
