"""One request and what became of it."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models import Value as Constant
from django.db.models.functions import StrIndex, Substr
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.catalog.loading import UnknownSpec, get_spec
from playground.catalog.spec import ModelSpec, Size, Value
from playground.dialects.registry import DIALECTS, get_dialect
from playground.generations.messages import cancelled
from playground.generations.models.finding import ACTIVE, REMOTE, GenerationQuerySet, Status
from playground.generations.models.ordered_json import OrderedJSONField
from playground.generations.models.worker import Worker

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from playground.generations.models.images import Input, Picture
    from playground.generations.models.share import Share


class Generation(models.Model):
    """One request and what became of it: status, progress, pictures, error, cost.

    `params` is what was asked, `resolved` what reproduces the picture. `batch` is shared by the variants of one click,
    `token` is the form's one-time token. `version` counts every change that a page would show. `progress` is per cent,
    None where it is not known. `sent` is when a remote API was given the request, `key_source` whose key it was
    (`server` or `own`, "" without one), `remote_id` and `remote_url` the job there and where to ask after it,
    `remote_answer` what an API answered whose pictures are not here yet. `request_id` is the `x-request-id` of the
    answer to whoever asked for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    wire_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Indexed together with the status.
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="generations", db_index=False)
    batch = models.UUIDField(default=uuid7, db_index=True)
    variant = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=40, blank=True)
    spec_id = models.CharField(max_length=120)
    dialect = models.GeneratedField(
        expression=Substr("spec_id", 1, StrIndex("spec_id", Constant("/")) - 1),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    params = OrderedJSONField()
    resolved = OrderedJSONField()
    ignored = OrderedJSONField(default=list, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    key_source = models.CharField(max_length=8, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)
    remote_url = models.TextField(blank=True)
    remote_answer = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=8, default="page")
    origin = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=32, blank=True, default="", db_default="")
    status = models.CharField(max_length=10, default=Status.QUEUED)
    version = models.PositiveIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(null=True, blank=True)
    stage = models.CharField(max_length=80, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    error = models.TextField(blank=True)
    notes = OrderedJSONField(default=dict, blank=True)
    cost = models.FloatField(null=True, blank=True)
    # What the row itself counts for its owner, so that requests without pictures are bounded too.
    row_bytes = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.SET_NULL)
    cancel_requested = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True, blank=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    deleted = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[GenerationQuerySet] = GenerationQuerySet.as_manager()  # type: ignore[assignment]

    if TYPE_CHECKING:
        pictures: RelatedManager[Picture]
        inputs: RelatedManager[Input]
        shares: RelatedManager[Share]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "token", "variant"], condition=~Q(token=""), name="one_generation_a_token"
            ),
        )
        indexes = (
            models.Index(fields=["owner", "-created", "-id"], condition=Q(deleted=None), name="generation_history"),
            # One for each way in which a list of jobs may be filtered: what is left out would be read to the end.
            models.Index(
                fields=["owner", "source", "dialect", "-created", "-id"],
                condition=Q(deleted=None),
                name="generation_jobs",
            ),
            models.Index(
                fields=["owner", "source", "dialect", "status", "-created", "-id"],
                condition=Q(deleted=None),
                name="generation_jobs_status",
            ),
            models.Index(
                fields=["owner", "source", "dialect", "spec_id", "-created", "-id"],
                condition=Q(deleted=None),
                name="generation_jobs_spec",
            ),
            models.Index(
                fields=["owner", "source", "dialect", "spec_id", "status", "-created", "-id"],
                condition=Q(deleted=None),
                name="generation_jobs_spec_status",
            ),
            models.Index(fields=["owner", "status"], name="generation_owner_status"),
            models.Index(fields=["status", "created"], condition=Q(status__in=ACTIVE), name="generation_active"),
            # What this server's own keys paid for in the last day.
            models.Index(fields=["sent"], condition=Q(key_source="server"), name="generation_server_sent"),
            models.Index(
                fields=["owner", "sent"], condition=Q(key_source="server"), name="generation_owner_server_sent"
            ),
            models.Index(fields=["deleted"], condition=Q(deleted__isnull=False), name="generation_deleted"),
            # For the steps from one waiting owner to the next, and for each one's oldest row.
            models.Index(
                fields=["status", "owner", "created", "id", "engine", "deleted"],
                condition=Q(status__in=ACTIVE, deleted=None) & ~Q(engine=REMOTE),
                name="generation_local",
            ),
            models.Index(
                fields=["dialect", "owner", "created", "id"],
                condition=Q(status=Status.QUEUED, deleted=None, engine=REMOTE),
                name="generation_remote",
            ),
        )

    def __str__(self) -> str:
        return f"{self.spec_id} {self.status}"

    def get_absolute_url(self) -> str:
        """The generation's own page."""
        return reverse("generation", args=[self.id])

    @property
    def spec(self) -> ModelSpec | None:
        """The spec, or None when the catalog no longer has it."""
        try:
            return get_spec(self.spec_id)
        except UnknownSpec:
            return None

    @property
    def api(self) -> str:
        """The dialect, also of a row that the database has not seen yet."""
        return self.spec_id.partition("/")[0]

    @property
    def size(self) -> Size:
        """The size in pixels that its pictures have or will have."""
        return Size(self.width, self.height)

    @property
    def asked(self) -> dict[str, Value]:
        """What was asked as the catalog knows it: unknown names left out, input pictures by their keys."""
        return {name: value for name, value in self.resolved.items() if name in self.params}

    @property
    def prompt(self) -> str:
        """What was asked for, in words."""
        return str(self.params.get("prompt", ""))

    @property
    def seed(self) -> int:
        """The seed of its first picture."""
        return int(self.resolved["seed"])

    @property
    def is_active(self) -> bool:
        """Whether it still waits or runs."""
        return self.status in ACTIVE

    @property
    def has_ticket(self) -> bool:
        """Whether an API is known to have taken it on or made it, so that it is sent no more."""
        return bool(self.remote_id) or self.remote_answer is not None

    @property
    def can_go_on(self) -> bool:
        """Whether another worker can go on with it and nothing is paid for twice.

        That is so while it was not sent, where the API gave a job to ask after or an answer that was kept, or where it
        tells a repeat from a new request, which it cannot be trusted to do for longer than its jobs take; nor where a
        clock was set back since, so that nobody knows how long that was.
        """
        if self.sent is None or self.has_ticket:
            return True
        policy = get_dialect(self.api).policy if self.api in DIALECTS else None
        passed = (timezone.now() - self.sent).total_seconds()
        return policy is not None and bool(policy.idempotency_header) and 0 <= passed < policy.job_timeout

    @property
    def seconds(self) -> float | None:
        """How long the engine had it, once it is finished."""
        if self.started is None or self.finished is None:
            return None
        return (self.finished - self.started).total_seconds()

    def _own(self) -> GenerationQuerySet:
        return Generation.objects.filter(id=self.id)

    def claim(self, worker: Worker) -> bool:
        """Take the row for a worker; False when another was faster or it is no longer queued."""
        now = timezone.now()
        waiting = self._own().filter(status=Status.QUEUED, deleted=None)
        taken = waiting.advance(
            status=Status.RUNNING,
            worker=worker,
            started=now,
            attempts=F("attempts") + 1,
            progress=None,
            stage="",
        )
        if taken:
            self.started = now
        return taken == 1

    def report(self, worker: Worker, progress: int | None, stage: str) -> bool:
        """Write progress down; False when the work is no longer wanted: cancelled, deleted or another's."""
        running = self._own().filter(status=Status.RUNNING, worker=worker, cancel_requested=False, deleted=None)
        return running.advance(progress=progress, stage=stage) == 1

    def finish(self, worker: Worker, notes: Mapping[str, str], cost: float | None) -> bool:
        """Mark as done; False when the row is no longer this worker's."""
        running = self._own().filter(status=Status.RUNNING, worker=worker)
        changes = {
            "status": Status.DONE,
            "progress": 100,
            "stage": "",
            "finished": timezone.now(),
            "remote_answer": None,
        }
        return running.advance(**changes, notes=dict(notes), cost=cost) == 1

    def fail(self, worker: Worker | None, code: str, sentence: str, notes: Mapping[str, str] | None = None) -> bool:
        """Mark as failed, or as cancelled for the code `cancelled`, with the sentence that the page shows."""
        status = Status.CANCELLED if code == "cancelled" else Status.FAILED
        running = self._own().filter(status__in=ACTIVE, worker=worker)
        changes: dict[str, Any] = {"notes": dict(notes)} if notes else {}
        changes |= {"status": status, "error_code": code, "error": sentence, "finished": timezone.now()}
        return running.advance(**changes) == 1

    def release(self, worker: Worker | None) -> bool:
        """Put it back into the queue, as when a worker dies or is asked to stop; what was sent stays known."""
        running = self._own().filter(status=Status.RUNNING, worker=worker)
        return running.advance(status=Status.QUEUED, worker=None, started=None, progress=None, stage="") == 1

    def cancel(self) -> bool:
        """Stop it: at once while it is queued, at the engine's next sign of life while it runs."""
        changes = {"status": Status.CANCELLED, "error_code": "cancelled", "finished": timezone.now()}
        waiting = self._own().filter(status=Status.QUEUED)
        for sent in (False, True):
            sentence = cancelled(self.api, sent=sent)
            if waiting.filter(sent__isnull=not sent).advance(error=sentence, **changes):
                return True
        running = self._own().filter(status=Status.RUNNING, cancel_requested=False)
        return running.advance(cancel_requested=True, stage="Stopping") == 1

    def delete_softly(self) -> None:
        """Take it out of every list; `restore` brings it back until it is purged."""
        self._own().filter(deleted=None).advance(deleted=timezone.now())

    def restore(self) -> None:
        """Undo `delete_softly`."""
        self._own().advance(deleted=None)
