"""One generation in the worker: claimed, made, stored, finished; whatever goes wrong ends on the row."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.engines.base import EngineRequest, EngineResult, Progress
from playground.engines.blank import BlankEngine
from playground.engines.registry import ENGINES, EngineEntry
from playground.generations.models import Generation, Worker
from playground.generations.worker.local import run
from playground.imaging.containers import read_recipe
from tests.cast import EDIT, FLEX, JOB, Person, work_off
from tests.generations.worker.reporting import report

type Files = Callable[[], list[str]]


class StandIn:
    """An engine for tests: does what it is told before it hands over to the blank one."""

    name = "standin"

    def __init__(self, act: Callable[[EngineRequest, Progress], None]) -> None:
        self.act = act
        self.requests: list[EngineRequest] = []

    def run(self, request: EngineRequest, progress: Progress) -> EngineResult:
        self.requests.append(request)
        self.act(request, progress)
        return BlankEngine().run(request, progress)


@pytest.fixture
def engine(settings: Any) -> Iterator[Callable[[Callable[[EngineRequest, Progress], None]], StandIn]]:
    """Return a function that puts an engine of the test's own into the registry."""

    def install(act: Callable[[EngineRequest, Progress], None]) -> StandIn:
        made = StandIn(act)
        ENGINES["standin"] = EngineEntry(lambda: made)
        settings.ENGINE = "standin"
        return made

    yield install
    ENGINES.pop("standin", None)


def test_the_row_is_finished_with_its_picture(bob: Person, worker: Worker) -> None:
    row = bob.ask(seed=7)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.progress, row.error, row.attempts) == ("done", 100, "", 1)
    assert row.worker == worker
    assert row.started is not None
    assert row.finished is not None
    assert row.seconds is not None
    assert row.seconds >= 0
    assert row.pictures.get().seed == 7


def test_what_is_stored_is_what_the_row_says(bob: Person, worker: Worker, files: Files) -> None:
    row = bob.ask(aspect_ratio="16:9", output_format="jpg")
    run(row.id, worker)
    picture = row.pictures.get()
    content = picture.read()
    assert (picture.format, picture.width, picture.height) == ("jpg", 1360, 768)
    assert picture.byte_size == len(content)
    assert picture.sha256 == hashlib.sha256(content).hexdigest()
    assert files() == sorted([picture.key, *picture.thumbnail_keys.values()])


def test_the_recipe_is_in_the_file(bob: Person, worker: Worker) -> None:
    row = bob.ask(prompt="a red fox", steps=40, seed=7)
    run(row.id, worker)
    recipe = read_recipe(row.pictures.get().read())
    assert recipe == {"spec": FLEX, "params": row.resolved}
    assert recipe["params"]["seed"] == 7


@pytest.mark.parametrize(("spec_id", "name"), [(EDIT, "imageUrl"), (JOB, "input_images")])
def test_the_recipe_names_inputs_by_what_they_are_and_not_by_name(
    bob: Person, worker: Worker, spec_id: str, name: str
) -> None:
    asset = bob.upload()
    chosen: dict[str, Any] = {name: [asset.key] if name == "input_images" else asset.key}
    row = bob.ask(spec_id, **chosen)
    run(row.id, worker)
    content = row.pictures.get().read()
    recipe = read_recipe(content)
    assert recipe is not None
    assert recipe["inputs"] == [asset.sha256]
    assert name not in recipe["params"]
    assert asset.key.encode() not in content


def test_the_engine_gets_the_inputs_in_their_order(bob: Person, worker: Worker, engine: Any) -> None:
    asked = engine(lambda request, progress: None)
    images = [bob.upload(), bob.upload()]
    row = bob.ask(JOB, input_images=[image.key for image in reversed(images)], seed=3)
    run(row.id, worker)
    request = asked.requests[0]
    assert [entry.content for entry in request.inputs] == [image.read() for image in reversed(images)]
    assert (request.seed, request.size, request.resolved) == (3, row.size, row.resolved)


def test_two_workers_make_it_once(bob: Person, worker: Worker, engine: Any) -> None:
    other = Worker.objects.create()
    asked = engine(lambda request, progress: run(Generation.objects.get().id, other))
    row = bob.ask()
    run(row.id, worker)
    run(row.id, other)
    row.refresh_from_db()
    assert len(asked.requests) == 1
    assert (row.status, row.attempts, row.worker) == ("done", 1, worker)


def test_only_one_claim_is_granted(bob: Person, worker: Worker) -> None:
    row, other = bob.ask(), Worker.objects.create()
    assert row.claim(worker) is True
    assert row.claim(other) is False
    assert Generation.objects.get().worker == worker


@pytest.mark.parametrize("status", ["running", "done", "failed", "cancelled"])
def test_what_does_not_wait_is_not_claimed(bob: Person, worker: Worker, status: str) -> None:
    row = bob.ask()
    Generation.objects.update(status=status)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.attempts) == (status, 0)


