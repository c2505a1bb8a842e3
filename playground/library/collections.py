"""Collections: made, renamed, deleted and restored, filled and put in order."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.library.errors import LibraryRefused
from playground.library.models import Collection, CollectionItem, Entry
from playground.library.models.collection import LONGEST_NAME
from playground.library.names import clean_name, fold_name

MOST_COLLECTIONS = 500
# How long a deleted collection can be restored.
KEEP_DELETED = timedelta(days=1)
# Between neighbours, so that most moves change one row.
GAP = 1024


def create_collection(owner: Owner, text: str) -> Collection:
    """Make an empty collection. Raises `LibraryRefused` if the name is taken or is none."""
    name = clean_name(text, LONGEST_NAME, "collection")
    with transaction.atomic():
        lock_owners(owner)
        # What nobody can restore any more is removed here, which saves a clean-up of its own.
        owner.collections.filter(deleted__lt=timezone.now() - KEEP_DELETED).delete()
        kept = Collection.objects.visible_to(owner)
        if kept.count() >= MOST_COLLECTIONS:
            raise LibraryRefused(f"You have {MOST_COLLECTIONS} collections, which is the maximum. Delete one first.")
        _refuse_taken(kept, name)
        return Collection.objects.create(owner=owner, name=name)


def ensure_collection(owner: Owner, text: str) -> Collection:
    """Return the owner's collection of this name, which is made if there is none."""
    key = fold_name(text)
    found = Collection.objects.visible_to(owner).filter(key=key).first()
    return found or create_collection(owner, text)


def rename_collection(collection: Collection, text: str) -> None:
    """Give a collection another name."""
    name = clean_name(text, LONGEST_NAME, "collection")
    with transaction.atomic():
        lock_owners(collection.owner)
        _refuse_taken(Collection.objects.visible_to(collection.owner).exclude(pk=collection.pk), name)
        collection.name = name
        collection.save(update_fields=["name", "key"])


def _refuse_taken(others: QuerySet[Collection], name: str) -> None:
    if others.filter(key=fold_name(name)).exists():
        raise LibraryRefused(f"You already have a collection with the name “{name}”. Choose another name.")


def delete_collection(collection: Collection) -> None:
    """Delete a collection; its pictures stay in the library, and `restore_collection` brings it back."""
    collection.deleted = collection.deleted or timezone.now()
    collection.save(update_fields=["deleted"])


def restore_collection(collection: Collection) -> None:
    """Undo a deletion. Raises `LibraryRefused` if another collection has got its name meanwhile."""
    with transaction.atomic():
        lock_owners(collection.owner)
        _refuse_taken(Collection.objects.visible_to(collection.owner).exclude(pk=collection.pk), collection.name)
        collection.deleted = None
        collection.save(update_fields=["deleted"])


def kept_collections() -> QuerySet[Collection]:
    """Return everybody's collections, without those that were deleted too long ago to restore them."""
    return Collection.objects.exclude(deleted__lte=timezone.now() - KEEP_DELETED)


def find_deleted(owner: Owner | None, id: UUID) -> Collection | None:
    """Return a collection of the owner that can still be restored."""
    if owner is None:
        return None
    return kept_collections().filter(owner=owner, pk=id).exclude(deleted=None).first()


def items_of(collection: Collection) -> QuerySet[CollectionItem]:
    """Return the items in their order, without those whose pictures are in the trash."""
    return collection.items.filter(entry__deleted=None).order_by("position", "id")


def last_position(collection_id: UUID) -> int:
    """Return the position of the last item, 0 in an empty collection."""
    items = CollectionItem.objects.filter(collection=collection_id)
    return int(items.aggregate(last=Max("position"))["last"] or 0)


def add_to_collection(collection: Collection, entry: Entry) -> bool:
    """Add an entry at the end; return False if it was in there."""
    position = last_position(collection.pk) + GAP
    return CollectionItem.objects.get_or_create(collection=collection, entry=entry, defaults={"position": position})[1]


def remove_from_collection(collection: Collection, entry: Entry) -> bool:
    """Take an entry out; return False if it was not in there."""
    return collection.items.filter(entry=entry).delete()[0] > 0


def move_item(collection: Collection, item_id: int, before_id: int | None) -> bool:
    """Put an item before another one, or with None at the end; return False if either is not in the collection."""
    return retry_on_deadlock(partial(_move, collection, item_id, before_id))


def _move(collection: Collection, item_id: int, before_id: int | None) -> bool:
    with transaction.atomic():
        # Two moves at the same time would otherwise reckon with the same neighbours.
        list(Collection.objects.select_for_update(no_key=True).filter(pk=collection.pk))
        item = collection.items.filter(pk=item_id).first()
        before = collection.items.filter(pk=before_id).first() if before_id is not None else None
        if item is None or (before_id is not None and before is None):
            return False
        others = collection.items.exclude(pk=item.pk)
        item.position = last_position(collection.pk) + GAP if before is None else _make_room(others, before)
        item.save(update_fields=["position"])
    return True


def move_after(collection: Collection, item_id: int, after_id: int) -> bool:
    """Put an item after another one; return False if either is not in the collection."""
    after = collection.items.filter(pk=after_id).first()
    if after is None or item_id == after_id:
        return False
    later = Q(position__gt=after.position) | Q(position=after.position, id__gt=after.pk)
    following = collection.items.filter(later).exclude(pk=item_id).order_by("position", "id").first()
    return move_item(collection, item_id, following.pk if following else None)


def _make_room(others: QuerySet[CollectionItem], before: CollectionItem) -> int:
    """Return a position just before an item; where there is no gap, all from that item on move up."""
    at_or_after = Q(position__gt=before.position) | Q(position=before.position, id__gte=before.pk)
    former = others.exclude(at_or_after).aggregate(last=Max("position"))["last"] or 0
    if before.position - former >= 2:
        return (former + before.position) // 2
    others.filter(at_or_after).update(position=F("position") + 2 * GAP)
    return former + GAP


def step_item(collection: Collection, item_id: int, step: int) -> bool:
    """Move an item one place towards the beginning (-1) or the end (1); return False if it cannot move there."""
    item = items_of(collection).filter(pk=item_id).first()
    if item is None:
        return False
    if step < 0:
        earlier = Q(position__lt=item.position) | Q(position=item.position, id__lt=item.pk)
        target = items_of(collection).filter(earlier).reverse().first()
        return target is not None and move_item(collection, item_id, target.pk)
    later = Q(position__gt=item.position) | Q(position=item.position, id__gt=item.pk)
    following = list(items_of(collection).filter(later)[:2])
    if not following:
        return False
    return move_item(collection, item_id, following[1].pk if len(following) > 1 else None)
