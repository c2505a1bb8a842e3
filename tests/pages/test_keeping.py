"""Tags, note and collections on the page of a picture, with script and without."""

from playground.library.models import Collection, Entry, Tag
from tests.cast import Person
from tests.markup import parse


def test_tags_are_added_and_removed(bob: Person) -> None:
    made = bob.make()
    answer = parse(bob.post("tags", made.id, htmx=True, text="Poster, sea"))
    assert "Tagged Poster, sea." in answer.text
    tag = Tag.objects.get(key="poster")
    assert bob.see("generation", made.id).has(name="remove", value=str(tag.pk))
    assert "Removed the tag Poster." in parse(bob.post("tags", made.id, htmx=True, remove=tag.pk)).text
    # Nothing has it any more, so that it is not offered either.
    assert [known.name for known in Tag.objects.all()] == ["sea"]
    assert "does not have this tag" in parse(bob.post("tags", made.id, htmx=True, remove="9" * 30)).text


def test_tags_are_completed_after_the_last_comma(bob: Person, alice: Person) -> None:
    bob.post("tags", bob.make().id, text="poster, portrait, sea")
    options = bob.get("known_tags", text="sea, PO").content.decode()
    assert 'value="sea, poster"' in options
    assert 'value="sea, portrait"' in options
    assert "poster" not in alice.get("known_tags", text="po").content.decode()


def test_a_collection_is_made_by_its_name(bob: Person) -> None:
    made = bob.make()
    assert "Added to Summer." in parse(bob.post("collect", made.id, htmx=True, name=" Summer ")).text
    again = parse(bob.post("collect", made.id, htmx=True, name="SUMMER"))
    assert "The picture is in Summer already." in again.text
    collection = Collection.objects.get()
    assert bob.see("generation", made.id).has(href=f"/collections/{collection.id}/")
    assert "Removed from Summer." in parse(bob.post("collect", made.id, htmx=True, remove=collection.id)).text
    assert not collection.items.exists()


def test_collections_are_completed(bob: Person, alice: Person) -> None:
    for name in ("Summer", "Winter"):
        bob.post("collect", bob.make().id, name=name)
    assert 'value="Summer"' in bob.get("known_collections", name="SU").content.decode()
    assert "Winter" not in bob.get("known_collections", name="SU").content.decode()
    assert "Summer" not in alice.get("known_collections").content.decode()


def test_a_collection_of_somebody_else_is_not_found(bob: Person, alice: Person) -> None:
    hers = Collection.objects.create(owner=alice.owner, name="Summer")
    for named in (hers.id, "nonsense"):
        answer = bob.post("collect", bob.make().id, htmx=True, remove=named)
        assert answer.status_code == 422
        assert "This collection no longer exists." in parse(answer).text


def test_a_note_is_saved(bob: Person) -> None:
    made = bob.make()
    assert bob.post("note", made.id, htmx=True, note="For Ana").status_code == 204
    assert "For Ana" in bob.see("generation", made.id).by_id("note").text
    long = bob.post("note", made.id, htmx=True, note="x" * 5001)
    assert (long.status_code, Entry.objects.get(generation=made).note) == (422, "For Ana")


def test_a_note_of_another_window_is_not_overwritten(bob: Person) -> None:
    made = bob.make()
    bob.post("note", made.id, htmx=True, note="For Ana", former="")
    refused = bob.post("note", made.id, htmx=True, note="For Ben", former="")
    assert refused.status_code == 422
    assert "is “For Ana” now. Yours is not saved." in parse(refused).text
    assert bob.post("note", made.id, htmx=True, note="For Ben", former=["", "For Ana"]).status_code == 204
    assert Entry.objects.get(generation=made).note == "For Ben"


def test_without_script_each_form_leads_back(bob: Person) -> None:
    made = bob.make()
    forms = {"tags": {"text": "poster"}, "collect": {"name": "Summer"}, "note": {"note": "For Ana"}}
    for name, data in forms.items():
        assert bob.post(name, made.id, **data)["Location"] == f"/generations/{made.id}/#keeping"
    refused = bob.client.post(f"/generations/{made.id}/tags/", {"text": ""}, follow=True)
    assert "The tag has no name. Enter one." in parse(refused).by_id("notice").text
