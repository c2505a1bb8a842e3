"""Deleted pictures wait in the trash for 30 days: restored or removed, by selection or all."""

from datetime import timedelta

from django.utils import timezone

from playground.generations.models import Generation, Picture
from tests.cast import EDIT, Person
from tests.markup import parse


def delete(person: Person, *, days: float = 0) -> Generation:
    made = person.make()
    made.delete_softly()
    Generation.objects.filter(id=made.id).update(deleted=timezone.now() - timedelta(days=days))
    return made


def send(person: Person, action: str, *rows: Generation) -> object:
    chosen = {"id": [str(row.id) for row in rows]} if rows else {"everything": "on"}
    return person.client.post("/bulk/", {**chosen, "do": action, "confirmed": "on", "back": "/trash/"}, follow=True)


def test_the_trash_says_how_many_days_are_left(bob: Person) -> None:
    kept, deleted, old = bob.make(), delete(bob), delete(bob, days=28.5)
    page = bob.see("trash")
    assert page.has(name="id", value=str(deleted.id))
    assert page.has(name="id", value=str(old.id))
    assert not page.has(name="id", value=str(kept.id))
    assert "30 days left" in page.text
    assert "2 days left" in page.text


def test_deleted_pictures_are_shown_only_here_and_only_to_their_owner(bob: Person, alice: Person) -> None:
    picture = delete(bob).pictures.get()
    address = f"/trash/{picture.id}/small.webp"
    shown = bob.fetch(address)
    assert (shown.status, shown.cache) == (200, "private, no-store, no-transform")
    assert alice.fetch(address).status == 404
    assert bob.fetch(f"/files/{picture.id}/small.webp").status == 404
    assert bob.fetch(f"/trash/{bob.make().pictures.get().id}/small.webp").status == 404


def test_some_are_restored(bob: Person) -> None:
    first, second = delete(bob), delete(bob)
    page = parse(send(bob, "restore", first))
    assert "Restored: 1 picture." in page.by_id("notice").text
    assert list(Generation.objects.visible_to(bob.owner)) == [first]
    assert page.has(name="id", value=str(second.id))


def test_only_what_can_be_undone_says_so(bob: Person) -> None:
    bob.make().delete_softly()
    bob.make()
    asked = {do: parse(bob.post("change_many", everything="on", do=do)).text for do in ("restore", "delete")}
    assert "Restore 1 picture?" in asked["restore"]
    assert ["You can undo this afterwards." in text for text in asked.values()] == [False, True]


def test_all_are_restored(bob: Person, alice: Person) -> None:
    delete(bob), delete(bob), delete(alice)
    send(bob, "restore")
    assert Generation.objects.visible_to(bob.owner).count() == 2
    assert not Generation.objects.visible_to(alice.owner).exists()


def test_removal_asks_first_and_frees_the_space(bob: Person) -> None:
    made, gone = bob.make(), delete(bob)
    before = bob.owner.stored_bytes
    size = gone.row_bytes + sum(picture.byte_size + picture.derived_bytes for picture in gone.pictures.all())
    question = bob.client.post("/bulk/", {"id": str(gone.id), "do": "remove"})
    assert "Remove 1 picture for good?" in parse(question).text
    assert Generation.objects.filter(id=gone.id).exists()
    send(bob, "remove", gone, made)
    assert list(Generation.objects.values_list("id", flat=True)) == [made.id]
    assert bob.owner.stored_bytes == before - size


def test_what_another_picture_needs_stays(bob: Person) -> None:
    used, unused = delete(bob), delete(bob)
    Generation.objects.filter(id=used.id).update(deleted=None)
    bob.make(EDIT, imageUrl=Picture.objects.get(generation=used).key)
    Generation.objects.filter(id=used.id).update(deleted=timezone.now())
    question = parse(bob.client.post("/bulk/", {"everything": "on", "do": "remove"}))
    assert "Remove 1 picture for good?" in question.text
    assert "while other pictures have them as inputs" in question.text
    send(bob, "remove")
    assert Generation.objects.filter(id=used.id).exists()
    assert not Generation.objects.filter(id=unused.id).exists()


def test_the_trash_is_paged(bob: Person) -> None:
    made = bob.make()
    moment = timezone.now()
    for number in range(61):
        Generation.objects.create(
            owner=made.owner,
            spec_id=made.spec_id,
            params=made.params,
            resolved=made.resolved,
            width=8,
            height=8,
            engine="blank",
            status="done",
            # Those that were deleted together have the same moment.
            deleted=moment - timedelta(minutes=number // 30),
        )
    first = bob.see("trash")
    boxes = [element["value"] for element in first.all(name="id")]
    more = next(element["href"] for element in first.all("a") if "after=" in element.get("href", ""))
    second = parse(bob.client.get(f"/trash/{more}"))
    boxes += [element["value"] for element in second.all(name="id")]
    assert len(boxes) == len(set(boxes)) == 61
    assert bob.get("trash", after="nonsense").status_code == 200


def test_an_empty_trash_says_so(bob: Person, anonymous: Person) -> None:
    for person in (bob, anonymous):
        assert "The trash is empty" in person.see("trash").text
