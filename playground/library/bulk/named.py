"""The tag or the collection that a change names. Either may be gone when a step comes to it, or have another id.

What is gone is made again by its name, without regard to the limits: an undo brings back what was there. The caller has
locked the owner.
"""

from uuid import UUID

from playground.library.models import BulkChange, Collection, Tag
from playground.library.names import fold_name


def tag_key(change: BulkChange) -> str:
    return fold_name(change.value["name"])


def make_tag(change: BulkChange) -> Tag:
    """Return the tag of the change."""
    name = change.value["name"]
    return Tag.objects.get_or_create(owner_id=change.owner_id, key=fold_name(name), defaults={"name": name})[0]


def find_collection(change: BulkChange) -> UUID | None:
    """Return the id of the collection of the change: it may have been renamed, or merged into one of its name."""
    own = Collection.objects.filter(owner=change.owner_id)
    kept = own.filter(pk=change.value["collection"]) if change.value.get("collection") else own.none()
    named = own.filter(deleted=None, key=fold_name(change.value["name"]))
    return kept.values_list("pk", flat=True).first() or named.values_list("pk", flat=True).first()


def make_collection(change: BulkChange) -> UUID:
    """Return the id of the collection of the change."""
    name = change.value["name"]
    return find_collection(change) or Collection.objects.create(owner_id=change.owner_id, name=name).pk
