"""The updates of the rows of remote generations, each for many rows at once.

The batch writer calls them in a transaction, as one worker; they write only to rows that are this worker's.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from playground.dialects.base import Answer
from playground.generations.models import Generation, Picture, Status, WebhookSubscription, Worker
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.models.owners_waiting import owners_waiting_for
from playground.generations.models.states import REMOTE
from playground.generations.models.update_each import update_each
from playground.generations.round_robin import Turns
from playground.generations.storage.store import are_recorded
from playground.generations.storage.stored_bytes import count_pictures
from playground.generations.webhooks.events import note_end, note_progress
from playground.generations.worker.remote.batch_writer import RowUpdate
from playground.generations.worker.remote.job_columns import write_accepted


@dataclass(frozen=True, slots=True)
class FreeSlots:
    """How many rows may be claimed for an API, by which turns; rows `in_hand` must not be claimed again."""

    dialect: str
    number: int
    turns: Turns
    in_hand: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Claimed:
    """The rows that were claimed, and whether an owner waits for a slot of their own though others are free."""

    rows: Sequence[Generation]
    keeps_somebody_waiting: bool


@dataclass(frozen=True, slots=True)
class JobProgress:
    """The progress of one generation."""

    id: UUID
    percent: int | None
    stage: str


@dataclass(frozen=True, slots=True)
class FinishedJob:
    """Pictures whose files are stored, and what the API said about them."""

    row: Generation
    pictures: Sequence[Picture]
    notes: Mapping[str, str]
    cost: float | None


@dataclass(frozen=True, slots=True)
class FailedJob:
    """Why a generation has no picture."""

    row: Generation
    code: str
    sentence: str
    notes: Mapping[str, str] = field(default_factory=dict)
    cost: float | None = None


class _OldestFirst:
    """Returns the waiting rows of an owner one after another; each owner's are read once."""

    def __init__(self, slots: FreeSlots) -> None:
        self._slots = slots
        self._rows: dict[UUID, Iterator[UUID]] = {}

    def next_of(self, owner: UUID) -> UUID | None:
        """Return the owner's oldest row that was not returned yet, None where there is none."""
        if owner not in self._rows:
            self._rows[owner] = iter(self._read(owner))
        return next(self._rows[owner], None)

    def _read(self, owner: UUID) -> list[UUID]:
        slots = self._slots
        waiting = Generation.objects.filter(
            owner=owner, status=Status.QUEUED, engine=REMOTE, dialect=slots.dialect, deleted=None
        ).order_by("created", "id")
        ids = list(waiting.values_list("id", flat=True)[: slots.number])
        # A row in hand is queued again so rarely that most queries do without the exclusion.
        if not slots.in_hand.isdisjoint(ids):
            ids = list(waiting.exclude(id__in=slots.in_hand).values_list("id", flat=True)[: slots.number])
        return ids


def _rows_of(worker: Worker, ids: Collection[UUID]) -> GenerationQuerySet:
    return Generation.objects.filter(id__in=ids, status=Status.RUNNING, worker=worker)


def _claim(worker: Worker, entries: Sequence[FreeSlots]) -> list[Claimed]:
    """Claim the rows of the owners whose turn it is, with one UPDATE for each API."""
    return [_claim_for_api(worker, slots) for slots in entries]


def _claim_for_api(worker: Worker, slots: FreeSlots) -> Claimed:
    ids = slots.turns.share_out(lambda: owners_waiting_for(slots.dialect), _OldestFirst(slots).next_of, slots.number)
    keeps_somebody_waiting = slots.turns.keeps_somebody_waiting
    if not ids or not Generation.objects.filter(id__in=ids).claim(worker, timezone.now()):
        return Claimed((), keeps_somebody_waiting)
    # Another worker may have claimed some of them first: those are not this worker's.
    rows = _rows_of(worker, ids).select_related("owner").order_by("created", "id")
    return Claimed(list(rows), keeps_somebody_waiting)


def _mark_sent(worker: Worker, ids: Sequence[UUID]) -> list[bool]:
    """Note that the requests go out next; False for those that are no longer wanted.

    The time of the first sending stays: from then on the request may have been paid for.
    """
    wanted = _rows_of(worker, ids).filter(cancel_requested=False, deleted=None)
    # Usually all of them are wanted, and then one query is enough.
    if wanted.update(sent=Coalesce("sent", timezone.now())) == len(ids):
        return [True] * len(ids)
    marked = set(wanted.filter(sent__isnull=False).values_list("id", flat=True))
    return [id_ in marked for id_ in ids]


