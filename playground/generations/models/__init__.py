"""The tables of generations, their files, their webhooks and the workers."""

from playground.generations.models.draft import Draft
from playground.generations.models.generation import Generation
from playground.generations.models.idempotency import IdempotencyKey
from playground.generations.models.images import Asset, Input, Picture, StoredImage
from playground.generations.models.share import Share
from playground.generations.models.states import Status
from playground.generations.models.webhook import WebhookDelivery, WebhookSubscription
from playground.generations.models.webhook_receiver import WebhookReceiver
from playground.generations.models.worker import Worker

__all__ = [
    "Asset",
    "Draft",
    "Generation",
    "IdempotencyKey",
    "Input",
    "Picture",
    "Share",
    "Status",
    "StoredImage",
    "WebhookDelivery",
    "WebhookReceiver",
    "WebhookSubscription",
    "Worker",
]
