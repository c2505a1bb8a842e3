"""Receivers of webhooks that need no network."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playground.generations.webhooks.sender import Poster, Sender
from playground.outbound.errors import OutboundError

TIMEOUT_SECONDS = 20.0

type Reaction = int | OutboundError | Callable[[], int]


@dataclass
class Receiver:
    """Takes posts in place of the guarded client, and reacts to each as it was told; the last reaction stays."""

    reactions: list[Reaction] = field(default_factory=lambda: [200])
    posts: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    _lock: Any = field(default_factory=threading.Lock)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        with self._lock:
            self.posts.append((url, body, dict(headers)))
            reaction = self.reactions.pop(0) if len(self.reactions) > 1 else self.reactions[0]
        if isinstance(reaction, OutboundError):
            raise reaction
        return reaction() if callable(reaction) else reaction

    @property
    def events(self) -> list[str]:
        return [headers["X-Webhook-Event"] for _, _, headers in self.posts]


def deliver_due(now: datetime, client: Poster) -> int:
    """Send what is due at that moment and write down how it went; return how many tries there were."""
    sender, tries = Sender(client), 0
    while (begun := sender.start_due(now)) or sender.in_flight:
        tries += begun
        sender.record_finished(lambda: now, TIMEOUT_SECONDS)
    sender.close()
    return tries