def _mark_not_sent(worker: Worker, ids: Sequence[UUID]) -> list[None]:
    _rows_of(worker, ids).update(sent=None)
    return [None] * len(ids)


def _save_accepted(worker: Worker, entries: Sequence[tuple[UUID, Answer]]) -> list[bool]:
    """Keep which job or pictures the API named; False for a row that is no longer this worker's."""
    running = Generation.objects.filter(status=Status.RUNNING, worker=worker)
    finished = [(id_, write_accepted(answer)) for id_, answer in entries if answer.status == "done"]
    at_work = [(id_, write_accepted(answer)) for id_, answer in entries if answer.status != "done"]
    # A page shows nothing of a finished answer until its pictures are stored, so the version stays.
    saved = [*update_each(running, finished), *running.advance_each(at_work)]
    is_saved = dict(zip((id_ for id_, _ in (*finished, *at_work)), saved, strict=True))
    return [is_saved[id_] for id_, _ in entries]


def _write_progress(worker: Worker, entries: Sequence[Sequence[JobProgress]]) -> list[None]:
    """Write progress, with one UPDATE for all rows that have the same."""
    reports = [report for entry in entries for report in entry]
    groups: dict[tuple[int | None, str], list[UUID]] = {}
    for report in reports:
        groups.setdefault((report.percent, report.stage), []).append(report.id)
    for (percent, stage), ids in groups.items():
        # A row that somebody has cancelled shows “Stopping”, which must stay.
        _rows_of(worker, ids).filter(cancel_requested=False).advance(progress=percent, stage=stage)
    for generation in Generation.objects.filter(id__in=_with_webhook([report.id for report in reports])):
        note_progress(generation)
    return [None] * len(entries)


def _finish(worker: Worker, entries: Sequence[FinishedJob]) -> list[bool]:
    """Mark as done, with their pictures; False where the row is no longer this worker's."""
    done = Generation.objects.finish_each(worker, [(entry.row, entry.notes, entry.cost) for entry in entries])
    finished = [entry for entry, is_done in zip(entries, done, strict=True) if is_done]
    pictures = [picture for entry in finished for picture in entry.pictures]
    Picture.objects.bulk_create(pictures)
    count_pictures(pictures)
    _note_ends([entry.row for entry in finished])
    # An earlier try may have been committed although its answer was lost.
    return [is_done or are_recorded(entry.pictures) for entry, is_done in zip(entries, done, strict=True)]


def _fail(worker: Worker, entries: Sequence[FailedJob]) -> list[bool]:
    """Mark as failed, or as cancelled for the code `cancelled`."""
    done = [entry.row.fail(worker, entry.code, entry.sentence, notes=entry.notes, cost=entry.cost) for entry in entries]
    _note_ends([entry.row for entry, is_done in zip(entries, done, strict=True) if is_done])
    return done


def _release(worker: Worker, rows: Sequence[Generation]) -> list[bool]:
    """Put the rows back into the queue, for another worker to go on with."""
    return [row.release(worker) for row in rows]


CLAIM = RowUpdate("claim", _claim)
MARK_SENT = RowUpdate("mark sent", _mark_sent)
MARK_NOT_SENT = RowUpdate("mark not sent", _mark_not_sent)
SAVE_ACCEPTED = RowUpdate("save accepted", _save_accepted)
WRITE_PROGRESS = RowUpdate("write progress", _write_progress)
# Counting the bytes of the pictures locks their owners.
FINISH = RowUpdate("finish", _finish, comes_last=True)
FAIL = RowUpdate("fail", _fail)
RELEASE = RowUpdate("release", _release)


def find_noted(worker: Worker) -> list[tuple[UUID, bool]]:
    """Return the worker's rows that others have written to: True if one is cancelled or deleted, False if reported."""
    running = Generation.objects.filter(status=Status.RUNNING, worker=worker, engine=REMOTE)
    is_unwanted = Q(cancel_requested=True) | Q(deleted__isnull=False)
    noted = running.filter(is_unwanted | Q(reported__isnull=False)).annotate(is_unwanted=is_unwanted)
    return list(noted.values_list("id", "is_unwanted"))


def _note_ends(rows: Sequence[Generation]) -> None:
    with_webhook = _with_webhook([row.id for row in rows if row.source == "api"])
    for row in rows:
        if row.id in with_webhook:
            note_end(row)


def _with_webhook(ids: Collection[UUID]) -> set[UUID]:
    """Return those that have a webhook that still waits for the end."""
    if not ids:
        return set()
    subscriptions = WebhookSubscription.objects.filter(generation__in=ids, ended=False)
    return set(subscriptions.values_list("generation_id", flat=True))
