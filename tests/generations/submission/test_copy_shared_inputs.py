"""Opening a shared recipe refers to its input files; none is copied, and none is deleted while somebody needs it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from playground.generations.models import Asset, Generation, Share
from playground.generations.remove_owner import remove_owner
from playground.generations.storage.orphans import find_lost_images, find_orphan_files
from playground.generations.storage.purge import purge
from tests.cast import EDIT, Person, make_file
from tests.markup import Element, parse

type Files = Callable[[], list[str]]


def share(person: Person) -> Share:
    made = person.make(EDIT, imageUrl=person.upload(make_file(640, 480)).key)
    return Share.objects.create(generation=made, include_inputs=True)


def open_recipe(person: Person, link: Share) -> Element:
    response = person.client.post(f"/s/{link.slug}/open/", follow=True)
    assert response.status_code == 200
    return parse(response)


def taken(person: Person) -> Asset:
    return Asset.objects.get(owner=person.owner)


def test_twenty_visitors_add_no_file(bob: Person, files: Files) -> None:
    link = share(bob)
    before = files()
    for _ in range(20):
        open_recipe(Person(Client()), link)
    assert files() == before
    assert Asset.objects.count() == 21


def test_visitors_can_use_the_picture_like_their_own(bob: Person, anonymous: Person) -> None:
    open_recipe(anonymous, share(bob))
    asset = taken(anonymous)
    for address in (f"/files/{asset.id}/picture.png", f"/{asset.key}"):
        assert anonymous.fetch(address).content == asset.read()
    assert bob.fetch(f"/files/{asset.id}/picture.png").status == 404
    assert anonymous.fetch(f"/files/{asset.id}/small.webp").status == 200
    assert anonymous.make(EDIT, imageUrl=asset.key).status == "done"
    assert anonymous.owner.stored_bytes > asset.byte_size


def test_a_file_is_removed_with_its_last_reference(bob: Person, anonymous: Person, files: Files) -> None:
    link = share(bob)
    open_recipe(anonymous, link)
    asset = taken(anonymous)
    long_ago = timezone.now() - timedelta(days=31)
    Generation.objects.update(deleted=long_ago)
    Asset.objects.filter(owner=bob.owner).update(created=long_ago)
    purge()
    purge()
    assert list(Asset.objects.all()) == [asset]
    assert anonymous.fetch(f"/files/{asset.id}/picture.png").content == asset.read()
    assert list(find_orphan_files(timezone.now() + timedelta(days=1))) == []
    assert list(find_lost_images()) == []
    Asset.objects.update(created=long_ago)
    purge()
    assert files() == []


def test_removing_an_owner_keeps_files_of_others(bob: Person, anonymous: Person, charlie: Person, files: Files) -> None:
    link = share(bob)
    for person in (anonymous, charlie):
        open_recipe(person, link)
    uploaded = Asset.objects.get(owner=bob.owner)
    remove_owner(charlie.owner)
    assert bob.fetch(f"/files/{uploaded.id}/picture.png").content == uploaded.read()
    remove_owner(bob.owner)
    assert anonymous.fetch(f"/files/{taken(anonymous).id}/picture.png").status == 200
    remove_owner(anonymous.owner)
    assert files() == []


def test_a_visitor_with_full_storage_gets_the_recipe_without_inputs(
    bob: Person, anonymous: Person, settings: Any
) -> None:
    link = share(bob)
    settings.STORAGE_PER_GUEST_MB = 1
    Asset.objects.update(byte_size=2**20)
    page = open_recipe(anonymous, link)
    assert "1 MB that you may store here" in page.text
    assert not Asset.objects.filter(owner=anonymous.owner).exists()
    assert anonymous.studio(EDIT).control("prompt").text == "a red fox"
