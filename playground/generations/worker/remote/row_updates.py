"""What is written to the rows of remote generations, each for many rows at once.

Every function takes entries and returns as many answers; it is called in a transaction.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from playground.engines.remote.base import Ticket
from playground.generations.models import Generation, Picture, Status, WebhookSubscription, Worker
from playground.generations.models.finding import REMOTE, GenerationQuerySet
from playground.generations.models.owners_waiting import owners_waiting_for
from playground.generations.round_robin import Turns
from playground.generations.storage.store import are_recorded
from playground.generations.storage.stored_bytes import count_pictures
from playground.generations.webhooks.events import note_end, note_progress
from playground.generations.worker.remote.job_columns import write_ticket


@dataclass(frozen=True, slots=True)
class Places:
    """So many places are free for an API, by turns; what is `in_hand` is not to be taken once more."""

    dialect: str
    free: int
    turns: Turns
    in_hand: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows that were claimed, and whether somebody must wait for a place of their own though others are free."""

    rows: Sequence[Generation]
    keeps_somebody_waiting: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How far one generation is."""

    id: UUID
    percent: int | None
    stage: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What an API has taken on or made."""

    id: UUID
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Made:
    """Pictures whose files are stored, and what the API said of them."""

    row: Generation
    pictures: Sequence[Picture]
    notes: Mapping[str, str]
    cost: float | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no picture."""

    row: Generation
    code: str
    sentence: str
    notes: Mapping[str, str] = field(default_factory=dict)


class _OldestFirst:
    """Hands out the waiting rows of one owner after the other; each owner's are read once."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._rows: dict[UUID, Iterator[UUID]] = {}

    def next_of(self, owner: UUID) -> UUID | None:
        """Return the owner's oldest row that was not handed out yet, None where there is none."""
        if owner not in self._rows:
            self._rows[owner] = iter(self._read(owner))
        return next(self._rows[owner], None)

    def _read(self, owner: UUID) -> list[UUID]:
        places = self._places
        waiting = Generation.objects.filter(
            owner=owner, status=Status.QUEUED, engine=REMOTE, dialect=places.dialect, deleted=None
        ).order_by("created", "id")
        ids = list(waiting.values_list("id", flat=True)[: places.free])
        # A row in hand waits again so rarely that most queries are spared the exclusion.
        if not places.in_hand.isdisjoint(ids):
            ids = list(waiting.exclude(id__in=places.in_hand).values_list("id", flat=True)[: places.free])
        return ids


class Register:
    """Writes as one worker, and only to rows that are this worker's."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def _mine(self, ids: Collection[UUID]) -> GenerationQuerySet:
        return Generation.objects.filter(id__in=ids, status=Status.RUNNING, worker=self._worker)

    def claim(self, places: Sequence[Places]) -> list[Taken]:
        """Take the rows of those whose turn it is, as many as there are places, with one UPDATE for each API."""
        return [self._claim(entry) for entry in places]

    def _claim(self, places: Places) -> Taken:
        ids = places.turns.share_out(
            lambda: owners_waiting_for(places.dialect), _OldestFirst(places).next_of, places.free
        )
        kept = places.turns.keeps_somebody_waiting
        if not ids:
            return Taken((), kept)
        taken = Generation.objects.filter(id__in=ids, status=Status.QUEUED, deleted=None).advance(
            status=Status.RUNNING,
            worker=self._worker,
            started=timezone.now(),
            attempts=F("attempts") + 1,
            progress=None,
            stage="",
        )
        # Rows that another worker was faster with are not this worker's.
        rows = self._mine(ids).select_related("owner").order_by("created", "id") if taken else ()
        return Taken(list(rows), kept)

    def sending(self, ids: Sequence[UUID]) -> list[bool]:
        """Note that the requests go out next; False for those that are no longer wanted."""
        wanted = self._mine(ids).filter(cancel_requested=False, deleted=None)
        if wanted.update(sent=Coalesce("sent", timezone.now())) == len(ids):
            return [True] * len(ids)
        noted = set(wanted.filter(sent__isnull=False).values_list("id", flat=True))
        return [each in noted for each in ids]

    def not_sent(self, ids: Sequence[UUID]) -> list[None]:
        """Take back that they were sent."""
        self._mine(ids).update(sent=None)
        return [None] * len(ids)

    def accept(self, entries: Sequence[Acceptance]) -> list[bool]:
        """Keep the tickets; False for a row that is no longer this worker's."""
        return [self._accept(entry) for entry in entries]

    def _accept(self, entry: Acceptance) -> bool:
        mine, columns = self._mine([entry.id]), write_ticket(entry.ticket)
        # Of an answer nothing is shown until its pictures are there.
        return (mine.update(**columns) if entry.ticket.answer else mine.advance(**columns)) == 1

    def report(self, entries: Sequence[Sequence[Step]]) -> list[None]:
        """Write progress down: one UPDATE for all that are as far and tell the same."""
        steps = [step for entry in entries for step in entry]
        groups: dict[tuple[int | None, str], list[UUID]] = {}
        for step in steps:
            groups.setdefault((step.percent, step.stage), []).append(step.id)
        for (percent, stage), ids in groups.items():
            self._mine(ids).filter(cancel_requested=False).advance(progress=percent, stage=stage)
        for generation in Generation.objects.filter(id__in=_told_of([step.id for step in steps])):
            note_progress(generation)
        return [None] * len(entries)

    def finish(self, entries: Sequence[Made]) -> list[bool]:
        """Mark as done, with their pictures; False where the row is no longer this worker's."""
        done = [entry.row.finish(self._worker, entry.notes, entry.cost) for entry in entries]
        made = [entry for entry, is_done in zip(entries, done, strict=True) if is_done]
        pictures = [picture for entry in made for picture in entry.pictures]
        Picture.objects.bulk_create(pictures)
        count_pictures(pictures)
        self._note_ends([entry.row for entry in made])
        # A try before this one may have been committed and its answer lost.
        return [is_done or are_recorded(entry.pictures) for entry, is_done in zip(entries, done, strict=True)]

    def fail(self, entries: Sequence[Failure]) -> list[bool]:
        """Mark as failed, or as cancelled for the code `cancelled`."""
        done = [entry.row.fail(self._worker, entry.code, entry.sentence, entry.notes) for entry in entries]
        self._note_ends([entry.row for entry, is_done in zip(entries, done, strict=True) if is_done])
        return done

    def release(self, rows: Sequence[Generation]) -> list[bool]:
        """Put them back into the queue, for another worker to go on with."""
        return [row.release(self._worker) for row in rows]

    def unwanted(self) -> set[UUID]:
        """Return which of this worker's rows somebody has cancelled or deleted."""
        running = Generation.objects.filter(status=Status.RUNNING, worker=self._worker, engine=REMOTE)
        gone = running.filter(Q(cancel_requested=True) | Q(deleted__isnull=False))
        return set(gone.values_list("id", flat=True))

    def _note_ends(self, rows: Sequence[Generation]) -> None:
        told_of = _told_of([row.id for row in rows if row.source == "api"])
        for row in rows:
            if row.id in told_of:
                note_end(row)


def _told_of(ids: Collection[UUID]) -> set[UUID]:
    """Return those about which somebody wants to be told."""
    if not ids:
        return set()
    subscriptions = WebhookSubscription.objects.filter(generation__in=ids, ended=False)
    return set(subscriptions.values_list("generation_id", flat=True))
