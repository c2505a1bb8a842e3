"""apiframe's job endpoints: one job by its id, or a page of jobs, newest first."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from playground.api.apiframe.views import choice_sentence, known_specs
from playground.api.endpoint import ApiRequest, endpoint
from playground.catalog.values import show
from playground.dialects.apiframe import LARGEST_PAGE, LONGEST_CURSOR, MEANINGS, USUAL_PAGE
from playground.dialects.errors import WireError
from playground.generations.models import Generation, Status
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.outcomes import make_outcome
from playground.generations.storage.links import UNSIGNED_FOR
from playground.generations.webhooks.events import webhook_statuses

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# `int` alone accepts signs, spaces, underscores and digits of other scripts.
LIMIT = re.compile("[0-9]{1,9}")
# 17 digits of microseconds end in the year 5138, so a forged cursor cannot leave the range of a datetime.
CURSOR = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})")


@endpoint("apiframe", "GET")
def job(request: ApiRequest, id: str) -> Mapping[str, Any]:
    """Return a job that was submitted with a key of this owner."""
    found = _find(_jobs_of(request), id).first()
    described = _describe(request, [found]) if found else []
    if not described:
        raise WireError(f"You have no job {show(id)}.", status=404)
    return described[0]


@endpoint("apiframe", "GET")
def jobs(request: ApiRequest) -> Mapping[str, Any]:
    """Return a page of the jobs that match the filters, with a cursor for the next page."""
    mine = _jobs_of(request)
    limit = _read_limit(request)
    # One row more than the page shows whether there is a next page.
    rows = list(_start_after(request, _filter(request, mine)).newest_first()[: limit + 1])
    more = len(rows) > limit
    answer: dict[str, Any] = {
        "jobs": _describe(request, rows[:limit]),
        "nextCursor": _write_cursor(rows[limit - 1]) if more else None,
        "hasMore": more,
    }
    if _read_choice(request, "include_models", ("true", "false")) == "true":
        answer["models"] = [spec.model for spec in known_specs() if mine.filter(spec_id=spec.id).exists()]
    return answer


def _jobs_of(request: ApiRequest) -> GenerationQuerySet:
    """Return what was submitted to this API with a key of the owner; generations of the pages are not included."""
    mine = Generation.objects.visible_to(request.owner).filter(source="api", dialect="apiframe")
    # No response contains these columns, and a page has up to 100 rows.
    return mine.prefetch_related("pictures").defer("resolved", "ignored", "notes")


def _describe(request: ApiRequest, rows: Iterable[Generation]) -> list[dict[str, Any]]:
    """Return the jobs as JSON, without those whose model is no longer in the catalog."""
    # One query for all rows of the page.
    webhooks = webhook_statuses(list(rows))
    described = []
    for row in rows:
        outcome = make_outcome(row, request.origin)
        if outcome:
            also = {"webhookStatus": webhooks.get(row.id), "expired": _is_expired(row)}
            described.append(request.dialect.write_response(outcome) | also)
    return described


def _is_expired(row: Generation) -> bool:
    """Return whether the URLs of the pictures no longer open without a session."""
    since = timezone.now() - UNSIGNED_FOR
    return row.status == Status.DONE and any(picture.created <= since for picture in row.pictures.all())


def _find(mine: GenerationQuerySet, id: str) -> GenerationQuerySet:
    try:
        return mine.filter(wire_id=UUID(id))
    except ValueError:
        return mine.none()


def _filter(request: ApiRequest, mine: GenerationQuerySet) -> GenerationQuerySet:
    status = _read_choice(request, "status", list(MEANINGS))
    model = _read_choice(request, "model", [spec.model for spec in known_specs()])
    search = _read_text(request, "search")
    # Here each key has a single owner, so the jobs of the team are those of the owner.
    _read_choice(request, "scope", ("user", "team"))
    if status:
        mine = mine.filter(status=MEANINGS[status])
    if model:
        mine = mine.filter(spec_id__in=[spec.id for spec in known_specs() if spec.model == model])
    return _find(mine, search) if search else mine


def _read_text(request: ApiRequest, name: str) -> str:
    return request.http.GET.get(name, "").strip()


def _read_choice(request: ApiRequest, name: str, choices: Iterable[str]) -> str:
    """Return the value of a filter, or "" when it is not set; raise `WireError` for an unknown value."""
    value = _read_text(request, name)
    if value and value not in choices:
        raise WireError(choice_sentence(name, value, choices), field=name)
    return value


def _read_limit(request: ApiRequest) -> int:
    text = _read_text(request, "limit") or str(USUAL_PAGE)
    if not LIMIT.fullmatch(text) or not 1 <= int(text) <= LARGEST_PAGE:
        raise WireError(f"limit must be a whole number from 1 to {LARGEST_PAGE}; you gave {show(text)}.", field="limit")
    return int(text)


def _write_cursor(row: Generation) -> str:
    # Whole microseconds keep the exact time, of which a float would lose digits.
    place = f"{(row.created - EPOCH) // MICROSECOND}.{row.id.hex}"
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _start_after(request: ApiRequest, rows: GenerationQuerySet) -> GenerationQuerySet:
    cursor = _read_text(request, "cursor")
    if not cursor:
        return rows
    try:
        # The cursor has no padding. Python ignores what is too much of it.
        decoded = urlsafe_b64decode(cursor[:LONGEST_CURSOR] + "==").decode()
        place = CURSOR.fullmatch(decoded)
    except ValueError:
        place = None
    if place is None:
        raise WireError(f"cursor {show(cursor)} is not valid. Send the nextCursor of a response.", field="cursor")
    return rows.before(EPOCH + int(place[1]) * MICROSECOND, UUID(place[2]))
