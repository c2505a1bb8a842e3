"""Writes that wait for their database, and what a commit means whose answer was lost."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from PIL import Image

from playground.engines.base import EnginePicture
from playground.engines.registry import ENGINES, EngineEntry
from playground.generations.models import Worker
from playground.generations.storage.store import store_pictures
from playground.generations.worker.local import run
from playground.generations.worker.process import ATTEMPTS
from playground.generations.worker.progress import ProgressReport
from playground.generations.worker.remote.row_updates import FINISH, FinishedJob
from playground.generations.worker.unchanged import UnchangedDetector
from playground.stores.retry import MOST_TRIES, PAUSE, persist
from tests.cast import Person

# Its connection is closed meanwhile.
ASIDE = pytest.mark.django_db(transaction=True)


class Away:
    """A write whose database is away for this many tries."""

    def __init__(self, tries: int, error: type[Exception]) -> None:
        self.left, self.error = tries, error
        self.pauses: list[float] = []

    def __call__(self) -> str:
        self.left -= 1
        if self.left >= 0:
            raise self.error("away")
        return "written"


class AwayGeneration:
    """A row whose database is away."""

    tries = 0

    def report(self, worker: Worker, progress: int | None, stage: str) -> bool:
        self.tries += 1
        raise OperationalError("away")


def blank_picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (1024, 1024)).save(target, "PNG")
    return target.getvalue()


@ASIDE
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_write_is_tried_again_until_the_database_is_back(error: type[Exception]) -> None:
    away = Away(5, error)
    assert persist(away, away.pauses.append) == "written"
    assert away.pauses == [PAUSE] * 5


@ASIDE
def test_after_a_minute_it_is_given_up() -> None:
    away = Away(1000, OperationalError)
    with pytest.raises(OperationalError):
        persist(away, away.pauses.append)
    assert sum(away.pauses) == PAUSE * (MOST_TRIES - 1)


@ASIDE
@pytest.mark.parametrize("error", [IntegrityError, DatabaseError])
def test_what_would_fail_again_is_not_tried_again(error: type[Exception]) -> None:
    away = Away(1, error)
    with pytest.raises(error):
        persist(away, away.pauses.append)
    assert away.pauses == []


def test_a_picture_whose_commit_was_not_answered_is_kept(bob: Person, worker: Worker) -> None:
    row = bob.ask()
    row.claim(worker)
    picture = EnginePicture(blank_picture(), "png", row.seed)
    made = FinishedJob(row, store_pictures(row, [picture]), {}, None)
    assert FINISH.apply(worker, [made]) == [True]
    assert FINISH.apply(worker, [made]) == [True]
    other = FinishedJob(row, store_pictures(row, [picture]), {}, None)
    assert FINISH.apply(worker, [other]) == [False]
    assert row.pictures.get().key == made.pictures[0].key


@ASIDE
def test_work_goes_on_while_its_progress_cannot_be_written(worker: Worker) -> None:
    row: Any = AwayGeneration()
    ticks = iter(range(0, 1000, 10))
    tell = ProgressReport(row, worker, clock=lambda: float(next(ticks)))
    tell(0.5, "Step 1")
    assert row.tries == 1


def test_what_changes_never_stands_still() -> None:
    still: UnchangedDetector[str, int] = UnchangedDetector(2)
    looks = [{"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 3}, {"b": 3}, {"a": 1, "b": 3}]
    assert [sorted(still.look(states)) for states in looks] == [[], [], ["a"], [], ["b"]]
    still.forget()
    assert still.look({"b": 3}) == set()


@pytest.fixture
def flawed() -> Iterator[list[int]]:
    """An engine that finds the database away, and the list of its runs."""
    runs: list[int] = []

    def run(request: Any, progress: Any) -> Any:
        runs.append(1)
        raise OperationalError("away")

    engine = type("Flawed", (), {"run": staticmethod(run)})()
    ENGINES["standin"] = EngineEntry(lambda: engine)
    yield runs
    ENGINES.pop("standin", None)


@ASIDE
def test_an_outage_in_the_midst_of_work_begins_it_anew_and_not_for_ever(
    bob: Person, worker: Worker, settings: Any, flawed: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    settings.ENGINE = "standin"
    row = bob.ask()
    found = []
    for _ in range(ATTEMPTS + 1):
        run(row.id, worker)
        row.refresh_from_db()
        found.append(row.status)
    assert found == ["queued"] * (ATTEMPTS - 1) + ["failed"] * 2
    assert len(flawed) == ATTEMPTS
