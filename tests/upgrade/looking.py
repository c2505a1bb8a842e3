"""What is asked of a home in its own process: what its tables hold, and whether everybody finds what was theirs."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, F, Max
from django.test import Client
from django.utils import timezone

from playground.accounts.encryption import decrypt
from playground.accounts.models import Owner, RemoteKey
from playground.generations.models import Generation, Picture, Status, Worker
from playground.generations.storage.purge import purge
from playground.generations.worker.recovery import SILENT_LOOKS, Recovery
from tests.cast import work_off
from tests.upgrade.people import API_KEY, ENDED_API_KEY, PASSWORD, SLUGS


def read_keys() -> dict[str, list[str]]:
    """Return the primary keys of every table of this product and of those that it relies on."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("account_", "accounts_", "generations_", "django_session")):
                key = connection.introspection.get_primary_key_column(cursor, table)
                cursor.execute(f'SELECT "{key}" FROM "{table}"')
                found[table] = [str(row[0]).replace("-", "") for row in cursor.fetchall()]
    return found


def move_to_today() -> None:
    """Add to every time the same, so that what was made just now when the release was recorded was made just now."""
    passed = timezone.now() - Worker.objects.aggregate(latest=Max("heartbeat"))["latest"]
    for model in apps.get_models():
        times = [field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]
        if times:
            model._base_manager.update(**{name: F(name) + passed for name in times})


def look(sessions: Mapping[str, str]) -> dict[str, Any]:
    """Return what alice, the guest, a stranger and a program with a key find."""
    alice, guest, stranger = Client(), Client(), Client()
    guest.cookies["sessionid"] = sessions["bob"]
    signed_in = alice.post("/account/login/", {"login": "alice@example.com", "password": PASSWORD})
    closed = stranger.post("/account/login/", {"login": "closed@example.com", "password": PASSWORD})
    mine = Generation.objects.filter(owner__user__email="alice@example.com", deleted=None)
    return {
        "signs in": [response.headers.get("Location") for response in (signed_in, closed)],
        "pages": sorted({alice.get(row.get_absolute_url()).status_code for row in mine}),
        "codes": sorted({alice.get(f"{row.get_absolute_url()}code/").status_code for row in mine if row.spec}),
        "stranger": sorted({stranger.get(row.get_absolute_url()).status_code for row in mine}),
        "history": alice.get("/history/").content.decode().count("data-generation="),
        "guest": "the guest&#x27;s own picture" in guest.get("/history/").content.decode(),
        "draft": "what the guest typed" in guest.get("/onemin/flux-2-flex/generate/").content.decode(),
        "session": Client(headers={"cookie": f"sessionid={sessions['alice']}"}).get("/account/keys/").status_code,
        "links": {name: stranger.get(f"/s/{slug}/").status_code for name, slug in SLUGS.items()},
        "files": damaged_files(),
        "jobs": [ask_jobs(raw) for raw in (API_KEY, ENDED_API_KEY)],
        "remote keys": sorted(decrypt(key.ciphertext) for key in RemoteKey.objects.all()),
        "sources": Owner.objects.get(user__email="alice@example.com").sources,
    }


def damaged_files() -> list[str]:
    """Return the names of pictures whose file is not what the row says."""
    return [
        row.key for row in Picture.objects.filter(lost=False) if hashlib.sha256(row.read()).hexdigest() != row.sha256
    ]


def ask_jobs(raw: str) -> list[Any]:
    response = Client().get("/v2/jobs", headers={"X-API-Key": raw})
    return [response.status_code, len(response.json().get("jobs", []))]


def go_on() -> dict[str, Any]:
    """Let a worker take up what was left, remove what is due, and return what became of it."""
    recovery = Recovery()
    for _ in range(SILENT_LOOKS + 1):
        recovery.recover()
    states = dict(Generation.objects.filter(engine="remote").values_list("params__prompt", "status"))
    Generation.objects.filter(engine="remote", status=Status.QUEUED).delete()
    work_off()
    waiting = Generation.objects.filter(status__in=(Status.QUEUED, Status.RUNNING)).count()
    before = read_keys()
    purge()
    after = read_keys()
    gone = {table: len(set(rows) - set(after[table])) for table, rows in before.items()}
    later = timezone.now() + timedelta(seconds=1)
    return {"states": states, "waiting": waiting, "purged": gone, "at": later.isoformat()}
