"""The poll of a page's cards: what changed comes back, and nothing of anybody else's."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from uuid_utils.compat import uuid7

from playground.generations.models import Generation, Picture, Worker
from playground.pages.picture_urls import file_name
from tests.cast import EDIT, Person
from tests.markup import parse

NOBODY = "4fbe3db7-608a-4c7e-8478-e1033336ee57"


def poll(person: Person, *shown: str) -> Any:
    return person.get("changes", htmx=True, shown=list(shown))


def card(generation: Generation, version: int = 0, kind: str = "card") -> str:
    return f"{kind}-{generation.id}.{version}"


@pytest.mark.parametrize("kind", ["card", "frame", "tile"])
def test_returns_changed_elements_as_the_page_shows_them(bob: Person, kind: str) -> None:
    row = bob.ask()
    row.claim(Worker.objects.create())
    answer = parse(poll(bob, card(row, kind=kind)))
    assert answer.by_id(f"{kind}-{row.id}")["data-status"] == "running"
    assert answer.by_id(f"{kind}-{row.id}")["data-version"] == "1"
    assert answer.find(data_replaces=f"{kind}-{row.id}").has(id=f"{kind}-{row.id}")
    assert len(answer.all(data_version=True)) == 1


def test_returns_card_and_frame_of_a_generation_together(bob: Person) -> None:
    row = bob.ask()
    row.cancel()
    answer = parse(poll(bob, card(row), card(row, kind="frame")))
    assert {element["id"] for element in answer.all(data_version=True)} == {f"card-{row.id}", f"frame-{row.id}"}


def test_returns_nothing_without_a_change(bob: Person) -> None:
    row = bob.ask()
    response = poll(bob, card(row))
    assert (response.status_code, response.content) == (204, b"")


def test_returns_only_changed_elements(bob: Person) -> None:
    still, moved = bob.ask(), bob.ask()
    moved.cancel()
    answer = parse(poll(bob, card(still), card(moved)))
    assert answer.has(id=f"card-{moved.id}")
    assert not answer.has(id=f"card-{still.id}")


def test_a_finished_card_shows_the_picture_itself(bob: Person, work: Callable[[], None]) -> None:
    row = bob.ask()
    work()
    picture = parse(poll(bob, card(row))).by_id(f"card-{row.id}").find("img")
    made = row.pictures.get()
    assert picture["src"] == f"/files/{made.id}/{file_name(made)}"
    assert bob.fetch(picture["src"]).status == 200


def test_a_failed_card_says_what_happened_and_offers_to_retry(
    bob: Person, work: Callable[[], None], sketch: None
) -> None:
    row = bob.ask(prompt="a fox [sketch:fail]")
    work()
    shown = parse(poll(bob, card(row))).by_id(f"card-{row.id}")
    row.refresh_from_db()
    assert row.error
    assert row.error in shown.text
    assert shown.has(formaction=f"/generations/{row.id}/retry/")


def test_a_deleted_card_is_removed_from_the_page(bob: Person) -> None:
    row = bob.ask()
    row.delete_softly()
    response = poll(bob, card(row))
    assert response.status_code == 200
    assert parse(response).find(data_replaces=f"card-{row.id}").inside == []


def test_never_returns_another_persons_card(alice: Person, charlie: Person, anonymous: Person) -> None:
    row = alice.ask(prompt="a secret of alice")
    row.cancel()
    assert b"a secret of alice" in poll(alice, card(row)).content
    for other in (charlie, anonymous):
        assert b"a secret" not in poll(other, card(row)).content


@pytest.mark.parametrize(
    "shown", ["", "x", "1.2", "..", f"card-{NOBODY}", f"card-{NOBODY}.x", "card-\x00.1", f"script-{NOBODY}.1"]
)
def test_ignores_invalid_names_of_elements(bob: Person, shown: str) -> None:
    assert poll(bob, shown).status_code == 204


def test_accepts_a_poll_without_elements(bob: Person, anonymous: Person) -> None:
    assert poll(bob).status_code == 204
    assert poll(anonymous, f"card-{uuid4()}.0").status_code == 204


def test_a_poll_creates_no_session(anonymous: Person) -> None:
    assert "sessionid" not in poll(anonymous, f"card-{uuid4()}.0").cookies


def test_answers_immediately_if_too_many_wait(bob: Person, settings: Any) -> None:
    settings.HELD_REQUESTS = 0
    assert bob.get("changes", htmx=True, shown=card(bob.ask())).status_code == 204


def test_polling_needs_get(bob: Person) -> None:
    assert bob.post("changes").status_code == 405


def test_a_quiet_poll_takes_two_queries(alice: Person, django_assert_num_queries: Any) -> None:
    rows = [alice.ask() for _ in range(10)]
    with django_assert_num_queries(2):
        poll(alice, *(card(row) for row in rows))


@pytest.mark.parametrize("number", [1, 8])
def test_a_poll_with_changes_takes_two_queries(
    alice: Person, work: Callable[[], None], django_assert_num_queries: Any, number: int
) -> None:
    rows = [alice.ask() for _ in range(number)]
    work()
    with django_assert_num_queries(2):
        poll(alice, *(card(row) for row in rows), *(card(row, kind="frame") for row in rows))


@pytest.mark.parametrize("number", [1, 8])
def test_input_pictures_need_one_more_query(
    alice: Person, work: Callable[[], None], django_assert_num_queries: Any, number: int
) -> None:
    key = alice.upload().key
    rows = [alice.ask(EDIT, prompt="a", imageUrl=key) for _ in range(number)]
    work()
    with django_assert_num_queries(3):
        answer = parse(poll(alice, *(card(row) for row in rows)))
    assert len(answer.all("hold-compare")) == number


def test_returns_all_pictures_of_a_generation_in_order(alice: Person, work: Callable[[], None]) -> None:
    row = alice.ask()
    work()
    first = row.pictures.get()
    values = {field.attname: getattr(first, field.attname) for field in Picture._meta.concrete_fields}
    second = Picture.objects.create(**values | {"id": uuid7(), "key": "another", "position": 1})
    shown = parse(poll(alice, card(row))).by_id(f"card-{row.id}").all("img")
    assert [picture["src"] for picture in shown] == [f"/files/{one.id}/{file_name(one)}" for one in (first, second)]


def test_a_password_changed_elsewhere_ends_the_polls_of_old_sessions(alice: Person) -> None:
    row = alice.ask(prompt="a secret of alice")
    assert poll(alice, card(row)).status_code == 204
    row.cancel()
    user = alice.owner.user
    assert user is not None
    user.set_password("a new one that nobody knows")
    user.save()
    response = poll(alice, card(row))
    assert b"a secret of alice" not in response.content
    assert parse(response).find(data_replaces=f"card-{row.id}").inside == []
