"""Begins a change of many, continues it step by step, and undoes it.

A step is a short transaction over a bounded number of entries, so that other writers of SQLite get their turn, and a
request does steps for a bounded time. The row says how far it is: any later request goes on from there.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Min, UUIDField, Value
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import retry_on_deadlock
from playground.library.bulk.actions import ACTIONS, MOST_SHARED, UNDOABLE
from playground.library.bulk.insert import insert_from
from playground.library.bulk.removal import only_removable, remove_next
from playground.library.bulk.selection import Selection, find_problem, selection_of
from playground.library.errors import LibraryRefused
from playground.library.models import Action, BulkChange, BulkItem, Entry, State
from playground.library.models.bulk import MOST_SAID
from playground.library.models.entry import EntryQuerySet

# The entries of a step.
STEP = 1000
# For how long one request works, and how long it waits between steps. SQLite tells nobody that the lock is free: who
# waits for it looks again every 100 milliseconds.
SECONDS = 0.4
PAUSE = 0.12
# How many changes can be undone, and for how long.
KEPT = 5
KEEP_FOR = timedelta(days=1)


def count_affected(owner: Owner, action: Action, value: Mapping[str, Any], selection: Selection) -> int:
    """Return how many entries a change would change."""
    change = BulkChange(owner=owner, action=action, value=dict(value))
    return _affected(change, selection.entries(owner, action)).count()


def begin(owner: Owner, action: Action, value: Mapping[str, Any], selection: Selection) -> BulkChange:
    """Note a change; `go_on` does it. Raises `LibraryRefused` where too many would get a link."""
    change = BulkChange(
        owner=owner,
        action=action,
        value=dict(value),
        ids=[str(id_) for id_ in selection.ids],
        everything=selection.everything,
        search=selection.search,
    )
    affected = _affected(change, selection.entries(owner, action))
    change.total = affected.count()
    if action == Action.SHARE and change.total > MOST_SHARED:
        raise LibraryRefused(
            f"{change.total:,} pictures would get a public link; the maximum is {MOST_SHARED} at once. Select fewer."
        )
    # What is made from now on is not part of it.
    change.cursor = 1 + (affected.order_by().aggregate(newest=Max("sort_key"))["newest"] or 0)
    change.save()
    return change


def _affected(change: BulkChange, entries: EntryQuerySet) -> EntryQuerySet:
    return (
        only_removable(entries) if change.action == Action.REMOVE else ACTIONS[change.action].affected(change, entries)
    )


def go_on(change: BulkChange, seconds: float | None = None) -> BulkChange:
    """Do steps of the change, or of undoing it, until it is finished or the time is over; return it as it is now."""
    steps: dict[str, Callable[[UUID], BulkChange]] = {State.RUNNING: _step, State.UNDOING: _step_back}
    end = time.monotonic() + (SECONDS if seconds is None else seconds)
    while change.state in steps:
        change = retry_on_deadlock(partial(steps[change.state], change.pk))
        if time.monotonic() >= end:
            break
        if change.state in steps and connection.vendor == "sqlite":
            time.sleep(PAUSE)
    return change


def can_undo(change: BulkChange) -> bool:
    """Return whether a change can be undone."""
    return change.action in UNDOABLE and change.state in (State.RUNNING, State.DONE) and change.changed > 0


def begin_undo(change: BulkChange) -> BulkChange:
    """Let `go_on` undo what the change has done so far."""
    if can_undo(change):
        BulkChange.objects.filter(pk=change.pk, state__in=(State.RUNNING, State.DONE)).update(state=State.UNDOING)
    change.refresh_from_db()
    return change


def _step(id_: UUID) -> BulkChange:
    with transaction.atomic():
        change = _lock(id_)
        if change.state != State.RUNNING:
            return change
        selection = selection_of(change)
        # What the search names may have been renamed or removed since the last step, and without it more would match.
        if problem := find_problem(change.owner, selection):
            change.stopped = f"The change was stopped, because its search means something else now. {problem}"[
                :MOST_SAID
            ]
            done = 0
        else:
            entries = _affected(change, selection.entries(change.owner, Action(change.action)))
            done = (remove_next if change.action == Action.REMOVE else _change_next)(change, entries)
        if not done:
            _finish(change, State.DONE)
        change.save(update_fields=["cursor", "changed", "state", "stopped"])
        _forget(change)
    return change


def _finish(change: BulkChange, state: State) -> None:
    change.state = state
    if change.action in ACTIONS:
        ACTIONS[change.action].finish(change)


def _lock(id_: UUID) -> BulkChange:
    # Where a tag or a collection may be made, the owner is locked first, in the order of all transactions.
    named = BulkChange.objects.filter(pk=id_, action__in=[name for name, action in ACTIONS.items() if action.names])
    list(Owner.objects.select_for_update(no_key=True).filter(pk__in=named.values("owner")))
    # Two tabs may go on with the same change. The second waits here, and then sees how far the first has come.
    return BulkChange.objects.select_for_update().get(pk=id_)


def _change_next(change: BulkChange, entries: EntryQuerySet) -> int:
    """Change the next entries, and note what they were; return how many."""
    action = ACTIONS[change.action]
    entries = entries.filter(sort_key__lt=change.cursor).newest_first()
    rows = entries.annotate(of=Value(change.pk, UUIDField()), place=action.position(change))
    columns = ("change", "entry", "starred", "rating", "verdict", "position")
    # All items that are added now have a higher number.
    before = BulkItem.objects.aggregate(last=Max("id"))["last"] or 0
    done = insert_from(BulkItem, columns, rows.values_list("of", "pk", "starred", "rating", "verdict", "place")[:STEP])
    if done:
        items = BulkItem.objects.filter(change=change, id__gt=before)
        action.apply(change, Entry.objects.filter(id__in=items.values("entry")))
        change.cursor = items.aggregate(oldest=Min("entry__sort_key"))["oldest"]
        change.changed += done
    return done


def _step_back(id_: UUID) -> BulkChange:
    with transaction.atomic():
        change = _lock(id_)
        if change.state != State.UNDOING:
            return change
        items = BulkItem.objects.filter(change=change).order_by("entry")
        bound = items.values_list("entry", flat=True)[STEP - 1 : STEP].first()
        some = items.order_by() if bound is None else items.filter(entry__lte=bound).order_by()
        UNDOABLE[change.action].undo(change, some)
        change.changed -= some.delete()[0]
        if bound is None:
            _finish(change, State.UNDONE)
        change.save(update_fields=["changed", "state"])
    return change


def _forget(change: BulkChange) -> None:
    """Forget older changes, and remove a part of what was needed to undo them: as much as a step can add.

    A change is forgotten as a whole: nobody can undo the rest of it. One that still works is not forgotten.
    """
    own = BulkChange.objects.filter(owner=change.owner_id).exclude(pk=change.pk)
    finished = own.filter(state__in=(State.DONE, State.UNDONE))
    kept = list(own.exclude(state=State.FORGOTTEN).order_by("-created").values_list("pk", flat=True)[: KEPT - 1])
    finished.exclude(pk__in=kept).update(state=State.FORGOTTEN)
    finished.filter(created__lt=timezone.now() - KEEP_FOR).update(state=State.FORGOTTEN)
    old = own.filter(state=State.FORGOTTEN)
    if not old.exists():
        return
    items = BulkItem.objects.filter(change__in=old)
    BulkItem.objects.filter(pk__in=items.values("pk")[:STEP]).delete()
    old.filter(items=None).delete()
