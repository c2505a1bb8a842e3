"""A guest's tags, collections and searches move to the account; same-named ones merge."""

from playground.generations.adopt import adopt
from playground.generations.remove_owner import remove_owner
from playground.library.collections import add_to_collection, create_collection, items_of
from playground.library.models import Collection, CollectionItem, SavedSearch, Tag, Tagging
from playground.library.search.finding import search
from playground.library.tags import add_tags
from tests.cast import Person
from tests.library.entries import make_entries


def test_what_a_guest_keeps_moves_and_merges(alice: Person, bob: Person) -> None:
    (hers,), (his, other) = make_entries(alice, 1), make_entries(bob, 2)
    add_tags(alice.owner, hers, "Poster")
    add_tags(bob.owner, his, "poster, sea")
    summer = create_collection(alice.owner, "Summer")
    add_to_collection(summer, hers)
    his_summer, winter = create_collection(bob.owner, "SUMMER"), create_collection(bob.owner, "Winter")
    for entry in (other, his):
        add_to_collection(his_summer, entry)
    add_to_collection(winter, his)
    adopt(bob.owner, alice.owner)
    assert set(Tag.objects.filter(owner=alice.owner).values_list("name", flat=True)) == {"Poster", "sea"}
    assert {tagging.entry_id for tagging in Tagging.objects.filter(tag__name="Poster")} == {hers.pk, his.pk}
    assert {entry.pk for entry in search(alice.owner, "tag:poster").entries} == {hers.pk, his.pk}
    assert [item.entry_id for item in items_of(summer)] == [hers.pk, other.pk, his.pk]
    assert set(Collection.objects.visible_to(alice.owner).values_list("name", flat=True)) == {"Summer", "Winter"}


def test_searches_of_one_name_are_both_kept_if_they_differ(alice: Person, bob: Person) -> None:
    SavedSearch.objects.create(owner=alice.owner, name="Best", search="rating:5")
    SavedSearch.objects.create(owner=alice.owner, name="Foxes", search="fox")
    SavedSearch.objects.create(owner=bob.owner, name="best", search="is:picked")
    SavedSearch.objects.create(owner=bob.owner, name="foxes", search="fox")
    adopt(bob.owner, alice.owner)
    kept = dict(SavedSearch.objects.filter(owner=alice.owner).values_list("name", "search"))
    assert kept == {"Best": "rating:5", "Foxes": "fox", "best (2)": "is:picked"}


def test_a_removed_owner_leaves_nothing(bob: Person) -> None:
    (entry,) = make_entries(bob, 1)
    add_tags(bob.owner, entry, "poster")
    add_to_collection(create_collection(bob.owner, "Summer"), entry)
    SavedSearch.objects.create(owner=bob.owner, name="Best", search="rating:5")
    remove_owner(bob.owner)
    for model in (Tag, Tagging, Collection, CollectionItem, SavedSearch):
        assert not model.objects.exists()
