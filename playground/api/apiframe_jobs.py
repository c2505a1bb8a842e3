"""apiframe's jobs: one by its id, or a page of them, newest first."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from playground.api.apiframe import choice_sentence, known_specs
from playground.api.endpoint import Call, endpoint
from playground.catalog.values import show
from playground.dialects.apiframe import MEANINGS
from playground.dialects.errors import WireError
from playground.generations.models import Generation, Status
from playground.generations.models.finding import GenerationQuerySet
from playground.generations.outcomes import make_outcome
from playground.generations.storage.links import UNSIGNED_FOR
from playground.generations.webhooks.events import webhook_statuses

MOST, USUAL = 100, 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LIMIT = re.compile("[0-9]{1,9}")
PLACE = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})")
LONGEST_CURSOR = 100


@endpoint("apiframe", "GET")
def job(call: Call, id: str) -> Mapping[str, Any]:
    """Tell how a job is; one that was not ordered with a key of this owner does not exist."""
    found = _find(_jobs_of(call), id).first()
    described = _describe(call, [found]) if found else []
    if not described:
        raise WireError(f"There is no job {show(id)}.", status=404)
    return described[0]


@endpoint("apiframe", "GET")
def jobs(call: Call) -> Mapping[str, Any]:
    """List jobs that the query's filters let through, with a cursor for the page after this one."""
    mine = _jobs_of(call)
    limit = _read_limit(call)
    rows = list(_start_after(call, _filter(call, mine)).newest_first()[: limit + 1])
    more = len(rows) > limit
    answer: dict[str, Any] = {
        "jobs": _describe(call, rows[:limit]),
        "nextCursor": _write_cursor(rows[limit - 1]) if more else None,
        "hasMore": more,
    }
    if _read_choice(call, "include_models", ("true", "false")) == "true":
        answer["models"] = [spec.model for spec in known_specs() if mine.filter(spec_id=spec.id).exists()]
    return answer


def _jobs_of(call: Call) -> GenerationQuerySet:
    """Return what was ordered at this API with a key of the owner; what pages ordered is no job of theirs."""
    mine = Generation.objects.visible_to(call.owner).filter(source="api", dialect="apiframe")
    return mine.prefetch_related("pictures").defer("resolved", "ignored", "notes")


def _describe(call: Call, rows: Iterable[Generation]) -> list[dict[str, Any]]:
    """Return the jobs; those of a model that the catalog lost have no words any more and are left out."""
    told = webhook_statuses(list(rows))
    described = []
    for row in rows:
        outcome = make_outcome(row, call.origin)
        if outcome:
            also = {"webhookStatus": told.get(row.id), "expired": _is_expired(row)}
            described.append(call.dialect.write_response(outcome) | also)
    return described


def _is_expired(row: Generation) -> bool:
    """Whether the addresses of the pictures no longer open without a session."""
    since = timezone.now() - UNSIGNED_FOR
    return row.status == Status.DONE and any(picture.created <= since for picture in row.pictures.all())


def _find(mine: GenerationQuerySet, id: str) -> GenerationQuerySet:
    try:
        return mine.filter(wire_id=UUID(id))
    except ValueError:
        return mine.none()


def _filter(call: Call, mine: GenerationQuerySet) -> GenerationQuerySet:
    status = _read_choice(call, "status", list(MEANINGS))
    model = _read_choice(call, "model", [spec.model for spec in known_specs()])
    search = _read_text(call, "search")
    # A key has one owner here, so a team's jobs are the owner's.
    _read_choice(call, "scope", ("user", "team"))
    if status:
        mine = mine.filter(status=MEANINGS[status])
    if model:
        mine = mine.filter(spec_id__in=[spec.id for spec in known_specs() if spec.model == model])
    return _find(mine, search) if search else mine


def _read_text(call: Call, name: str) -> str:
    return call.request.GET.get(name, "").strip()


def _read_choice(call: Call, name: str, choices: Iterable[str]) -> str:
    """Return the filter, "" where it is not set; raise `WireError` where it is none of the choices."""
    value = _read_text(call, name)
    if value and value not in choices:
        raise WireError(choice_sentence(name, value, choices), field=name)
    return value


def _read_limit(call: Call) -> int:
    text = _read_text(call, "limit") or str(USUAL)
    if not LIMIT.fullmatch(text) or not 1 <= int(text) <= MOST:
        raise WireError(f"limit must be a whole number from 1 to {MOST}; you gave {show(text)}.", field="limit")
    return int(text)


def _write_cursor(row: Generation) -> str:
    place = f"{(row.created - EPOCH) // MICROSECOND}.{row.id.hex}"
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _start_after(call: Call, rows: GenerationQuerySet) -> GenerationQuerySet:
    cursor = _read_text(call, "cursor")
    if not cursor:
        return rows
    try:
        decoded = urlsafe_b64decode(cursor[:LONGEST_CURSOR] + "==").decode()
        place = PLACE.fullmatch(decoded)
    except ValueError:
        place = None
    if place is None:
        raise WireError(f"cursor is none that this server gave: {show(cursor)}.", field="cursor")
    return rows.before(EPOCH + int(place[1]) * MICROSECOND, UUID(place[2]))
