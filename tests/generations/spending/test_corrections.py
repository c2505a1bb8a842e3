"""What a generation counts for when it ends, wherever that happens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Coalesce
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.adopt import adopt
from playground.generations.models import Generation, Status, Worker
from playground.generations.spending.installing import after_migrations, before_migrations
from playground.generations.storage.remove import remove_generation
from playground.prices.caps import OWN, SERVER, Spent, month_of, reserve, this_month
from playground.prices.models import MonthlySpending, SpendingCorrection
from tests.cast import Person

pytestmark = pytest.mark.django_db

QUOTE = 30_000


@pytest.fixture
def row(bob: Person, worker: Worker) -> Generation:
    """Return a generation of bob's that a worker has just taken up, by his own key."""
    row = bob.ask()
    reserve(bob.owner, OWN, QUOTE, month=month_of(row.created))
    Generation.objects.filter(pk=row.pk).update(key_source=OWN, quoted=QUOTE, status=Status.QUEUED)
    SpendingCorrection.objects.all().delete()
    assert row.claim(worker)
    return row


def spent(row: Generation, source: str = OWN) -> int:
    row.refresh_from_db()
    return Spent.read(row.owner, source, month_of(row.created)).micros


def send(row: Generation) -> None:
    Generation.objects.filter(pk=row.pk).update(sent=timezone.now())


def test_a_finished_request_without_a_reported_charge_counts_its_quote(row: Generation, worker: Worker) -> None:
    send(row)
    assert row.finish(worker, {}, None)
    assert spent(row) == QUOTE
    assert not SpendingCorrection.objects.exists()


@pytest.mark.parametrize("charged", [0, QUOTE - 1, QUOTE, QUOTE + 1])
def test_what_the_api_charged_replaces_the_quote(row: Generation, charged: int) -> None:
    send(row)
    Generation.objects.filter(pk=row.pk).update(status=Status.DONE, charged=charged)
    assert spent(row) == charged


def test_a_charge_counts_where_no_price_was_known(bob: Person) -> None:
    row = bob.ask()
    Generation.objects.filter(pk=row.pk).update(key_source=SERVER)
    Generation.objects.filter(pk=row.pk).update(charged=4)
    assert spent(row, SERVER) == 4


def test_a_request_that_fails_or_is_cancelled_before_it_was_sent_counts_nothing(
    row: Generation, worker: Worker, bob: Person
) -> None:
    assert row.fail(worker, "unreachable", "Nothing was sent.")
    assert spent(row) == 0
    waiting = bob.ask()
    Generation.objects.filter(pk=waiting.pk).update(key_source=OWN, quoted=QUOTE)
    assert spent(waiting) == QUOTE
    assert waiting.cancel()
    assert spent(waiting) == 0
    # A second end changes nothing.
    assert not waiting.cancel()
    assert spent(waiting) == 0


def test_a_request_that_fails_after_it_was_sent_keeps_its_quote(row: Generation, worker: Worker) -> None:
    send(row)
    assert row.fail(worker, "timeout", "No answer came.")
    assert spent(row) == QUOTE


@pytest.mark.parametrize(("cost", "counts"), [(0, 0), (None, QUOTE)])
def test_a_refused_request_counts_what_its_api_charges_for_it(
    row: Generation, worker: Worker, cost: float | None, counts: int
) -> None:
    send(row)
    assert row.fail(worker, "refused", "The content was refused.", cost=cost)
    assert spent(row) == counts
    assert row.charged == cost


def test_a_request_that_the_api_refused_unread_counts_nothing(row: Generation, worker: Worker) -> None:
    send(row)
    assert spent(row) == QUOTE
    # As the remote engine does after a fault that says that nothing was charged.
    Generation.objects.filter(pk=row.pk).update(sent=None)
    assert spent(row) == QUOTE
    assert row.fail(worker, "key", "Your key was refused.")
    assert spent(row) == 0


def test_a_request_that_another_worker_takes_up_counts_once(row: Generation, worker: Worker) -> None:
    send(row)
    assert row.release(worker)
    other = Worker.objects.create()
    assert row.claim(other)
    assert row.finish(other, {}, None)
    assert spent(row) == QUOTE


