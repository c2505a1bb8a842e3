"""Records the events of generations as webhook deliveries, for the sender to send."""

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

from playground.dialects.events import EVENTS, Event, event_for, write_event
from playground.generations.models import Generation, WebhookDelivery, WebhookSubscription
from playground.generations.models.webhook import DeliveryState
from playground.generations.outcomes import make_outcome


def subscribe(generation: Generation, url: str, events: Iterable[str], signing_key: str) -> WebhookSubscription:
    """Subscribe a URL to events of a generation; an empty `events` means all of them.

    `signing_key` is the `digest` of the API key: the SHA-256 of the raw key, as hex text.
    """
    wanted = sorted(set(events) or EVENTS)
    return WebhookSubscription.objects.create(generation=generation, url=url, events=wanted, signing_key=signing_key)


def note_progress(generation: Generation, now: datetime | None = None) -> bool:
    """Record progress, at most once a second and less often later; return whether anything will be sent."""
    subscription = WebhookSubscription.objects.filter(generation=generation, ended=False).first()
    if subscription is None or "progress" not in subscription.events:
        return False
    now = now or timezone.now()
    return subscription.take_turn(now) and _note(subscription, "progress", now)


def note_end(generation: Generation, now: datetime | None = None) -> bool:
    """Record once that the generation has ended; return whether anything will be sent.

    Call this in the transaction that finishes the row. The sender records ends that were missed there.
    """
    subscription = WebhookSubscription.objects.filter(generation=generation, ended=False).first()
    return subscription is not None and _note_end(subscription, now or timezone.now())


def webhook_statuses(generations: Collection[Generation]) -> dict[UUID, DeliveryState]:
    """Return the state of the webhook for the end of each generation with a subscription, by id, with two queries."""
    rows = WebhookDelivery.objects.defer("body", "tries")
    found = WebhookSubscription.objects.filter(generation__in=generations)
    active = {generation.id for generation in generations if generation.is_active}
    states = {
        subscription.generation_id: _state(subscription, subscription.generation_id in active)
        for subscription in found.prefetch_related(Prefetch("deliveries", rows))
    }
    return {id_: state for id_, state in states.items() if state is not None}


def deliveries_of(generation: Generation) -> list[WebhookDelivery]:
    """Return the deliveries of a generation, sent or not, oldest first."""
    return list(WebhookDelivery.objects.filter(subscription__generation=generation).select_related("subscription"))


def sign(body: bytes, signing_key: str) -> str:
    """Return the value of `X-Webhook-Signature`."""
    # This server stores only the digest of an API key, so the digest signs.
    return f"sha256={hmac.new(signing_key.encode('ascii'), body, hashlib.sha256).hexdigest()}"


def _state(subscription: WebhookSubscription, active: bool) -> DeliveryState | None:
    """Return the state of the final event, or of the latest progress when the final event was not requested."""
    deliveries = list(subscription.deliveries.all())
    last = next((delivery for delivery in deliveries if delivery.event != "progress"), None)
    if last is None and (active or not subscription.ended):
        return "pending"
    last = last or (deliveries[-1] if deliveries else None)
    return last.state if last else None


def _note(subscription: WebhookSubscription, event: Event, now: datetime) -> bool:
    """Write the delivery of an event; return whether the event was requested."""
    # Progress that has not been sent yet is out of date now.
    subscription.deliveries.filter(event="progress", attempts=0).delete()
    if event not in subscription.events:
        return False
    generation = Generation.objects.get(id=subscription.generation_id)
    outcome = make_outcome(generation, settings.PUBLIC_URL)
    # The row was read again just now, and may have ended since the progress was reported.
    if outcome is None or event_for(outcome) != event:
        return False
    # The signature covers these bytes. Receivers that serialise the JSON again before checking it write it like this:
    # compact, with non-ASCII letters as they are.
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
    """Record the ends that were not recorded when the row was finished, for example because a worker died."""
    # The rest follows in the next round, a second later.
    for subscription in WebhookSubscription.objects.unended()[:100]:
        _note_end(subscription, now)


def host_of(url: str) -> str:
    """Return the host of a URL without its port, or "" for an invalid URL."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""


@transaction.atomic
def _note_end(subscription: WebhookSubscription, now: datetime) -> bool:
    generation = Generation.objects.get(id=subscription.generation_id)
    # `end` is a conditional UPDATE, so of several workers only one records the event.
    if generation.is_active or not subscription.end():
        return False
    return _note(subscription, "completed" if generation.status == "done" else "failed", now)
