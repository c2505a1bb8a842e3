"""What each action does to the entries of a step, and how it is undone. Each is a few statements without lists of ids.

Rows of generations are changed before those of their entries, in the order of the triggers.
"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.db.models import (
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber

from playground.generations.models import Generation, Share, Status
from playground.generations.models.generation import GenerationQuerySet
from playground.library.bulk.insert import insert_from
from playground.library.collections import GAP, last_position
from playground.library.models import Action, BulkChange, BulkItem, CollectionItem, Entry, Tagging
from playground.library.models.entry import EntryQuerySet

# Each link can be found by whoever has it, and somebody must be able to read the list.
MOST_SHARED = 100


class BulkAction:
    """The base: an action that changes all entries of the selection, and cannot be undone."""

    can_undo: ClassVar[bool] = True

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        """Return the entries with something to change."""
        return entries

    def position(self, change: BulkChange) -> Combinable:
        """Return what is kept as the position of each entry."""
        return Value(0)

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        """Change the entries."""
        raise NotImplementedError

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        """Bring back what these items say."""
        raise NotImplementedError


def generations_of(entries: EntryQuerySet) -> GenerationQuerySet:
    return Generation.objects.filter(id__in=entries.values("generation"))


def entries_of(items: QuerySet[BulkItem]) -> EntryQuerySet:
    return Entry.objects.filter(id__in=items.values("entry"))


class MarkAll(BulkAction):
    """Sets the marks of `value`."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.exclude(**change.value)

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        generations_of(entries).advance()
        entries.update(**change.value)

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        # What was marked otherwise since then stays.
        entries = entries_of(items).filter(**change.value)
        generations_of(entries).advance()
        former = BulkItem.objects.filter(change=change, entry=OuterRef("pk"))
        entries.update(**{name: Subquery(former.values(name)) for name in change.value})


class TagAll(BulkAction):
    """Adds the tag of `value`."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.exclude(Exists(self._taggings(change).filter(entry=OuterRef("pk"))))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        tag = Value(change.value["tag"], IntegerField())
        insert_from(Tagging, ("tag", "entry"), entries.annotate(added=tag).values_list("added", "pk"))

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        self._taggings(change).filter(entry__in=items.values("entry")).delete()

    def _taggings(self, change: BulkChange) -> QuerySet[Tagging]:
        # The tag may have been removed since, and its number then names nothing.
        return Tagging.objects.filter(tag=change.value["tag"], tag__owner=change.owner_id)


class UntagAll(TagAll):
    """Takes the tag of `value` away."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.filter(Exists(self._taggings(change).filter(entry=OuterRef("pk"))))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        self._taggings(change).filter(entry__in=entries).delete()

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        super().apply(change, entries_of(items))


class CollectAll(BulkAction):
    """Adds to the end of the collection of `value`."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.exclude(Exists(self._items(change).filter(entry=OuterRef("pk"))))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        last = last_position(UUID(change.value["collection"]))
        number = Window(RowNumber(), order_by=F("sort_key").desc())
        rows = entries.annotate(
            into=Value(UUID(change.value["collection"]), UUIDField()),
            place=ExpressionWrapper(last + GAP * number, IntegerField()),
        )
        rows = rows.order_by("-sort_key")
        insert_from(CollectionItem, ("collection", "entry", "position"), rows.values_list("into", "pk", "place"))

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        self._items(change).filter(entry__in=items.values("entry")).delete()

    def _items(self, change: BulkChange) -> QuerySet[CollectionItem]:
        return CollectionItem.objects.filter(collection=change.value["collection"], collection__owner=change.owner_id)


class UncollectAll(CollectAll):
    """Takes out of the collection of `value`, and remembers the places."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.filter(Exists(self._items(change).filter(entry=OuterRef("pk"))))

    def position(self, change: BulkChange) -> Combinable:
        return Subquery(self._items(change).filter(entry=OuterRef("pk")).values("position"))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        self._items(change).filter(entry__in=entries).delete()

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        rows = items.annotate(into=Value(UUID(change.value["collection"]), UUIDField())).order_by("position", "id")
        insert_from(CollectionItem, ("collection", "entry", "position"), rows.values_list("into", "entry", "position"))


class ShareAll(BulkAction):
    """Makes a public link for each finished picture without one."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        shared = Share.objects.open().filter(generation=OuterRef("generation"))
        return entries.filter(status=Status.DONE).exclude(Exists(shared))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        # The moment of the change tells its links from others.
        ids = entries.values_list("generation", flat=True)[:MOST_SHARED]
        Share.objects.bulk_create([Share(generation_id=id_, created=change.created) for id_ in ids])

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        for share in links_of(change).filter(generation__entry__in=items.values("entry")):
            share.revoke()


def links_of(change: BulkChange) -> QuerySet[Share]:
    """Return the links that a change has made and that still work."""
    links = Share.objects.open().filter(generation__owner=change.owner_id, created=change.created)
    return links.select_related("generation").order_by("-generation__created", "-generation_id")


class DeleteAll(BulkAction):
    """Moves to the trash. The moment of the change tells what it has deleted from what was deleted otherwise."""

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        generations = generations_of(entries).filter(deleted=None)
        # There are at most as many as a person may have waiting. A worker would otherwise go on with them.
        for generation in generations.active():
            generation.cancel()
        generations.advance(deleted=change.created)

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        generations_of(entries_of(items)).filter(deleted=change.created).advance(deleted=None)


class RestoreAll(BulkAction):
    """Brings back from the trash."""

    can_undo = False

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        generations_of(entries).advance(deleted=None)


ACTIONS: Mapping[str, BulkAction] = {
    Action.MARK: MarkAll(),
    Action.TAG: TagAll(),
    Action.UNTAG: UntagAll(),
    Action.COLLECT: CollectAll(),
    Action.UNCOLLECT: UncollectAll(),
    Action.SHARE: ShareAll(),
    Action.DELETE: DeleteAll(),
    Action.RESTORE: RestoreAll(),
}
