"""Deleting takes a generation out of every list; undo brings it back."""

from uuid import uuid4

from playground.generations.models import Generation
from tests.cast import Person, work_off
from tests.markup import Element, parse


def test_a_deleted_generation_is_in_no_list(bob: Person) -> None:
    made = bob.make()
    answer = parse(bob.post("delete", made.id, htmx=True))
    assert answer.has(formaction=f"/generations/{made.id}/restore/")
    assert not bob.see("history").has(data_generation=str(made.id))
    assert not bob.studio().has(data_generation=str(made.id))


def test_undo_restores_a_generation(bob: Person) -> None:
    made = bob.make()
    bob.post("delete", made.id, htmx=True)
    assert str(made.id) in bob.post("restore", made.id, htmx=True)["HX-Trigger-After-Swap"]
    assert bob.see("history").has(data_generation=str(made.id))
    assert bob.fetch(f"/files/{made.pictures.get().id}/picture.png").status == 200


def test_without_script_the_history_offers_undo(bob: Person) -> None:
    made = bob.make()
    response = bob.client.post(f"/generations/{made.id}/delete/", follow=True)
    page = parse(response)
    assert "Deleted." in page.by_id("notice").text
    assert page.by_id("notice").has(formaction=f"/generations/{made.id}/restore/")
    assert bob.post("restore", made.id)["Location"] == f"/generations/{made.id}/"


def test_a_second_click_says_the_same(bob: Person) -> None:
    made = bob.make()
    first, second = (bob.post("delete", made.id, htmx=True) for _ in range(2))
    assert second.content == first.content
    assert second.headers["HX-Trigger-After-Swap"] == first.headers["HX-Trigger-After-Swap"]


def test_a_deleted_queued_generation_is_never_made(bob: Person) -> None:
    row = bob.ask()
    bob.post("delete", row.id, htmx=True)
    work_off()
    row.refresh_from_db()
    assert row.status == "cancelled"
    assert not row.pictures.exists()


def test_restoring_an_existing_generation_is_accepted(bob: Person) -> None:
    made = bob.make()
    assert bob.post("restore", made.id, htmx=True).status_code == 200
    assert bob.see("history").has(data_generation=str(made.id))


def test_strangers_can_neither_delete_nor_restore(alice: Person, charlie: Person, anonymous: Person) -> None:
    made = alice.make()
    for other in (charlie, anonymous):
        assert other.post("delete", made.id, htmx=True).status_code == 404
    assert alice.see("history").has(data_generation=str(made.id))
    made.delete_softly()
    for other in (charlie, anonymous):
        assert other.post("restore", made.id, htmx=True).status_code == 404
    assert Generation.objects.get().deleted is not None


def test_refuses_get_and_unknown_ids(bob: Person) -> None:
    made = bob.make()
    for action in ("delete", "restore"):
        assert bob.get(action, made.id).status_code == 405
        assert bob.post(action, uuid4()).status_code == 404


def deleted_on_stage(person: Person, made: Generation) -> Element:
    return parse(person.post("delete", made.id, htmx=True, staged="on"))


def test_the_stage_gets_the_next_older_picture(bob: Person) -> None:
    oldest, failed, older, made, newer = [bob.make() for _ in range(5)]
    Generation.objects.filter(id=failed.id).update(status="failed")
    for deleted, shown in [(made, older), (older, oldest), (oldest, newer)]:
        neighbour = deleted_on_stage(bob, deleted).by_id("neighbour")
        assert [card["data-generation"] for card in neighbour.all("article")] == [str(shown.id)]


def test_the_last_picture_has_no_neighbour_and_lists_need_none(alice: Person, bob: Person) -> None:
    alice.make()
    made, other = bob.make(), bob.make()
    assert not parse(bob.post("delete", made.id, htmx=True)).has(id="neighbour")
    assert not deleted_on_stage(bob, other).has(id="neighbour")


def test_the_page_of_a_picture_is_followed_by_that_of_its_neighbour(bob: Person) -> None:
    older, made, newer = [bob.make() for _ in range(3)]
    assert bob.post("delete", made.id, on_page="on")["Location"] == f"/generations/{older.id}/"
    page = bob.see("generation", older.id)
    undo = page.by_id("notice").find("button", formaction=f"/generations/{made.id}/restore/")
    assert page.has("form", id=undo["form"])
    assert bob.post("restore", made.id)["Location"] == f"/generations/{made.id}/"
    bob.post("delete", made.id)
    assert bob.post("delete", older.id, on_page="on")["Location"] == f"/generations/{newer.id}/"
    assert bob.post("delete", newer.id, on_page="on")["Location"] == "/history/"


def test_without_script_the_stage_shows_the_neighbour_too(bob: Person) -> None:
    older, made = [bob.make() for _ in range(2)]
    address = bob.post("delete", made.id, staged="on")["Location"]
    assert address.endswith(f"?show={older.id}")
    assert parse(bob.client.get(address)).has(id=f"card-{older.id}")
