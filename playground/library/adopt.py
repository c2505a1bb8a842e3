"""Moves a guest's tags, collections and searches to the account that the guest signs in to; same-named ones merge."""

from itertools import count

from django.db.models import F

from playground.accounts.models import Owner
from playground.generations.adopt import also_adopt
from playground.generations.storage.purge_guests import also_keep
from playground.library.collections import GAP, last_position
from playground.library.models import BulkChange, Collection, CollectionItem, SavedSearch, State, Tag, Tagging
from playground.library.models.saved_search import LONGEST_NAME
from playground.library.names import fold_name


def adopt_library(guest: Owner, owner: Owner) -> None:
    """Move what the guest keeps in the library; the caller has a transaction and has locked both owners."""
    _adopt_tags(guest, owner)
    _adopt_collections(guest, owner)
    _adopt_searches(guest, owner)
    # A change of all that match would go on over the pictures of the account, too.
    running = BulkChange.objects.filter(owner=guest, state=State.RUNNING)
    running.update(state=State.DONE, stopped="The change was stopped, because you signed in before it was finished.")
    BulkChange.objects.filter(owner=guest).update(owner=owner)


def _adopt_tags(guest: Owner, owner: Owner) -> None:
    own = dict(Tag.objects.filter(owner=owner).values_list("key", "pk"))
    for tag in Tag.objects.filter(owner=guest, key__in=own):
        # The two have no entry in common, because an entry has one owner.
        Tagging.objects.filter(tag=tag).update(tag=own[tag.key])
        tag.delete()
    Tag.objects.filter(owner=guest).update(owner=owner)


def _adopt_collections(guest: Owner, owner: Owner) -> None:
    own = dict(Collection.objects.visible_to(owner).values_list("key", "pk"))
    for collection in Collection.objects.visible_to(guest).filter(key__in=own):
        kept = own[collection.key]
        # The guest's pictures follow those of the account, in their own order.
        places = {"collection": kept, "position": F("position") + last_position(kept) + GAP}
        CollectionItem.objects.filter(collection=collection).update(**places)
        collection.delete()
    Collection.objects.filter(owner=guest).update(owner=owner)


def _adopt_searches(guest: Owner, owner: Owner) -> None:
    own = {fold_name(search.name): search.search for search in SavedSearch.objects.filter(owner=owner)}
    for search in SavedSearch.objects.filter(owner=guest):
        if own.get(fold_name(search.name)) == search.search:
            search.delete()
            continue
        # Another search of the same name is kept under a name of its own.
        search.name = _free_name(search.name, set(own))
        search.owner = owner
        search.save(update_fields=["name", "owner"])
        own[fold_name(search.name)] = search.search


def _free_name(name: str, taken: set[str]) -> str:
    names = (name if number == 1 else f"{name[: LONGEST_NAME - 6]} ({number})" for number in count(1))
    return next(free for free in names if fold_name(free) not in taken)


also_adopt(adopt_library)
also_keep(Collection, "created")
also_keep(SavedSearch, "created")
also_keep(Tag)
