"""The indexes of the table of generations, its constraints, and the column that is computed for them."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex, Substr

from playground.generations.models.states import ACTIVE, REMOTE, Status

# The part of the spec's id before the first slash.
DIALECT = Substr("spec_id", 1, StrIndex("spec_id", Value("/")) - 1)
CONSTRAINTS = (
    models.UniqueConstraint(
        fields=["owner", "token", "variant"], condition=~Q(token=""), name="one_generation_a_token"
    ),
)
INDEXES = (
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
    models.Index(
        fields=["parent", "owner", "created", "id"], condition=Q(parent__isnull=False), name="generation_parent"
    ),
    models.Index(fields=["owner", "status"], name="generation_owner_status"),
    # What somebody owns already is not made again for a sweep.
    models.Index(fields=["owner", "request_digest"], name="generation_request"),
    models.Index(fields=["status", "created"], condition=Q(status__in=ACTIVE), name="generation_active"),
    # What this server's own keys paid for in the last day.
    models.Index(fields=["sent"], condition=Q(key_source="server"), name="generation_server_sent"),
    models.Index(fields=["owner", "sent"], condition=Q(key_source="server"), name="generation_owner_server_sent"),
    # What a person has spent in a month.
    models.Index(fields=["owner", "created"], condition=~Q(key_source=""), name="generation_owner_paid"),
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
