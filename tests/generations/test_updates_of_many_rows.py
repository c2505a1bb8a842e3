"""Many rows are written with one statement, compiled once: each gets values of its own, and only where it may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.dialects.base import Answer
from playground.generations.models import Generation, Status, Worker
from playground.generations.models.update_each import update_each
from playground.generations.worker.remote.row_updates import SAVE_ACCEPTED
from tests.cast import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(bob: Person, worker: Worker) -> list[Generation]:
    """Return three generations, the last of which is another worker's."""
    bob.ask(variants=3)
    Generation.objects.update(status=Status.RUNNING, worker=worker)
    rows = list(Generation.objects.order_by("variant"))
    Generation.objects.filter(id=rows[2].id).update(worker=Worker.objects.create())
    return rows


def read(rows: list[Generation], *names: str) -> list[tuple[object, ...]]:
    found = Generation.objects.in_bulk([row.id for row in rows])
    return [tuple(getattr(found[row.id], name) for name in names) for row in rows]


def test_each_row_gets_its_own_values(rows: list[Generation]) -> None:
    notes = [{"zebra": "ä’%s", "apple": "2"}, {}, {"a": "b"}]
    entries = [
        (row.id, {"notes": note, "cost": cost}) for row, note, cost in zip(rows, notes, (0.5, None, 3), strict=True)
    ]
    assert update_each(Generation.objects.all(), entries, stage="100 % done", remote_answer=None) == [True] * 3
    seen = read(rows, "notes", "cost", "stage", "remote_answer")
    assert seen == [(note, cost, "100 % done", None) for note, cost in zip(notes, (0.5, None, 3.0), strict=True)]
    # The order of names is kept, too.
    assert list(Generation.objects.get(id=rows[0].id).notes) == ["zebra", "apple"]


def test_a_row_that_may_not_change_stays_and_is_told_apart(rows: list[Generation], worker: Worker) -> None:
    entries = [(row.id, {"progress": 10 + row.variant}) for row in rows]
    assert Generation.objects.filter(worker=worker).advance_each(entries) == [True, True, False]
    assert read(rows, "progress", "version") == [(10, 1), (11, 1), (None, 0)]


def test_one_more_row_takes_one_more_statement(rows: list[Generation], worker: Worker) -> None:
    with CaptureQueriesContext(connection) as queries:
        Generation.objects.finish_each(worker, [(row, {}, None) for row in rows])
    assert len(queries) == len(rows)
    assert update_each(Generation.objects.all(), []) == []


def test_finished_rows_keep_notes_cost_and_charge(rows: list[Generation], worker: Worker) -> None:
    done = Generation.objects.finish_each(
        worker, [(rows[0], {"whose": "own"}, 7.0), (rows[2], {}, None), (rows[1], {}, None)]
    )
    assert done == [True, False, True]
    facts = read(rows, "status", "progress", "notes", "cost")
    assert facts == [("done", 100, {"whose": "own"}, 7.0), ("done", 100, {}, None), ("running", None, {}, None)]
    assert all(finished for (finished,) in read(rows[:2], "finished"))


def test_answers_of_both_kinds_are_kept_in_one_go(rows: list[Generation], worker: Worker) -> None:
    finished = Answer("a-1", "done", 100, ("https://cdn.example.com/1.png",), "", cost=2.0)
    at_work = Answer("b-2", "queued", None, (), "", poll_url="https://api.example.com/b-2")
    entries = [(rows[0].id, at_work), (rows[2].id, finished), (rows[1].id, finished)]
    assert list(SAVE_ACCEPTED.apply(worker, entries)) == [True, False, True]
    job, answer, other = read(rows, "remote_id", "remote_url", "remote_answer", "version")
    assert job == ("b-2", "https://api.example.com/b-2", None, 1)
    assert answer[2:] == (
        {
            "urls": ["https://cdn.example.com/1.png"],
            "id": "a-1",
            "seed": None,
            "prompt": "",
            "cost": 2.0,
            "result_url": "",
        },
        0,
    )
    assert other == ("", "", None, 0)
