"""Remote generations in the worker: taken as there are places, asked for, finished; what goes wrong is on the row."""

import asyncio
import errno
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.signals import connection_created
from django.utils import timezone

from playground.configuration.environment import RemoteApi
from playground.dialects.base import Answer
from playground.engines.errors import Lost, Refused
from playground.engines.remote.base import RemoteResult, running_job
from playground.generations.models import Generation, Picture, Worker
from playground.generations.worker.local import run
from playground.generations.worker.remote.dispatcher import Dispatcher
from playground.generations.worker.remote.job_columns import read_accepted, write_accepted
from playground.imaging.containers import read_recipe
from tests.cast import EDIT, JOB, Person
from tests.outbound.servers import response, serving
from tests.remote.scripted_engines import Act, Asked, Gate, StandIn, picture, result, send

pytestmark = pytest.mark.django_db(transaction=True)

SLOTS = 3


def until(condition: Callable[[], bool]) -> None:
    """Look until something holds; fail when it takes too long."""
    gong = threading.Event()
    for _ in range(4000):
        if condition():
            return
        gong.wait(0.005)
    pytest.fail("It took too long.")


def woken(dispatcher: Dispatcher) -> bool:
    """Remind it of what waits, each time that something is looked for."""
    dispatcher.wake("onemin")
    return True


@pytest.fixture(autouse=True)
def server_key(settings: Any) -> None:
    """Give the server a key for every API, so that all are asked with it."""
    settings.REMOTE_APIS = {name: RemoteApi("a-server-key", "", 16) for name in settings.REMOTE_APIS}


@pytest.fixture
def dispatchers() -> Iterator[list[Dispatcher]]:
    """Keep the dispatchers of a test, and stop them."""
    made: list[Dispatcher] = []
    yield made
    for dispatcher in made:
        dispatcher.stop(0.0)


@pytest.fixture
def start(dispatchers: list[Dispatcher], worker: Worker) -> Callable[[Act], StandIn]:
    """Return a function that has everything that waits asked for by an engine of the test's own."""

    def act(how: Act = send) -> StandIn:
        engine = StandIn(how)
        dispatcher = Dispatcher(worker, lambda: engine, {"onemin": SLOTS, "apiframe": SLOTS}, lambda pictures: None)
        dispatchers.append(dispatcher)
        dispatcher.wake("onemin")
        return engine

    return act


