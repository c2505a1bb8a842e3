"""Whatever locks an owner and other rows is repeated when PostgreSQL ends it because of a deadlock."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from playground.accounts.models import Owner
from playground.catalog.loading import get_spec
from playground.generations.adopt import adopt
from playground.generations.models import Asset, Generation, IdempotencyKey
from playground.generations.remove_owner import remove_owner
from playground.generations.storage.purge_guests import purge_guests
from playground.generations.storage.remove import remove_generation
from playground.generations.submission.copy_shared_inputs import copy_shared_inputs
from playground.generations.submission.idempotency import IdempotentRequest, create_once
from playground.presets.models import Template
from playground.presets.prompts import keep_prompts, list_prompts
from playground.presets.templates import save_template
from playground.presets.transfer import import_presets
from playground.sweeps.buying import buy
from playground.sweeps.making import delete_sweep, extend_axis
from playground.sweeps.models import Sweep
from playground.sweeps.tables import NewTable, make_table
from tests.cast import EDIT, FLEX, Person
from tests.sweeps.conftest import make_grid

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]

type Act = Callable[[], object]

BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def run(act: Act) -> None:
    """Do it by a connection that PostgreSQL ends first in a deadlock."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET deadlock_timeout = '2s'")
        act()
    finally:
        connection.close()


def collide(act: Act, first: Act, then: Act) -> None:
    """Lock something that `act` waits for, and then what `act` has locked."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '60s'")
            first()
            running = pool.submit(run, act)
            while not running.done():
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(BLOCKED)
                if cursor.fetchone()[0]:
                    break
            then()
        running.result(60)


def lock_owner(owner: Owner) -> Act:
    return lambda: Owner.objects.filter(pk=owner.pk).update(stored_bytes=7)


def lock_row(row: Generation | Asset | Sweep | Template) -> Act:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(created=timezone.now())


def test_an_owner_is_removed_although_a_worker_locks_in_another_order(bob: Person) -> None:
    row, owner = bob.ask(), bob.owner
    collide(lambda: remove_owner(owner), lock_owner(owner), lock_row(row))
    assert not Owner.objects.filter(pk=owner.pk).exists()


def test_a_worker_that_finishes_is_waited_for_without_a_lock(bob: Person) -> None:
    row, owner = bob.ask(), bob.owner
    collide(lambda: remove_owner(owner), lock_row(row), lock_owner(owner))
    assert not Owner.objects.filter(pk=owner.pk).exists()


def test_a_guest_is_adopted(bob: Person, alice: Person) -> None:
    row, guest, account = bob.ask(), bob.owner, alice.owner
    collide(lambda: adopt(guest, account), lock_owner(guest), lock_row(row))
    assert Generation.objects.get().owner == account


def test_a_request_with_a_key_is_made_once(bob: Person) -> None:
    row, owner = bob.ask(), bob.owner

    def create() -> Generation:
        lock_row(row)()
        return row

    request = IdempotentRequest(owner, "key", "digest")
    collide(lambda: create_once(request, create), lock_row(row), lock_owner(owner))
    assert IdempotencyKey.objects.get().generation == row


def test_shared_inputs_are_copied(bob: Person, charlie: Person) -> None:
    asset, owner = bob.upload(), charlie.owner
    row = bob.ask(EDIT, imageUrl=asset.key)
    collide(lambda: copy_shared_inputs(row, owner), lock_row(asset), lock_owner(owner))
    assert Asset.objects.filter(owner=owner).count() == 1


def test_an_idle_guest_is_purged(bob: Person, settings: Any) -> None:
    settings.GUEST_DAYS = 30
    row, owner = bob.make(), bob.owner
    later = timezone.now() + timedelta(days=60)
    collide(lambda: purge_guests(later), lock_row(row), lock_owner(owner))
    assert not Owner.objects.filter(pk=owner.pk).exists()


def test_a_generation_is_removed(bob: Person) -> None:
    row, owner = bob.make(), bob.owner
    collide(lambda: remove_generation(row), lock_row(row), lock_owner(owner))
    assert not Generation.objects.exists()


@pytest.mark.parametrize("kind", ["grid", "table"])
def test_a_sweep_is_made(bob: Person, kind: str) -> None:
    old, owner = make_grid(bob.owner), bob.owner
    delete_sweep(old)
    # The next one to be made removes it.
    Sweep.objects.update(deleted=timezone.now() - timedelta(days=2))
    table = NewTable("Foxes", get_spec(FLEX), [{"prompt": "a fox"}], "token")
    make: Act = (lambda: make_grid(owner)) if kind == "grid" else (lambda: make_table(owner, table))
    collide(make, lock_row(old), lock_owner(owner))
    made = Sweep.objects.get()
    assert (made.kind, made.cells.count()) == (kind, made.rows * made.columns)


def test_a_sweep_is_extended(bob: Person) -> None:
    sweep, owner = make_grid(bob.owner), bob.owner
    collide(lambda: extend_axis(sweep, 0, (40,)), lock_row(sweep), lock_owner(owner))
    assert sweep.cells.count() == 8


def test_cells_get_pictures_that_are_there(bob: Person) -> None:
    sweep, other = make_grid(bob.owner), make_grid(bob.owner)
    buy(sweep, sweep.cells.all())
    Generation.objects.update(status="done")
    collide(lambda: buy(other, other.cells.all()), lock_row(other), lock_owner(bob.owner))
    assert other.cells.filter(reused=True).count() == 6


def import_file(owner: Owner, **parts: Any) -> Act:
    file = json.dumps({"format": "playground-presets", "version": 1, **parts}).encode()
    return lambda: import_presets(owner, file, lambda *_: "")


def test_presets_are_imported(bob: Person) -> None:
    owner = bob.owner
    row = save_template(owner, "Stone", "A stone")
    templates = [{"name": "Birch", "text": "A birch"}, {"name": "Stone", "text": "Another"}]
    collide(import_file(owner, templates=templates), lock_row(row), lock_owner(owner))
    assert set(Template.objects.values_list("text", flat=True)) == {"A birch", "Another"}


def test_two_imports_at_once_keep_the_prompts_of_both(bob: Person) -> None:
    owner = bob.owner
    keep_prompts(owner, ["an owl"])

    def import_other() -> None:
        lock_owner(owner)()
        keep_prompts(owner, ["a fox"])

    collide(import_file(owner, prompts=["a wolf"]), import_other, lambda: None)
    assert set(list_prompts(owner)) == {"an owl", "a fox", "a wolf"}
