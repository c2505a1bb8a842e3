"""What a hidden page asks: which of its generations have ended."""

from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from playground.generations.models import Generation, Status
from tests.cast import Person


def ask(client: Client, *ids: Any) -> dict[str, Any]:
    response = client.get(reverse("finished_meanwhile"), {"id": [str(id_) for id_ in ids]})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return dict(response.json())


def test_says_what_is_done_and_what_failed(bob: Person) -> None:
    done = bob.make()
    failed, cancelled, waiting = (bob.ask() for _ in range(3))
    Generation.objects.filter(id=failed.id).update(status=Status.FAILED)
    Generation.objects.filter(id=cancelled.id).update(status=Status.CANCELLED)
    said = ask(bob.client, done.id, failed.id, cancelled.id, waiting.id)
    assert said == {"done": {str(done.id): 1}, "failed": [str(failed.id)], "gone": [str(cancelled.id)]}


def test_those_of_others_and_deleted_ones_are_gone(bob: Person, charlie: Person) -> None:
    mine, theirs, nobodys = bob.make(), charlie.make(), uuid4()
    mine.delete_softly()
    said = ask(bob.client, mine.id, theirs.id, nobodys)
    assert said == {"done": {}, "failed": [], "gone": [str(mine.id), str(theirs.id), str(nobodys)]}
    assert ask(Client(), theirs.id)["gone"] == [str(theirs.id)]


def test_what_is_no_id_is_skipped(bob: Person) -> None:
    assert ask(bob.client, "", "x", "\x00", "1" * 5000) == {"done": {}, "failed": [], "gone": []}


def test_the_choice_needs_script_and_says_so(client: Client) -> None:
    assert "These notices need JavaScript." in client.get(reverse("notices")).text
