"""Making and revoking a link, and opening one in the playground."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from playground.generations.models import Asset, Draft, Generation, Share
from tests.cast import EDIT, JOB, Person
from tests.markup import Element, parse


def fields(answer: Element) -> dict[str, list[str]]:
    return answer.by_id("spec-form").fields()


def test_one_click_makes_a_link(bob: Person, anonymous: Person) -> None:
    made = bob.make()
    answer = parse(bob.post("create_share", made.id, htmx=True))
    link = Share.objects.get()
    assert answer.by_id("share-url")["href"] == f"/s/{link.slug}/"
    assert answer.by_id("share-url").text == f"http://testserver/s/{link.slug}/"
    assert anonymous.get("share", link.slug).status_code == 200


def test_a_second_click_gives_the_same_link(bob: Person) -> None:
    made = bob.make()
    for _ in range(2):
        bob.post("create_share", made.id, htmx=True)
    assert Share.objects.count() == 1


def test_the_generations_page_shows_the_link_that_is_open(bob: Person) -> None:
    made = bob.make()
    assert not bob.see("generation", made.id).has(id="share-url")
    response = bob.post("create_share", made.id)
    assert response["Location"] == f"/generations/{made.id}/#share"
    assert bob.see("generation", made.id).has(id="share-url")


def test_revoking_closes_a_link_immediately(bob: Person, anonymous: Person) -> None:
    made = bob.make()
    bob.post("create_share", made.id, htmx=True)
    link = Share.objects.get()
    answer = parse(bob.post("revoke_share", made.id, htmx=True))
    assert not answer.has(id="share-url")
    assert anonymous.get("share", link.slug).status_code == 404
    assert bob.get("share", link.slug).status_code == 404


def test_revoking_asks_first_without_script_too(bob: Person) -> None:
    made = bob.make()
    bob.post("create_share", made.id)
    question = bob.see("generation", made.id).find("details", _class="revoke")
    assert question.find("form")["action"] == f"/generations/{made.id}/share/revoke/"
    assert "Revoke it?" in question.text


def test_a_revoked_link_is_restored_under_the_same_address(bob: Person, anonymous: Person) -> None:
    made = bob.make()
    bob.post("create_share", made.id, title="For the client")
    link = Share.objects.get()
    answer = parse(bob.post("revoke_share", made.id, htmx=True))
    assert answer.find("undo-window").has(formaction=f"/generations/{made.id}/share/restore/")
    answer = parse(bob.post("restore_share", made.id, htmx=True))
    assert answer.by_id("share-url")["href"] == f"/s/{link.slug}/"
    assert "The link works again." in answer.text
    assert anonymous.get("share", link.slug).status_code == 200
    assert Share.objects.get().title == "For the client"


def test_without_script_the_next_page_offers_to_restore_it(bob: Person, anonymous: Person) -> None:
    made = bob.make()
    bob.post("create_share", made.id)
    response = bob.post("revoke_share", made.id)
    page = parse(bob.client.get(response["Location"]))
    button = page.by_id("notice").find("button", form="actions")
    bob.client.post(button["formaction"])
    assert anonymous.get("share", Share.objects.get().slug).status_code == 200


def test_a_revoked_link_stays_revoked_after_a_moment(bob: Person, anonymous: Person) -> None:
    made = bob.make()
    bob.post("create_share", made.id)
    bob.post("revoke_share", made.id)
    Share.objects.update(revoked=timezone.now() - timedelta(seconds=20))
    response = bob.post("restore_share", made.id, htmx=True)
    assert response.status_code == 422
    assert "Make a new one." in parse(response).text
    assert anonymous.get("share", Share.objects.get().slug).status_code == 404


def test_restoring_leaves_a_link_that_was_made_meanwhile(bob: Person) -> None:
    made = bob.make()
    for action in ("create_share", "revoke_share", "create_share", "restore_share"):
        bob.post(action, made.id)
    assert Share.objects.open().count() == 1
    assert Share.objects.exclude(revoked=None).count() == 1


def test_a_link_made_after_revoking_is_another_one(bob: Person, anonymous: Person) -> None:
    made = bob.make()
    bob.post("create_share", made.id, htmx=True)
    first = Share.objects.get()
    bob.post("revoke_share", made.id, htmx=True)
    bob.post("create_share", made.id, htmx=True)
    second = Share.objects.open().get()
    assert second.slug != first.slug
    assert anonymous.get("share", first.slug).status_code == 404


def test_the_owner_chooses_whether_to_include_inputs(bob: Person) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload().key)
    bob.post("create_share", made.id, htmx=True, include_inputs="on")
    assert Share.objects.get().include_inputs is True
    bob.post("create_share", made.id, htmx=True)
    assert Share.objects.get().include_inputs is False


def test_an_unfinished_generation_cannot_be_shared(bob: Person) -> None:
    waiting = bob.ask()
    answer = parse(bob.post("create_share", waiting.id, htmx=True))
    assert not answer.has(id="share-url")
    assert not Share.objects.exists()


@pytest.mark.parametrize("action", ["create_share", "revoke_share", "restore_share"])
def test_nobody_else_can_share_or_revoke(alice: Person, charlie: Person, anonymous: Person, action: str) -> None:
    made = alice.make()
    alice.post("create_share", made.id)
    for other in (charlie, anonymous):
        assert other.post(action, made.id, htmx=True).status_code == 404
    assert alice.post(action, uuid4()).status_code == 404
    assert alice.get(action, made.id).status_code == 405
    assert Share.objects.open().count() == 1


def test_a_visitor_opens_the_recipe_in_their_own_form(bob: Person, anonymous: Person) -> None:
    made = bob.make(prompt="a shared fox", steps=40)
    link = Share.objects.create(generation=made)
    response = anonymous.post("open_share", link.slug)
    page = parse(anonymous.client.get(response["Location"]))
    filled = fields(page)
    assert (filled["prompt"], filled["steps"], filled["seed"]) == (["a shared fox"], ["40"], [str(made.seed)])
    assert anonymous.owner != bob.owner
    assert Draft.objects.get().owner == anonymous.owner


def test_opening_replaces_the_values_of_the_form(bob: Person, charlie: Person) -> None:
    link = Share.objects.create(generation=bob.make(prompt="shared"))
    charlie.post("save_draft", "onemin", "flux-2-flex", "generate", prompt="mine", guidance="5")
    filled = fields(parse(charlie.post("open_share", link.slug, htmx=True)))
    assert (filled["prompt"], filled["guidance"]) == (["shared"], ["3"])


def test_without_inputs_the_field_is_empty_and_says_why(bob: Person, anonymous: Person) -> None:
    link = Share.objects.create(generation=bob.make(EDIT, imageUrl=bob.upload().key))
    answer = parse(anonymous.post("open_share", link.slug, htmx=True))
    assert "imageUrl" not in fields(answer)
    assert "not shared" in answer.by_id("panel-notices").text
    response = anonymous.post("open_share", link.slug)
    page = parse(anonymous.client.get(response["Location"]))
    assert "not shared" in page.by_id("notice").text


def test_with_inputs_the_visitor_gets_own_copies(bob: Person, anonymous: Person) -> None:
    originals = [bob.upload(), bob.make().pictures.get()]
    made = bob.make(JOB, input_images=[image.key for image in originals])
    link = Share.objects.create(generation=made, include_inputs=True)
    keys = fields(parse(anonymous.post("open_share", link.slug, htmx=True)))["input_images"]
    copies = [Asset.objects.get(key=key) for key in keys]
    assert [copy.sha256 for copy in copies] == [image.sha256 for image in originals]
    assert {copy.owner for copy in copies} == {anonymous.owner}
    assert not set(keys) & {image.key for image in originals}
    anonymous.generate(JOB, input_images=keys)
    assert Generation.objects.filter(owner=anonymous.owner).get().inputs.count() == 2


def test_opening_twice_copies_once(bob: Person, charlie: Person) -> None:
    link = Share.objects.create(generation=bob.make(EDIT, imageUrl=bob.upload().key), include_inputs=True)
    for _ in range(2):
        charlie.post("open_share", link.slug, htmx=True)
    assert Asset.objects.filter(owner=charlie.owner).count() == 1


def test_the_copies_outlive_the_link(bob: Person, charlie: Person) -> None:
    link = Share.objects.create(generation=bob.make(EDIT, imageUrl=bob.upload().key), include_inputs=True)
    key = fields(parse(charlie.post("open_share", link.slug, htmx=True)))["imageUrl"][0]
    link.revoke()
    assert charlie.generate(EDIT, imageUrl=key).status_code == 200