@pytest.fixture
def breaks() -> Iterator[Callable[[str], None]]:
    """Return a function that lets the next query with these words meet a database that is away, in any new thread."""
    words: list[str] = []

    def run_or_break(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if words and words[0] in sql:
            words.clear()
            raise OperationalError("the server closed the connection")
        return execute(sql, *rest)

    def watch(connection: Any, **said: Any) -> None:
        connection.execute_wrappers.append(run_or_break)

    connection_created.connect(watch)
    yield words.append
    connection_created.disconnect(watch)
    assert words == [], "nothing broke"


def ended(row: Generation) -> Generation:
    """Return the row once it has ended."""
    until(lambda: not Generation.objects.active().filter(id=row.id).exists())
    row.refresh_from_db()
    return row


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


@pytest.mark.parametrize(
    "content",
    [picture("GIF"), picture()[:-200], picture("JPEG")[:-300], b"<html>", picture()[:60] + b"\0" + picture()[61:]],
    ids=["gif", "short png", "short jpeg", "html", "damaged"],
)
def test_what_is_no_picture_ends_with_where_it_can_still_be_had(
    bob: Person, start: Any, content: bytes, files: Callable[[], list[str]]
) -> None:
    row = bob.ask()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        return result(picture(), content, id="job-1")

    start(act)
    ended(row)
    assert (row.status, row.error_code) == ("failed", "failed")
    assert "made the picture and charges for it" in row.error
    assert row.notes["result_urls"].split("\n") == ["https://cdn.1min.ai/0.png", "https://cdn.1min.ai/1.png"]
    assert files() == []


def test_what_the_engine_says_ends_on_the_row(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        raise Refused("1min.ai refused this.")

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.status, row.error_code, row.error) == (
        "failed",
        "refused",
        "1min.ai refused this.",
    )


def test_a_picture_that_cannot_be_fetched_is_named_with_its_address(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        fault = Lost("1min.ai made the picture, but its link has expired (403).")
        fault.urls = ("https://cdn.1min.ai/1.png",)
        raise fault

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.error_code, row.notes) == ("lost", {"result_urls": "https://cdn.1min.ai/1.png"})


def test_an_input_picture_from_elsewhere_without_room_says_so(
    bob: Person, start: Any, settings: Any, limit: Callable[[int, int], None]
) -> None:
    settings.ALLOW_PRIVATE_URLS = True
    row = bob.ask(EDIT, imageUrl=bob.upload().key)
    limit(0, errno.ENOSPC)
    with serving(response(picture())) as server:
        Generation.objects.update(resolved=row.resolved | {"imageUrl": server.url("/cat.png")})
        engine = start()
        ended(row)
    assert (row.status, row.error_code, row.sent, engine.asked) == ("failed", "disk", None, [])
    assert "disk of this server is full" in row.error


def test_a_fault_of_ours_after_sending_says_that_it_may_be_charged(
    bob: Person, start: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        raise ZeroDivisionError("a secret detail")

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.status, row.error_code) == ("failed", "internal")
    assert "may have been charged" in row.error
    assert "secret" not in row.error
    assert "ZeroDivisionError" in caplog.text


def test_a_key_that_is_gone_ends_it_before_anything_is_asked(bob: Person, start: Any, settings: Any) -> None:
    row = bob.ask()
    settings.REMOTE_APIS = {name: RemoteApi("", "", 16) for name in settings.REMOTE_APIS}
    engine = start()
    ended(row)
    assert (row.status, row.error_code, row.sent) == ("failed", "key", None)
    assert "enter your own under Keys" in row.error
    assert engine.asked == []


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


def test_what_was_refused_unread_was_not_sent(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.not_sent()
        raise Refused("No.")

    row = bob.ask()
    start(act)
    assert ended(row).sent is None


def test_the_job_at_the_api_is_kept(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.accepted(running_job("job-7", "https://api.1min.ai/jobs/7"))
        return result()

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.remote_id, row.remote_url) == ("job-7", "https://api.1min.ai/jobs/7")


def test_a_job_that_was_sent_before_is_asked_after(bob: Person, start: Any) -> None:
    sent = timezone.now() - timedelta(minutes=2)
    row = bob.ask()
    Generation.objects.update(sent=sent, remote_id="job-7", attempts=5)
    engine = start()
    ended(row)
    assert engine.asked[0].resume == running_job("job-7")
    assert (row.status, row.sent) == ("done", sent)


def test_an_answer_is_kept_until_its_pictures_are_here(bob: Person, start: Any) -> None:
    said = Answer("", "done", 100, ("https://1min.ai/1.png",), "", seed=11, prompt="a cat", cost=2.5)
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.accepted(said)
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    row.refresh_from_db()
    assert (read_accepted(row), row.can_go_on) == (said, True)
    gate.open()
    assert (ended(row).status, row.remote_answer) == ("done", None)


def test_an_answer_that_was_kept_is_gone_on_with(bob: Person, start: Any) -> None:
    said = Answer("a-17", "done", 100, ("https://1min.ai/1.png",), "")
    row = bob.ask()
    Generation.objects.update(sent=timezone.now(), **write_accepted(said))
    engine = start()
    assert ended(row).status == "done"
    assert engine.asked[0].resume == said


def test_an_answer_that_was_kept_is_gone_on_with_though_the_key_is_gone(bob: Person, start: Any, settings: Any) -> None:
    row = bob.ask()
    said = Answer("a-17", "done", 100, ("https://1min.ai/1.png",), "")
    Generation.objects.update(sent=timezone.now(), **write_accepted(said))
    settings.REMOTE_APIS = {name: RemoteApi("", "", 16) for name in settings.REMOTE_APIS}
    engine = start()
    assert (ended(row).status, row.error) == ("done", "")
    assert engine.asked[0].account.key == ""


def test_a_sent_request_without_a_job_is_never_sent_again(bob: Person, start: Any) -> None:
    row = bob.ask()
    Generation.objects.update(sent=timezone.now())
    engine = start()
    ended(row)
    assert (row.status, row.error_code) == ("failed", "lost")
    assert "may have been charged" in row.error
    assert engine.asked == []


def test_progress_is_seen_and_per_cent_may_be_unknown(bob: Person, start: Any) -> None:
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.progress(None, "1min.ai is at work")
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(lambda: Generation.objects.get().stage == "1min.ai is at work")
    shown = Generation.objects.get()
    assert (shown.progress, shown.version) == (None, 2)
    gate.open()
    ended(row)


@pytest.mark.parametrize("sent", [False, True])
def test_cancelling_stops_the_asking_and_says_whether_it_may_be_charged(bob: Person, start: Any, sent: bool) -> None:
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        if sent:
            await asked.journal.sending()
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    row.cancel()
    ended(row)
    late = "You cancelled this after it was sent to 1min.ai, so it may still be charged."
    assert (row.status, row.error) == ("cancelled", late if sent else "You cancelled this.")
    assert not row.pictures.exists()


def test_deleting_stops_it_too(bob: Person, start: Any) -> None:
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    row.delete_softly()
    assert ended(row).status == "cancelled"


def test_what_was_cancelled_is_not_sent(bob: Person, start: Any) -> None:
    sent: list[str] = []

    async def act(asked: Asked) -> RemoteResult:
        await asyncio.to_thread(cancel_all)
        await asked.journal.sending()
        sent.append("POST")
        return result()

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.status, row.error, row.sent, sent) == ("cancelled", "You cancelled this.", None, [])


def cancel_all() -> None:
    from django.db import connection

    Generation.objects.update(cancel_requested=True)
    connection.close()


def test_a_picture_that_was_paid_for_is_kept_though_it_was_cancelled_too_late(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asyncio.to_thread(cancel_all)
        return result()

    row = bob.ask()
    start(act)
    assert ended(row).status == "done"
    assert row.pictures.count() == 1


def test_what_another_worker_took_over_leaves_no_file(
    bob: Person, start: Any, dispatchers: list[Dispatcher], files: Callable[[], list[str]]
) -> None:
    gate, other = Gate(), Worker.objects.create()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    Generation.objects.update(worker=other)
    gate.open()
    until(lambda: not dispatchers[0].at_work)
    row.refresh_from_db()
    assert (row.status, row.worker, Picture.objects.count()) == ("running", other, 0)
    assert files() == []


def test_what_waits_again_is_not_begun_by_a_worker_that_still_has_it_in_hand(
    bob: Person, start: Any, dispatchers: list[Dispatcher]
) -> None:
    gate, paid = Gate(), list[str]()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        await asked.journal.sending()
        paid.append(asked.request_id)
        return result()

    row = bob.ask()
    engine = start(act)
    until(gate.reached.is_set)
    # Another worker took this one for dead, as while a machine sleeps.
    Generation.objects.update(status="queued", worker=None)
    later = bob.ask()
    dispatchers[0].wake("onemin")
    until(lambda: len(engine.asked) >= 2)
    gate.open()
    ended(later)
    until(lambda: woken(dispatchers[0]) and not Generation.objects.active().exists())
    assert ended(row).attempts == 2
    assert sorted(paid) == sorted([str(row.wire_id), str(later.wire_id)])
    assert [each.pictures.count() for each in (row, later)] == [1, 1]


def made_or_waiting(made: Generation, gate: Gate) -> Act:
    """Return how an engine acts that has been answered for one row and goes on for none before the gate opens."""

    async def act(asked: Asked) -> RemoteResult:
        if asked.request_id == str(made.wire_id):
            await asked.journal.sending()
            await asked.journal.accepted(Answer("a-17", "done", 100, ("https://cdn.1min.ai/0.png",), ""))
        await gate.pass_through()
        return result()

    return act


def test_a_dispatcher_that_is_stopped_fetches_what_is_made_and_hands_the_rest_on(
    bob: Person, start: Any, dispatchers: list[Dispatcher]
) -> None:
    made, late, gate = bob.ask(), bob.ask(), Gate()
    start(made_or_waiting(made, gate))
    until(lambda: Generation.objects.filter(id=made.id, remote_answer__isnull=False).exists())
    dispatchers[0].begin_stop(60.0)
    until(lambda: Generation.objects.filter(id=late.id, status="queued", attempts=1).exists())
    gate.open()
    assert (ended(made).status, made.pictures.count()) == ("done", 1)


def test_what_is_made_and_cannot_be_fetched_in_time_is_handed_on(
    bob: Person, start: Any, dispatchers: list[Dispatcher]
) -> None:
    made, gate = bob.ask(), Gate()
    start(made_or_waiting(made, gate))
    until(lambda: Generation.objects.filter(id=made.id, remote_answer__isnull=False).exists())
    dispatchers[0].stop(0.0)
    made.refresh_from_db()
    accepted = read_accepted(made)
    assert (made.status, made.can_go_on, accepted is not None) == ("queued", True, True)


@pytest.mark.parametrize("at", ["before it is sent", "once it is paid for"])
def test_a_database_that_is_away_for_a_moment_loses_no_picture(
    bob: Person, start: Any, breaks: Callable[[str], None], at: str
) -> None:
    row = bob.ask(EDIT, imageUrl=bob.upload().key)
    paid = list[str]()

    async def act(asked: Asked) -> RemoteResult:
        if at == "once it is paid for":
            breaks('FROM "generations_input"')
        await asked.journal.sending()
        paid.append(asked.request_id)
        return result()

    if at == "before it is sent":
        breaks('FROM "generations_input"')
    start(act)
    assert (ended(row).status, row.pictures.count(), paid) == ("done", 1, [str(row.wire_id)])


def test_a_dispatcher_that_stopped_with_an_error_starts_again(
    bob: Person, dispatchers: list[Dispatcher], worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    row, engines = bob.ask(), [StandIn()]

    def make_engine() -> StandIn:
        if "stopped with an error" not in caplog.text:
            raise OSError("no certificates")
        return engines[0]

    dispatchers.append(Dispatcher(worker, make_engine, {"onemin": 1}, lambda pictures: None))
    dispatchers[0].wake("onemin")
    until(lambda: "the dispatcher stopped with an error" in caplog.text)
    until(lambda: woken(dispatchers[0]) and not Generation.objects.active().exists())
    assert ended(row).status == "done"
