"""One request and its outcome, and the changes of its state."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.catalog.loading import UnknownSpec, get_spec
from playground.catalog.sizes import RATIO
from playground.catalog.spec import ModelSpec, Size, Value
from playground.dialects.registry import DIALECTS, get_dialect
from playground.generations.messages import cancelled
from playground.generations.models.generation_indexes import CONSTRAINTS, DIALECT, INDEXES
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.models.ordered_json import OrderedJSONField
from playground.generations.models.request_digest import DIGEST_LENGTH
from playground.generations.models.states import ACTIVE, Status
from playground.generations.models.worker import Worker
from playground.prices.charges import charge

type Notes = Mapping[str, str]


class Generation(models.Model):
    """One request and its outcome: status, progress, pictures, error, cost.

    `params` is what was asked, `resolved` what reproduces the picture. `batch` is shared by the variants of one click,
    `token` is the form's one-time token, `request_digest` the same for equal requests. `version` counts every change
    that a page would show. `progress` is in per cent, None where it is not known. `sent` is when the request was first
    sent to a public API, `key_source` whose key was used (`server` or `own`, "" without one), `remote_id` and
    `remote_url` the job there and where to poll it, `remote_job` what else the API said about the job, `remote_answer`
    an answer whose pictures are not stored yet, `reported` when the API first reported that the job has ended. `cost`
    is what the API said that it charged, in its own unit, `charged` the same as money, and `quoted` the price that was
    computed before; None is unknown. `request_id` is the `x-request-id` of the HTTP request that made it. `parent` is
    what it was made from, and `relation` how: None and "" if a person started from nothing. The parent may belong to
    somebody else, and `relation` stays when it is gone. `alternative` is what it has for those in its prompt.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    wire_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Indexed together with the status.
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="generations", db_index=False)
    batch = models.UUIDField(default=uuid7, db_index=True)
    variant = models.PositiveSmallIntegerField(default=0)
    # Most rows have none, so its index has only those that do.
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children", db_index=False
    )
    relation = models.CharField(max_length=10, blank=True, default="", db_default="")
    alternative = models.CharField(max_length=200, blank=True, default="", db_default="")
    token = models.CharField(max_length=40, blank=True)
    spec_id = models.CharField(max_length=120)
    # A stored column, because the indexes use it.
    dialect = models.GeneratedField(expression=DIALECT, output_field=models.CharField(max_length=20), db_persist=True)
    params = OrderedJSONField()
    resolved = OrderedJSONField()
    request_digest = models.CharField(max_length=DIGEST_LENGTH, blank=True, default="", db_default="")
    ignored = OrderedJSONField(default=list, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    key_source = models.CharField(max_length=8, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)
    remote_url = models.TextField(blank=True)
    remote_job = models.JSONField(null=True, blank=True)
    remote_answer = models.JSONField(null=True, blank=True)
    reported = models.DateTimeField(null=True, blank=True)
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
    # In millionths of a US dollar, see `playground.prices.money`.
    quoted = models.BigIntegerField(null=True, blank=True)
    charged = models.BigIntegerField(null=True, blank=True)
    # The bytes that the row itself counts for its owner, so that requests without pictures are limited too.
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

    class Meta:
        constraints = CONSTRAINTS
        indexes = INDEXES

    def __str__(self) -> str:
        return f"{self.spec_id} {self.status}"

    def get_absolute_url(self) -> str:
        """The address of the generation's own page."""
        return reverse("generation", args=[self.id])

    @property
    def spec(self) -> ModelSpec | None:
        """The spec, or None when the catalog no longer has it."""
        try:
            return get_spec(self.spec_id)
        except UnknownSpec:
            return None

    @property
    def size(self) -> Size:
        """The size of its pictures in pixels, also before they are made."""
        return Size(self.width, self.height)

    @property
    def asked(self) -> dict[str, Value]:
        """The parameters that were set and that the catalog knows; input pictures are named by their keys."""
        return {name: value for name, value in self.resolved.items() if name in self.params}

    @property
    def prompt(self) -> str:
        """The prompt, "" where there is none."""
        return str(self.params.get("prompt", ""))

    @property
    def seed(self) -> int:
        """The seed of its first picture; of a model that takes none, that of its sketch."""
        return int(self.resolved["seed"])

    @property
    def seed_param(self) -> dict[str, Value]:
        """The seed as a parameter, or {} if the model takes none."""
        spec = self.spec
        return {"seed": self.seed} if spec is None or spec.by_role("seed") else {}

    def by_role(self, role: str, usual: str) -> Value | None:
        """Return the value of the parameter with the role, or `usual` if the catalog has lost the model."""
        parameter = self.spec.by_role(role) if self.spec else None
        value: Value | None = self.resolved.get(parameter.name if parameter else usual)
        return value

    @property
    def ratio(self) -> str:
        """The aspect ratio that was chosen, like `9:16`; "" with the shape of an input picture, or a custom size."""
        ratio = str(self.by_role("ratio", "aspect_ratio"))
        return ratio if RATIO.fullmatch(ratio) else ""

    @property
    def is_active(self) -> bool:
        """Whether it is queued or running."""
        return self.status in ACTIVE

    @property
    def is_accepted(self) -> bool:
        """Whether an API is known to have accepted or finished the job, so that it must not be sent again."""
        return bool(self.remote_id) or self.remote_answer is not None

    @property
    def can_go_on(self) -> bool:
        """Whether another worker can go on with it without paying for it twice.

        It can where the request was not sent, where the API named a job to poll or an answer was kept, or where the API
        recognises a repeat by its idempotency key. APIs are trusted to do that for as long as their jobs may take. A
        clock that was set back hides how long ago the request was sent, so then it is not repeated either.
        """
        if self.sent is None or self.is_accepted:
            return True
        policy = get_dialect(self.dialect).policy if self.dialect in DIALECTS else None
        passed = (timezone.now() - self.sent).total_seconds()
        return policy is not None and bool(policy.idempotency_header) and 0 <= passed < policy.job_timeout

    @property
    def seconds(self) -> float | None:
        """The time from start to end, None while it is not finished."""
        return (self.finished - self.started).total_seconds() if self.started and self.finished else None

    def _own(self) -> GenerationQuerySet:
        return Generation.objects.filter(id=self.id)

    def claim(self, worker: Worker) -> bool:
        """Take the row for a worker; return False where another was faster or it is no longer queued."""
        now = timezone.now()
        if not self._own().claim(worker, now):
            return False
        self.started = now
        return True

    def report(self, worker: Worker, progress: int | None, stage: str) -> bool:
        """Save progress; return False where the work is not wanted: cancelled, deleted, or another worker's."""
        running = self._own().filter(status=Status.RUNNING, worker=worker, cancel_requested=False, deleted=None)
        return running.advance(progress=progress, stage=stage) == 1

    def finish(self, worker: Worker, notes: Notes, cost: float | None) -> bool:
        """Mark as done; return False where the row is no longer this worker's."""
        return Generation.objects.finish_each(worker, [(self, notes, cost)])[0]

    def fail(
        self, worker: Worker | None, code: str, sentence: str, *, notes: Notes | None = None, cost: float | None = None
    ) -> bool:
        """Mark as failed, or as cancelled for the code `cancelled`, with the sentence that the page shows."""
        status = Status.CANCELLED if code == "cancelled" else Status.FAILED
        running = self._own().filter(status__in=ACTIVE, worker=worker)
        changes: dict[str, Any] = {"notes": dict(notes)} if notes else {}
        changes |= {"status": status, "error_code": code, "error": sentence, "finished": timezone.now()}
        return running.advance(**changes, cost=cost, charged=charge(self.dialect, cost)) == 1

    def release(self, worker: Worker | None) -> bool:
        """Put it back into the queue, as when its worker died or stops. `sent` and the job at the API stay."""
        running = self._own().filter(status=Status.RUNNING, worker=worker)
        return running.advance(status=Status.QUEUED, worker=None, started=None, progress=None, stage="") == 1

    def cancel(self) -> bool:
        """Cancel it: at once while it is queued, at the engine's next progress report while it runs."""
        changes = {"status": Status.CANCELLED, "error_code": "cancelled", "finished": timezone.now()}
        can_be_stopped = self.dialect in DIALECTS and get_dialect(self.dialect).policy.can_cancel
        # An earlier worker has left a job at the API, which goes on there: the next one asks the API to stop it.
        left = Q(status=Status.QUEUED, remote_answer__isnull=True) & ~Q(remote_id="")
        stopping = Q(status=Status.RUNNING) | left if can_be_stopped else Q(status=Status.RUNNING)
        waiting = self._own().filter(status=Status.QUEUED).exclude(stopping)
        # A row that waits may have been sent by a worker that died: the UPDATE itself decides which sentence is true.
        for sent in (False, True):
            sentence = cancelled(self.spec_id, sent=sent)
            if waiting.filter(sent__isnull=not sent).advance(error=sentence, **changes):
                return True
        wanted = self._own().filter(stopping, cancel_requested=False)
        return wanted.advance(cancel_requested=True, stage="Stopping") == 1

    def delete_softly(self) -> None:
        """Hide it from every list; `restore` brings it back until it is purged. A second click does not delay that."""
        self._own().filter(deleted=None).advance(deleted=timezone.now())

    def restore(self) -> None:
        """Undo `delete_softly`."""
        self._own().advance(deleted=None)