def test_many_rows_at_once_are_all_corrected(row: Generation, bob: Person) -> None:
    more = [bob.ask() for _ in range(3)]
    Generation.objects.filter(pk__in=[one.pk for one in more]).update(key_source=OWN, quoted=QUOTE)
    assert spent(row) == 4 * QUOTE
    Generation.objects.active().advance(status=Status.CANCELLED)
    assert spent(row) == 0


def test_sketches_count_nothing(bob: Person) -> None:
    row = bob.make()
    Generation.objects.filter(pk=row.pk).update(quoted=0, charged=7)
    assert not SpendingCorrection.objects.exists()
    assert not MonthlySpending.objects.exists()


def test_a_correction_belongs_to_the_month_of_the_request(row: Generation) -> None:
    Generation.objects.filter(pk=row.pk).update(created=timezone.now().replace(day=1) - timedelta(days=3))
    Generation.objects.filter(pk=row.pk).update(charged=QUOTE + 5)
    row.refresh_from_db()
    assert SpendingCorrection.objects.get().month == month_of(row.created) < this_month()


def test_removing_a_picture_for_good_gives_no_money_back(row: Generation, bob: Person) -> None:
    send(row)
    Generation.objects.filter(pk=row.pk).update(status=Status.DONE)
    month, owner = month_of(row.created), bob.owner
    row.delete_softly()
    row.refresh_from_db()
    remove_generation(row)
    assert Spent.read(owner, OWN, month).micros == QUOTE


def test_signing_in_moves_what_was_reserved_and_what_is_corrected_later(
    row: Generation, worker: Worker, alice: Person
) -> None:
    adopt(row.owner, alice.owner)
    assert spent(row) == QUOTE
    assert row.owner == alice.owner
    assert row.fail(worker, "unreachable", "Nothing was sent.")
    assert spent(row) == 0
    assert Owner.objects.get() == alice.owner


def is_correcting(row: Generation) -> bool:
    before = SpendingCorrection.objects.count()
    Generation.objects.filter(pk=row.pk).update(charged=Coalesce("charged", QUOTE) + 1)
    return SpendingCorrection.objects.count() == before + 1


def test_migrations_meet_no_trigger_and_leave_one(row: Generation) -> None:
    assert is_correcting(row)
    before_migrations("default", [])
    assert is_correcting(row)
    before_migrations("default", ["a migration"])
    assert not is_correcting(row)
    for _ in range(2):
        after_migrations("default")
        assert is_correcting(row)


def test_what_ends_during_a_migration_is_corrected_after_it(row: Generation, worker: Worker, bob: Person) -> None:
    send(row)
    finished = bob.ask()
    Generation.objects.filter(pk=finished.pk).update(key_source=OWN, quoted=QUOTE, charged=QUOTE - 7, status="done")
    counted = spent(row)
    before_migrations("default", ["a migration"])
    Generation.objects.filter(pk=row.pk).update(status=Status.DONE, charged=QUOTE + 5)
    # One that was submitted and cancelled meanwhile; what it had reserved goes back.
    late = bob.ask()
    reserve(bob.owner, OWN, QUOTE, month=month_of(late.created))
    Generation.objects.filter(pk=late.pk).update(key_source=OWN, quoted=QUOTE, status=Status.CANCELLED)
    # A migration that was broken off and begins again.
    before_migrations("default", ["a migration"])
    after_migrations("default")
    assert spent(row) == counted + 5
    after_migrations("default")
    assert spent(row) == counted + 5


def test_a_trigger_of_another_version_is_replaced(row: Generation) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER spending_correct")
            cursor.execute("CREATE TRIGGER spending_correct AFTER DELETE ON prices_cap BEGIN SELECT 1; END")
        else:
            cursor.execute("DROP FUNCTION spending_correct() CASCADE")
            cursor.execute("CREATE FUNCTION spending_correct() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'")
    assert not is_correcting(row)
    after_migrations("default")
    assert is_correcting(row)
