"""The trash: deleted pictures until they are purged."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.generations.models import Picture
from playground.generations.storage.purge import KEEP_DELETED
from playground.generations.storage.quota import describe_usage
from playground.generations.storage.serve import serve
from playground.library.models import Entry

PAGE = 60


@dataclass(frozen=True, slots=True)
class Deleted:
    """A picture in the trash, with the days until it is purged."""

    entry: Entry
    picture: Picture | None
    days: int


@require_safe
def trash(request: HttpRequest) -> HttpResponse:
    """Show what was deleted, the last first."""
    owner = find_owner(request)
    everything = Entry.objects.filter(owner=owner, owner__isnull=False, deleted__isnull=False)
    rows = everything.select_related("generation").order_by("-deleted", "id")
    cursor = _read_cursor(request.GET.get("after", ""))
    if cursor is not None:
        rows = rows.filter(deleted__lte=cursor[0]).exclude(deleted=cursor[0], id__lte=cursor[1])
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "items": _list_items(shown),
        "total": everything.count() if shown else 0,
        "next": _write_cursor(shown[-1]) if len(found) > PAGE else "",
        "first": cursor is None,
        "kept_days": KEEP_DELETED.days,
        "storage": describe_usage(owner) if owner else "",
    }
    return render(request, "trash/trash.html", context)


def _list_items(entries: Sequence[Entry]) -> list[Deleted]:
    ids = [entry.generation_id for entry in entries]
    pictures = {picture.generation_id: picture for picture in Picture.objects.filter(generation__in=ids, position=0)}
    return [Deleted(entry, pictures.get(entry.generation_id), _days_left(entry)) for entry in entries]


def _days_left(entry: Entry) -> int:
    deleted = entry.deleted or timezone.now()
    return max(0, math.ceil((deleted + KEEP_DELETED - timezone.now()).total_seconds() / 86400))


def _write_cursor(entry: Entry) -> str:
    return f"{entry.deleted.isoformat()}_{entry.pk}" if entry.deleted else ""


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    moment, _, id_ = text.rpartition("_")
    try:
        # A plus sign that was not encoded in a URL arrives as a space.
        deleted = datetime.fromisoformat(moment.replace(" ", "+"))
        is_key = deleted.tzinfo is not None and id_.isascii() and id_.isdecimal() and len(id_) < 19
        # A moment near the ends of the calendar may be outside it in UTC, in which the database stores it.
        return (deleted.astimezone(UTC), int(id_)) if is_key else None
    except (ValueError, OverflowError):
        return None


@require_safe
def thumbnail(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """Serve the small thumbnail of a deleted picture to its owner; other addresses of its files end with deletion."""
    owner: Owner | None = find_owner(request)
    pictures = Picture.objects.filter(generation__owner=owner, generation__owner__isnull=False)
    picture = pictures.filter(generation__deleted__isnull=False, pk=id).first()
    if picture is None:
        raise Http404("There is no such picture.")
    key = picture.thumbnail_keys["small"]
    # What was removed for good must not be in a cache.
    return serve(request, picture, key=key if default_storage.exists(key) else "", cache="private, no-store")
