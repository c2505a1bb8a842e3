"""Cancel stops what waits or runs; retry asks once more and leaves the old one."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from playground.generations.models import Generation, Worker
from tests.cast import EDIT, Person
from tests.markup import Element, parse


def cancel(person: Person, generation: Generation) -> Element:
    """Cancel, and return the card that the page is then told of."""
    assert person.post("cancel", generation.id, htmx=True).status_code == 204
    fragment = person.get("changes", htmx=True, shown=f"card-{generation.id}.99")
    return parse(fragment).by_id(f"card-{generation.id}")


def test_a_queued_generation_is_cancelled_immediately(bob: Person, work: Callable[[], None]) -> None:
    row = bob.ask()
    card = cancel(bob, row)
    work()
    row.refresh_from_db()
    assert (row.status, card["data-status"]) == ("cancelled", "cancelled")
    assert "You cancelled this." in card.text


def test_a_running_generation_is_asked_to_stop(bob: Person) -> None:
    row, worker = bob.ask(), Worker.objects.create()
    row.claim(worker)
    card = cancel(bob, row)
    assert card["data-status"] == "running"
    assert "Stopping" in card.text
    assert row.report(worker, 50, "Step 2") is False


def test_a_finished_generation_is_not_cancelled(bob: Person) -> None:
    row = bob.make()
    assert cancel(bob, row)["data-status"] == "done"


def test_cancelling_twice_is_accepted(bob: Person) -> None:
    row = bob.ask()
    assert cancel(bob, row)["data-status"] == cancel(bob, row)["data-status"] == "cancelled"


def test_cancel_without_script_redirects_to_the_generation(bob: Person) -> None:
    row = bob.ask()
    assert bob.post("cancel", row.id)["Location"] == f"/generations/{row.id}/"


def test_a_retry_is_a_new_generation_with_the_same_seed(bob: Person) -> None:
    old = bob.ask(prompt="once more", steps=30)
    old.cancel()
    answer = parse(bob.post("retry", old.id, htmx=True))
    new = Generation.objects.exclude(id=old.id).get()
    assert (new.seed, new.status, new.prompt, new.params["steps"]) == (old.seed, "queued", "once more", 30)
    assert answer.has(id=f"card-{new.id}")
    assert answer.has(id=f"frame-{new.id}")
    old.refresh_from_db()
    assert old.status == "cancelled"


def test_retry_without_script_redirects_to_the_new_generation(bob: Person) -> None:
    old = bob.ask()
    old.cancel()
    response = bob.post("retry", old.id)
    new = Generation.objects.exclude(id=old.id).get()
    assert response["Location"] == f"/generations/{new.id}/"


def test_a_retry_of_an_edit_takes_the_same_picture(bob: Person) -> None:
    asset = bob.upload()
    old = bob.ask(EDIT, imageUrl=asset.key)
    old.cancel()
    bob.post("retry", old.id, htmx=True)
    assert Generation.objects.exclude(id=old.id).get().inputs.get().asset == asset


def test_a_retry_whose_picture_is_gone_says_so(bob: Person) -> None:
    source = bob.make()
    old = bob.ask(EDIT, imageUrl=source.pictures.get().key)
    old.cancel()
    source.delete_softly()
    response = bob.post("retry", old.id, htmx=True)
    assert response.status_code == 422
    assert "no longer exists" in parse(response).text
    assert Generation.objects.count() == 2


def test_a_retry_of_a_lost_model_says_so(bob: Person) -> None:
    old = bob.ask()
    Generation.objects.update(status="failed", spec_id="onemin/flux-1/generate")
    response = bob.post("retry", old.id, htmx=True)
    assert response.status_code == 422
    assert "no longer available" in response.content.decode()


def test_a_retry_into_a_full_queue_says_so(bob: Person, settings: Any) -> None:
    settings.MOST_QUEUED = 4
    old = bob.ask()
    old.cancel()
    bob.ask(variants=4)
    response = bob.post("retry", old.id, htmx=True)
    assert response.status_code == 422
    assert "You have 4 pictures waiting" in response.content.decode()
    page = parse(bob.client.post(f"/generations/{old.id}/retry/", follow=True))
    assert "You have 4 pictures waiting" in page.by_id("notice").text
    assert Generation.objects.count() == 5


def test_a_repeated_click_on_retry_makes_one_picture(bob: Person) -> None:
    old, other = bob.ask(), bob.ask()
    Generation.objects.update(status="failed")
    page = bob.studio(show=str(old.id))
    token = page.by_id("actions").find("input", name="token")["value"]
    answers = [parse(bob.post("retry", old.id, htmx=True, token=token)) for _ in range(2)]
    new = Generation.objects.exclude(id__in=[old.id, other.id]).get()
    assert all(answer.has(id=f"card-{new.id}") for answer in answers)
    # The next click is a new one, and so is one on another card.
    assert answers[1].by_id("actions-token")["value"] not in ("", token)
    bob.post("retry", other.id, htmx=True, token=token)
    bob.post("retry", old.id, htmx=True, token=answers[1].by_id("actions-token")["value"])
    assert Generation.objects.count() == 5


def test_a_repeated_click_on_the_page_of_a_picture_makes_one_picture(bob: Person) -> None:
    old = bob.ask()
    old.cancel()
    form = bob.see("generation", old.id).find("form", action=f"/generations/{old.id}/retry/")
    token = form.find("input", name="token")["value"]
    first, second = (bob.post("retry", old.id, token=token)["Location"] for _ in range(2))
    assert first == second
    assert Generation.objects.count() == 2


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_strangers_find_nothing(alice: Person, charlie: Person, anonymous: Person, action: str) -> None:
    row = alice.ask()
    for other in (charlie, anonymous):
        assert other.post(action, row.id, htmx=True).status_code == 404
    row.refresh_from_db()
    assert (row.status, Generation.objects.count()) == ("queued", 1)


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_refuses_get_and_unknown_or_deleted_generations(bob: Person, action: str) -> None:
    row = bob.ask()
    assert bob.get(action, row.id).status_code == 405
    assert bob.post(action, uuid4()).status_code == 404
    row.delete_softly()
    assert bob.post(action, row.id).status_code == 404
