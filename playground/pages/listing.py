"""Pages of the history, by key and never by offset."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.pages.cards import Card


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some cards, newest first, and the key of what comes after them, if anything does."""

    cards: list[Card]
    older: str


def load_page(owner: Owner | None, request: HttpRequest, size: int = 24) -> HistoryPage:
    """Return the page that the request's `before` key asks for; a key that is none gives the first page."""
    rows = Generation.objects.visible_to(owner).newest_first().prefetch_related("pictures")
    key = _read_key(request.GET.get("before", ""))
    if key is not None:
        rows = rows.before(*key)
    found = list(rows[: size + 1]) if owner else []
    last = found[size - 1] if len(found) > size else None
    return HistoryPage([Card(row) for row in found[:size]], write_key(last) if last else "")


def write_key(generation: Generation) -> str:
    """Return the place of a generation in the history, for an address."""
    return f"{generation.created.isoformat()}_{generation.id.hex}"


def _read_key(text: str) -> tuple[datetime, UUID] | None:
    moment, _, id_ = text.partition("_")
    try:
        created = datetime.fromisoformat(moment.replace(" ", "+"))
        return (created, UUID(id_)) if created.tzinfo else None
    except ValueError:
        return None
