"""What many cells cost: as many statements and tasks as few, and what is stopped leaves no place to the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.generations.models import Generation, Status, Worker
from playground.generations.submission.submit import MOST_LOCAL_TASKS
from playground.generations.worker.local import run
from playground.stores.queue.records import count_tasks, queue
from playground.sweeps.axes import Axis
from playground.sweeps.buying import buy
from playground.sweeps.cancelling import cancel_waiting
from playground.sweeps.models import Purchase, Sweep
from tests.cast import Person
from tests.sweeps.conftest import make_grid


def make_cells(person: Person, number: int) -> Sweep:
    return make_grid(person.owner, Axis("parameter", "seed", tuple(range(1, number + 1))))


def count_statements(sweep: Sweep) -> tuple[int, int]:
    """Buy all cells and stop them; return what each took."""
    with CaptureQueriesContext(connection) as buying:
        buy(sweep, sweep.cells.all())
    with CaptureQueriesContext(connection) as stopping:
        cancel_waiting(sweep.cells.all())
    return len(buying), len(stopping)


def test_many_cells_take_as_many_statements_as_few(bob: Person) -> None:
    few, many = make_cells(bob, 5), make_cells(bob, 40)
    assert count_statements(few) == count_statements(many)
    assert many.cells.filter(generation__status=Status.CANCELLED).count() == 40
    assert Purchase.objects.filter(sweep=many).count() == 40


@pytest.mark.django_db(transaction=True)
def test_a_few_tasks_are_enough_for_many_rows(bob: Person) -> None:
    queue.flush()
    sweep = make_cells(bob, 40)
    buy(sweep, sweep.cells.all())
    assert count_tasks() == MOST_LOCAL_TASKS
    # Whatever thread takes one of them goes on to all rows, once the queue is short.
    queue.flush()
    newest = Generation.objects.order_by("-created", "-id")[0]
    run(newest.id, Worker.objects.create())
    assert set(Generation.objects.values_list("status", flat=True)) == {Status.DONE}
    assert sweep.cells.filter(generation__status=Status.DONE).count() == 40


def test_what_runs_is_asked_to_stop_after_all_that_waits(bob: Person) -> None:
    sweep = make_cells(bob, 5)
    buy(sweep, sweep.cells.all())
    running = Generation.objects.earliest("created", "id")
    assert running.claim(Worker.objects.create())
    sent = Generation.objects.latest("created", "id")
    Generation.objects.filter(pk=sent.pk).update(sent=sent.created)

    assert cancel_waiting(sweep.cells.all()) == {cell.pk for cell in sweep.cells.all()}

    rows = {row.pk: row for row in Generation.objects.all()}
    assert (rows[running.pk].status, rows[running.pk].cancel_requested) == (Status.RUNNING, True)
    others = [row for row in rows.values() if row.pk != running.pk]
    assert {row.status for row in others} == {Status.CANCELLED}
    # What was sent by a worker that died may have been charged; its sentence is another one.
    assert len({row.error for row in others}) == len({rows[sent.pk].error, others[0].error}) == 2
    assert all(row.finished and row.version > 0 for row in others)
