"""Remote generations in the worker: taken as there are slots, asked for, and finished."""

from typing import Any

import pytest

from playground.engines.remote.base import RemoteResult
from playground.generations.models import Generation, Worker
from playground.generations.worker.local import run
from playground.generations.worker.remote.dispatcher import Dispatcher
from playground.imaging.containers import read_recipe
from tests.cast import EDIT, JOB, Person
from tests.pictures import picture
from tests.remote.dispatching import SLOTS, ended, until
from tests.remote.scripted_engines import Asked, Gate, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("server_key")]


def test_it_is_asked_for_and_finished_with_its_picture(bob: Person, start: Any) -> None:
    row = bob.ask(prompt="a red fox", seed=7)
    engine = start()
    ended(row)
    assert (row.status, row.progress, row.error, row.attempts) == ("done", 100, "", 1)
    assert (row.engine, row.key_source) == ("remote", "server")
    assert row.sent is not None
    assert row.pictures.get().seed == 7
    assert engine.asked[0].request_id == str(row.wire_id)
    assert engine.asked[0].account.key == "a-server-key"


def test_the_image_data_is_kept_and_the_recipe_put_beside_it(bob: Person, start: Any) -> None:
    content = picture()
    row = bob.ask(steps=30, seed=7)

    async def act(asked: Asked) -> RemoteResult:
        return result(content)

    start(act)
    kept = ended(row).pictures.get().read()
    assert read_recipe(kept) == {"spec": row.spec_id, "params": row.resolved}
    assert content[33:] in kept


def test_only_what_was_asked_is_sent_and_the_seed(bob: Person, start: Any) -> None:
    row = bob.ask(prompt="a red fox", steps=30)
    engine = start()
    ended(row)
    assert engine.asked[0].request.params == {"prompt": "a red fox", "steps": 30, "seed": row.seed}


def test_several_pictures_in_one_request_are_asked_for_as_such(bob: Person, start: Any) -> None:
    row = bob.ask()
    Generation.objects.update(count=3)

    async def act(asked: Asked) -> RemoteResult:
        return result(picture(), picture(width=32))

    engine = start(act)
    ended(row)
    assert engine.asked[0].request.params["n"] == 3
    assert [each.width for each in row.pictures.all()] == [64, 32]


@pytest.mark.parametrize(("spec_id", "name"), [(EDIT, "imageUrl"), (JOB, "input_images")])
def test_input_pictures_come_as_bytes_and_not_by_name(bob: Person, start: Any, spec_id: str, name: str) -> None:
    asset = bob.upload()
    chosen: dict[str, Any] = {name: [asset.key] if name == "input_images" else asset.key}
    row = bob.ask(spec_id, **chosen)
    engine = start()
    assert ended(row)
    request = engine.asked[0].request
    assert [entry.content for entry in request.inputs] == [asset.read()]
    assert name not in request.params


def test_what_the_api_said_is_kept(bob: Person, start: Any) -> None:
    row = bob.ask(prompt="a red fox", seed=7)

    async def act(asked: Asked) -> RemoteResult:
        return result(id="job-1", seed=99, prompt="a fox, red", cost=12.0)

    start(act)
    ended(row)
    assert row.notes == {
        "whose": "server",
        "api_id": "job-1",
        "api_seed": "99",
        "cost": "12 credits",
        "rewritten_prompt": "a fox, red",
    }
    assert (row.cost, row.pictures.get().seed) == (12.0, 99)


def test_another_format_than_asked_is_kept_and_said(bob: Person, start: Any) -> None:
    row = bob.ask(output_format="png")

    async def act(asked: Asked) -> RemoteResult:
        return result(picture("JPEG"))

    start(act)
    assert ended(row).pictures.get().format == "jpg"
    assert row.notes["format"] == "PNG was requested, but 1min.ai delivered JPEG."


def test_no_more_are_taken_than_there_are_places(alice: Person, bob: Person, start: Any) -> None:
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        return result()

    rows = [person.ask() for person in (bob, alice) for _ in range(SLOTS)]
    engine = start(act)
    until(lambda: len(engine.asked) == SLOTS)
    states = [row.status for row in Generation.objects.order_by("created")]
    assert sorted(states) == ["queued"] * SLOTS + ["running"] * SLOTS
    gate.open()
    assert [ended(row).status for row in rows] == ["done"] * len(rows)


def test_a_row_that_comes_later_is_taken_when_it_is_told_of(
    bob: Person, start: Any, dispatchers: list[Dispatcher], worker: Worker
) -> None:
    first = bob.ask()
    start()
    ended(first)
    second = bob.ask()
    run(second.id, worker, wake_dispatcher=dispatchers[0].wake)
    assert ended(second).status == "done"


def test_a_remote_row_is_left_to_the_dispatcher(bob: Person, worker: Worker) -> None:
    row = bob.ask()
    heard: list[object] = []
    run(row.id, worker, wake_dispatcher=heard.append)
    run(row.id, worker)
    row.refresh_from_db()
    assert (heard, row.status) == (["onemin"], "queued")
