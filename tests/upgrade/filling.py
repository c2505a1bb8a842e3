"""Fills the database of the settings with a few dozen rows in every state, as people leave them behind.

It is written for the models of the day on which a release is recorded, and changes with them; see `record_release`.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client, override_settings
from django.utils import timezone

from playground.accounts.api_keys import digest_key
from playground.accounts.models import ApiKey, Owner, RemoteKey, User, Verdict
from playground.accounts.remote_keys import choose_source, save_key
from playground.catalog.loading import get_spec
from playground.dialects.registry import DIALECTS
from playground.engines.base import EnginePicture
from playground.generations.models import Asset, Draft, Generation, IdempotencyKey, Share, Status, Worker
from playground.generations.models import WebhookDelivery as Delivery
from playground.generations.storage.store import store_pictures, store_thumbnails
from playground.generations.submission.idempotency import IdempotentRequest, create_once
from playground.generations.submission.submit import Submission, Webhook, submit
from playground.generations.worker.local import run
from playground.stores.queue.records import queue
from tests.cast import DEV, EDIT, FLEX, JOB, Person, make_file
from tests.conftest import name_owner
from tests.pictures import picture
from tests.upgrade.people import API_KEY, ENDED_API_KEY, PASSWORD, PROMPT, REMOTE_KEYS, SLUGS

BFL = "bfl/flux-2-klein-4b/generate"
NOW = timezone.now()
DAY = timedelta(days=1)
RECEIVER = "https://hooks.example.com/playground"


def fill() -> dict[str, str]:
    """Make everybody and everything; return the session keys of alice and of the guest."""
    alice, bob = make_people()
    dead = Worker.objects.create(started=NOW - DAY, heartbeat=NOW - timedelta(minutes=5))
    Worker.objects.create(started=NOW - DAY, heartbeat=NOW)
    make_keys(alice.owner, bob.owner)
    make_local(alice, bob, dead)
    make_remote(alice, dead)
    make_jobs(alice)
    # What waits is found again by its rows; the queue's records are another process's business.
    queue.storage.flush_all()
    return {"alice": alice.client.session.session_key or "", "bob": bob.client.session.session_key or ""}


def make_people() -> tuple[Person, Person]:
    """Make users with and without a confirmed address, a closed account, a guest, and a guest who made nothing."""
    alice = Person(sign_in("alice@example.com", confirmed=True))
    sign_in("charlie@example.com", confirmed=False)
    closed = sign_in("closed@example.com", confirmed=True).session["_auth_user_id"]
    User.objects.filter(pk=closed).update(is_active=False)
    User.objects.create_user("program@example.com")
    Owner.objects.create(first_visit="0" * 64)
    bob = Person(Client())
    name_owner(bob.client, Owner.objects.create())
    return alice, bob


def sign_in(email: str, *, confirmed: bool) -> Client:
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=confirmed, primary=True)
    client = Client()
    client.force_login(user)
    name_owner(client, Owner.objects.create(user=user))
    return client


def make_keys(alice: Owner, bob: Owner) -> None:
    """Make keys of this server, alive and ended, and keys for the public APIs with each verdict."""
    for raw, ended in ((API_KEY, None), (ENDED_API_KEY, NOW - DAY)):
        facts: dict[str, Any] = {"prefix": raw[:9], "digest": digest_key(raw), "revoked": ended}
        ApiKey.objects.create(owner=alice, name="laptop", last_used=NOW, used=3, **facts)
    for dialect, verdict in zip(sorted(DIALECTS), Verdict, strict=False):
        save_key(alice, dialect, REMOTE_KEYS[dialect], verdict)
        choose_source(alice, dialect, "sketch")
    save_key(bob, "apiframe", REMOTE_KEYS["apiframe"], Verdict.UNKNOWN)
    RemoteKey.objects.filter(owner=bob).update(checked=NOW - DAY)
    choose_source(bob, "apiframe", "sketch")


def make_local(alice: Person, bob: Person, dead: Worker) -> None:
    """Make sketches and blanks in every state, edits, uploads, drafts and links."""
    with override_settings(ENGINE="sketch"):
        shared = alice.make(FLEX, prompt=PROMPT, output_format="webp", output_quality=10, guidance=2.5)
    edit = alice.make(EDIT, imageUrl=shared.pictures.get().key, output_format="webp")
    alice.make(EDIT, imageUrl=alice.upload().key, output_format="webp")
    unused = alice.upload(make_file(name="unused.png"))
    Asset.objects.filter(pk=unused.pk).update(created=NOW - 40 * DAY)
    submit(Submission(alice.owner, get_spec(FLEX), {"prompt": "two of one click"}, variants=2, token="one-click"))
    end(alice.make(FLEX, prompt="failed"), status=Status.FAILED, error_code="refused", error="The sketch was refused.")
    end(alice.make(FLEX, prompt="no longer offered"), spec_id="onemin/flux-1-schnell/generate")
    end(alice.make(FLEX, prompt="just deleted", output_format="webp"), deleted=NOW - DAY)
    end(alice.make(FLEX, prompt="deleted long ago", output_format="webp"), deleted=NOW - 40 * DAY)
    lost = alice.make(FLEX, prompt="lost").pictures.get()
    lost.remove_files()
    lost.mark(lost=True)
    make_links(shared, edit)
    theirs = bob.make(FLEX, prompt="the guest's own picture", output_format="webp")
    Share.objects.create(generation=theirs, slug=SLUGS["guest"])
    Draft.objects.create(owner=bob.owner, spec_id=FLEX, values={"prompt": ["what the guest typed"], "steps": ["30"]})
    Draft.objects.create(owner=alice.owner, spec_id=EDIT, values={"prompt": ["what alice typed"]})
    # Nothing is made from here on, so these stay as they are.
    with override_settings(ENGINE="sketch"):
        alice.ask(DEV, prompt="a queued sketch", output_format="webp")
        assert alice.ask(DEV, prompt="a running sketch", output_format="webp").claim(dead)
    alice.ask(FLEX, prompt="cancelled").cancel()


def make_links(shared: Generation, edit: Generation) -> None:
    times = {"live": {}, "ending": {"expires": NOW + 7 * DAY}, "expired": {"expires": NOW - DAY}}
    times["revoked"] = {"revoked": NOW - DAY}
    for name, given in times.items():
        Share.objects.create(generation=shared, slug=SLUGS[name], **given)
    Share.objects.create(generation=edit, slug=SLUGS["with inputs"], include_inputs=True)


def end(row: Generation, **changes: Any) -> None:
    Generation.objects.filter(pk=row.pk).update(**changes)


def make_remote(alice: Person, dead: Worker) -> None:
    """Make what public APIs were asked for: in every state, with this server's key and with the person's own."""
    answer = {"urls": ["https://cdn.example.com/0.png"], "id": "job-7", "seed": 7, "prompt": "", "cost": 0.05}
    running = {"status": Status.RUNNING, "worker": dead, "started": NOW, "attempts": 1}
    failed = {"status": Status.FAILED, "finished": NOW, "error": "The API failed."}
    sent = {"sent": NOW - timedelta(seconds=30)}
    states: list[tuple[str, str, dict[str, Any]]] = [
        (FLEX, "queued and not sent", {}),
        (FLEX, "sent without a word", running | sent),
        (JOB, "a job to ask after", running | sent | {"remote_id": "job-1", "progress": 40, "stage": "Drawing"}),
        (BFL, "a job with an address", running | sent | {"remote_id": "b", "remote_url": "https://api.example.com/b"}),
        (FLEX, "an answer that was kept", running | sent | {"remote_answer": answer}),
        (FLEX, "an answer that waits for a worker", sent | {"remote_answer": answer}),
        (FLEX, "failed unpaid", failed | {"error_code": "key"}),
        (JOB, "failed when sent", failed | sent | {"error_code": "api", "remote_id": "job-2"}),
        (JOB, "cancelled when sent", failed | sent | {"status": Status.CANCELLED, "error_code": "cancelled"}),
        (JOB, "to be cancelled", running | sent | {"remote_id": "job-3", "cancel_requested": True}),
    ]
    for number, (spec_id, prompt, changes) in enumerate(states):
        row = alice.ask(spec_id, prompt=prompt)
        end(row, engine="remote", key_source=("server", "own")[number % 2], **changes)
    for key_source, spec_id in (("server", FLEX), ("own", BFL)):
        row = alice.ask(spec_id, prompt=f"made with the {key_source} key")
        store(row)
        done = {"status": Status.DONE, "progress": 100, "finished": NOW, "cost": 0.04, "notes": {"seed": "as asked"}}
        end(row, engine="remote", key_source=key_source, remote_id="job-9", started=NOW, **sent, **done)


def store(row: Generation) -> None:
    pictures = store_pictures(row, [EnginePicture(content=picture(), format="png", seed=row.seed)])
    for each in pictures:
        each.save()
    store_thumbnails(pictures)


def submit_one(submission: Submission) -> Generation:
    return submit(submission)[0]


def make_jobs(alice: Person) -> None:
    """Make jobs of the API: with keys of repeated requests, and webhooks delivered, due, given up and not ended."""
    spec, hook = get_spec(JOB), Webhook(RECEIVER, ("completed", "failed", "progress"), digest_key(API_KEY))
    for word in ("delivered", "due", "tried again", "given up"):
        asked: dict[str, Any] = {"prompt": f"a job whose webhook is {word}", "outputFormat": "webp"}
        job = Submission(alice.owner, spec, {"prompt": asked["prompt"]}, source="api", sent=asked, webhook=hook)
        create_once(IdempotentRequest(alice.owner, f"key of {word}", "0" * 64), partial(submit_one, job))
    for row in Generation.objects.filter(source="api"):
        run(row.id, Worker.objects.latest("heartbeat"))
    waits: dict[str, Any] = {"prompt": "a job that waits", "unknown": "kept and shown as ignored"}
    known = {"prompt": waits["prompt"]}
    submit(Submission(alice.owner, spec, known, source="api", sent=waits, ignored=["unknown"], webhook=hook))
    IdempotencyKey.objects.filter(key="key of given up").update(created=NOW - 2 * DAY)
    tried = {"at": NOW.isoformat(), "status": 500, "error": "The receiver answered 500."}
    settled: list[dict[str, Any]] = [
        {"delivered": NOW, "next_try": None, "status": 200, "attempts": 1, "tries": [tried | {"status": 200}]},
        {"next_try": NOW - timedelta(minutes=1)},
        {"next_try": NOW + timedelta(minutes=5), "attempts": 2, "status": 500, "tries": [tried, tried]},
        {"next_try": None, "attempts": 6, "status": 500, "error": tried["error"], "tries": [tried] * 6},
    ]
    for delivery, changes in zip(Delivery.objects.order_by("created", "id"), settled, strict=True):
        Delivery.objects.filter(pk=delivery.pk).update(**changes)