def test_an_unknown_row_is_no_fault(worker: Worker) -> None:
    run(worker.id, worker)
    assert not Generation.objects.exists()


def test_cancelled_while_it_runs_leaves_no_file(bob: Person, worker: Worker, engine: Any, files: Files) -> None:
    row = bob.ask()
    Generation.objects.update(engine="standin")

    def act(request: EngineRequest, progress: Progress) -> None:
        row.cancel()
        report(row, worker)(0.5, "Step 2 of 4")

    engine(act)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.error) == ("cancelled", "You cancelled this.")
    assert not row.pictures.exists()
    assert files() == []


def test_what_another_worker_took_over_is_not_finished_twice(
    bob: Person, worker: Worker, engine: Any, files: Files
) -> None:
    row, other = bob.ask(), Worker.objects.create()
    Generation.objects.update(engine="standin")

    def act(request: EngineRequest, progress: Progress) -> None:
        row.release(worker)
        row.claim(other)

    engine(act)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.worker) == ("running", other)
    assert files() == []


def test_what_waits_again_is_not_begun_by_a_worker_that_still_has_it_in_hand(
    bob: Person, worker: Worker, engine: Any, files: Files
) -> None:
    row = bob.ask()
    Generation.objects.update(engine="standin")

    def act(request: EngineRequest, progress: Progress) -> None:
        # Another worker took this one for dead, as while a machine sleeps, and the next thread here finds the task.
        asked.act = lambda request, progress: None
        row.release(worker)
        run(row.id, worker)
        row.refresh_from_db()
        assert (row.status, row.error, row.attempts, len(asked.requests)) == ("queued", "", 1, 1)
        report(row, worker)(0.5, "Step 2 of 4")

    asked = engine(act)
    run(row.id, worker)
    row.refresh_from_db()
    # Once it was left off it was taken again, as anything that waits.
    assert (row.status, row.attempts, row.pictures.count()) == ("done", 2, 1)
    assert len([name for name in files() if name.endswith(".png")]) == 1


@pytest.mark.parametrize(("prompt", "code"), [("a [sketch:refuse]", "refused"), ("a [sketch:fail]", "failed")])
def test_what_the_engine_says_ends_on_the_row(
    bob: Person, worker: Worker, sketch: None, files: Files, prompt: str, code: str
) -> None:
    row = bob.ask(prompt=prompt)
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", code)
    assert row.error.endswith(".")
    assert row.finished is not None
    assert files() == []


def test_a_fault_in_our_own_code_ends_as_a_sentence(
    bob: Person, worker: Worker, engine: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def act(request: EngineRequest, progress: Progress) -> None:
        raise ZeroDivisionError("a secret detail")

    engine(act)
    row = bob.ask()
    run(row.id, worker)
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "internal")
    assert "Try again" in row.error
    assert "secret" not in row.error
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("column", "value", "words"), [("spec_id", "onemin/flux-1/generate", "no longer offered"), ("engine", "gone", "")]
)
def test_a_lost_model_or_engine_is_said_to_be_lost(
    bob: Person, worker: Worker, column: str, value: str, words: str
) -> None:
    row = bob.ask()
    Generation.objects.update(**{column: value})
    run(row.id, worker)
    row.refresh_from_db()
    assert row.status == "failed"
    assert words in row.error


def test_a_lost_input_file_ends_as_failed(bob: Person, worker: Worker) -> None:
    asset = bob.upload()
    row = bob.ask(EDIT, imageUrl=asset.key)
    asset.remove_files()
    run(row.id, worker)
    row.refresh_from_db()
    assert row.status == "failed"
    assert row.error


def test_notes_of_the_engine_are_kept(bob: Person, worker: Worker, sketch: None) -> None:
    row = bob.ask("apiframe/flux-2-flex/generate", prompt_upsampling=True, aspect_ratio="custom", width=256, height=256)
    run(row.id, worker)
    row.refresh_from_db()
    assert row.notes["rewritten_prompt"] != row.prompt


def test_equal_requests_give_equal_bytes(bob: Person, worker: Worker, sketch: None) -> None:
    rows = [bob.ask(JOB, seed=5, aspect_ratio="custom", width=256, height=256) for _ in range(2)]
    work_off(worker)
    assert len({row.pictures.get().sha256 for row in rows}) == 1


def test_a_finished_row_counts_its_changes(bob: Person, worker: Worker) -> None:
    row = bob.ask()
    assert row.version == 0
    run(row.id, worker)
    row.refresh_from_db()
    assert row.version >= 2


def test_a_deleted_row_is_not_made(bob: Person, worker: Worker) -> None:
    row = bob.ask()
    Generation.objects.update(deleted=timezone.now() - timedelta(seconds=1))
    run(row.id, worker)
    row.refresh_from_db()
    assert row.status == "queued"
