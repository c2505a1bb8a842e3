"""What each action does to the entries of a step, and how it is undone. Each is a few statements without lists of ids.

Rows of generations are changed before those of their entries, in the order of the triggers.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber

from playground.generations.models import Generation, Share, Status
from playground.generations.models.cancelling import cancel_unsent
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.library.bulk.insert import insert_from
from playground.library.bulk.named import find_collection, make_collection, make_tag, tag_key
from playground.library.collections import GAP, last_position
from playground.library.models import Action, BulkChange, BulkItem, CollectionItem, Entry, Tag, Tagging, Verdict
from playground.library.models.entry import EntryQuerySet
from playground.library.tags import MOST_TAGS_AN_ENTRY

# Anyone who has a link can open it, so the list must be short enough to read.
MOST_SHARED = 100


class BulkAction(ABC):
    """What is done to entries. This base chooses all entries of the selection."""

    # Whether it names a tag or a collection, so that its steps need the lock of the owner.
    names: ClassVar[bool] = False

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        """Return the entries with something to change."""
        return entries

    def position(self, change: BulkChange) -> Combinable:
        """Return what is kept as the position of each entry."""
        return Value(0)

    @abstractmethod
    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        """Change the entries."""

    def finish(self, change: BulkChange) -> None:  # noqa: B027
        """Clean up after the last step, also after that of undoing."""


class UndoableAction(BulkAction):
    """An action that can be undone."""

    @abstractmethod
    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        """Bring back what these items say."""


def generations_of(entries: EntryQuerySet) -> GenerationQuerySet:
    return Generation.objects.filter(id__in=entries.values("generation"))


def entries_of(items: QuerySet[BulkItem]) -> EntryQuerySet:
    return Entry.objects.filter(id__in=items.values("entry"))


class MarkAll(UndoableAction):
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


class ChooseOne(UndoableAction):
    """Picks the generation that `value` names as `winner`, and rejects the others."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.exclude(self._is_chosen(change))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        generations_of(entries).advance()
        entries.update(
            verdict=Case(
                When(generation=change.value["winner"], then=Value(Verdict.PICKED.value)),
                default=Value(Verdict.REJECTED.value),
            )
        )

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        # What was marked otherwise since then stays.
        entries = entries_of(items).filter(self._is_chosen(change))
        generations_of(entries).advance()
        former = BulkItem.objects.filter(change=change, entry=OuterRef("pk"))
        entries.update(verdict=Subquery(former.values("verdict")))

    def _is_chosen(self, change: BulkChange) -> Q:
        winner = Q(generation=change.value["winner"])
        return (winner & Q(verdict=Verdict.PICKED)) | (~winner & Q(verdict=Verdict.REJECTED))


class TagAll(UndoableAction):
    """Adds the tag of `value` to what has room for one."""

    names = True

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        most = Tagging.objects.filter(entry=OuterRef("pk")).order_by("pk")[MOST_TAGS_AN_ENTRY - 1 : MOST_TAGS_AN_ENTRY]
        return entries.exclude(Exists(self._taggings(change).filter(entry=OuterRef("pk")))).exclude(Exists(most))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        tag = Value(make_tag(change).pk, IntegerField())
        insert_from(Tagging, ("tag", "entry"), entries.annotate(added=tag).values_list("added", "pk"))

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        self._taggings(change).filter(entry__in=items.values("entry")).delete()

    def finish(self, change: BulkChange) -> None:
        Tag.objects.filter(owner=change.owner_id, key=tag_key(change), taggings=None).delete()

    def _taggings(self, change: BulkChange) -> QuerySet[Tagging]:
        return Tagging.objects.filter(tag__owner=change.owner_id, tag__key=tag_key(change))


class UntagAll(TagAll):
    """Takes the tag of `value` away."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.filter(Exists(self._taggings(change).filter(entry=OuterRef("pk"))))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        self._taggings(change).filter(entry__in=entries).delete()

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        super().apply(change, entries_of(items))


class CollectAll(UndoableAction):
    """Adds to the end of the collection of `value`."""

    names = True

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.exclude(Exists(self._items(change).filter(entry=OuterRef("pk"))))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        collection = make_collection(change)
        last = last_position(collection)
        number = Window(RowNumber(), order_by=F("sort_key").desc())
        rows = entries.annotate(
            into=Value(collection, UUIDField()),
            place=ExpressionWrapper(last + GAP * number, IntegerField()),
        )
        rows = rows.order_by("-sort_key")
        insert_from(CollectionItem, ("collection", "entry", "position"), rows.values_list("into", "pk", "place"))

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        self._items(change).filter(entry__in=items.values("entry")).delete()

    def _items(self, change: BulkChange) -> QuerySet[CollectionItem]:
        return CollectionItem.objects.filter(collection=find_collection(change))


class UncollectAll(CollectAll):
    """Takes out of the collection of `value`, and remembers the places."""

    def affected(self, change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
        return entries.filter(Exists(self._items(change).filter(entry=OuterRef("pk"))))

    def position(self, change: BulkChange) -> Combinable:
        return Subquery(self._items(change).filter(entry=OuterRef("pk")).values("position"))

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        self._items(change).filter(entry__in=entries).delete()

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        into = Value(make_collection(change), UUIDField())
        rows = items.annotate(into=into).order_by("position", "id")
        insert_from(CollectionItem, ("collection", "entry", "position"), rows.values_list("into", "entry", "position"))


class ShareAll(UndoableAction):
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


class DeleteAll(UndoableAction):
    """Moves to the trash. The moment of the change tells what it has deleted from what was deleted otherwise."""

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        generations = generations_of(entries).filter(deleted=None)
        # There are at most as many as a person may have waiting. A worker would otherwise go on with them.
        cancel_unsent(generations)
        for generation in generations.active():
            generation.cancel()
        generations.advance(deleted=change.created)

    def undo(self, change: BulkChange, items: QuerySet[BulkItem]) -> None:
        generations_of(entries_of(items)).filter(deleted=change.created).advance(deleted=None)


class RestoreAll(BulkAction):
    """Brings back from the trash."""

    def apply(self, change: BulkChange, entries: EntryQuerySet) -> None:
        generations_of(entries).advance(deleted=None)


ACTIONS: Mapping[str, BulkAction] = {
    Action.MARK: MarkAll(),
    Action.CHOOSE: ChooseOne(),
    Action.TAG: TagAll(),
    Action.UNTAG: UntagAll(),
    Action.COLLECT: CollectAll(),
    Action.UNCOLLECT: UncollectAll(),
    Action.SHARE: ShareAll(),
    Action.DELETE: DeleteAll(),
    Action.RESTORE: RestoreAll(),
}
UNDOABLE: Mapping[str, UndoableAction] = {
    name: action for name, action in ACTIONS.items() if isinstance(action, UndoableAction)
}
