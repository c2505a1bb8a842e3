"""The database writes an entry with each generation and keeps it equal to the generation."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.adopt import adopt
from playground.generations.models import Generation, Share, Status
from playground.generations.remove_owner import remove_owner
from playground.generations.storage.remove import remove_generation
from playground.library.database.installing import after_migrations, remove
from playground.library.models import Entry, EntryText, Tag, Tagging
from playground.library.models.entry import ACTIVE
from playground.library.search.finding import search
from playground.library.tags import ensure_tags
from tests.cast import EDIT, FLEX, Person


def make(owner: Owner, **values: Any) -> Generation:
    params = {"prompt": "a red fox"}
    resolved = params | {"seed": 42, "steps": 30, "guidance": 3.5, "output_format": "webp"}
    facts = {"params": params, "resolved": resolved, "width": 1024, "height": 768, "engine": "sketch"}
    return Generation.objects.create(**({"owner": owner, "spec_id": FLEX} | facts | values))


def test_an_entry_has_what_its_generation_has(bob: Person) -> None:
    made = make(bob.owner, cost=0.04)
    entry = Entry.objects.get(generation=made)
    assert (entry.dialect, entry.model, entry.mode, entry.engine) == ("onemin", "flux-2-flex", "generate", "sketch")
    assert (entry.seed, entry.steps, entry.guidance, entry.format) == (42, 30, 3.5, "webp")
    assert (entry.width, entry.height, entry.cost, entry.status) == (1024, 768, 0.04, ACTIVE)
    assert (entry.owner_id, entry.created, entry.deleted) == (made.owner_id, made.created, None)
    assert (entry.references, entry.shared, entry.starred, entry.rating, entry.verdict) == (0, False, False, 0, "")


def test_other_names_of_a_parameter_count(bob: Person) -> None:
    made = bob.ask("onemin/flux-2-dev/generate", num_inference_steps=12)
    assert Entry.objects.get(generation=made).steps == 12


def test_values_that_are_no_numbers_are_left_out(bob: Person) -> None:
    made = make(bob.owner, resolved={"output_format": "a format with a long name"})
    entry = Entry.objects.get(generation=made)
    assert (entry.seed, entry.steps, entry.guidance) == (None, None, None)


def test_changes_are_followed(bob: Person) -> None:
    made = make(bob.owner)
    moment = timezone.now() - timedelta(days=400)
    Generation.objects.filter(id=made.id).update(status=Status.DONE, cost=0.5, created=moment, deleted=moment)
    entry = Entry.objects.get(generation=made)
    assert (entry.status, entry.cost, entry.created, entry.deleted) == (Status.DONE, 0.5, moment, moment)


def test_a_generation_that_starts_is_found_without_a_change_of_its_entry(bob: Person) -> None:
    made = make(bob.owner)
    before = Entry.objects.filter(generation=made).values().get()
    Generation.objects.filter(id=made.id).update(status=Status.RUNNING)
    assert Entry.objects.filter(generation=made).values().get() == before
    assert [place.generation_id for place in search(bob.owner, "status:running").following("", 9)] == [made.id]


def test_keys_sort_like_times(bob: Person) -> None:
    now = timezone.now()
    times = [now, now - timedelta(microseconds=1), now, now + timedelta(days=365 * 50), now.replace(microsecond=0)]
    # Rounded to milliseconds, the first would be in the next second.
    times += [now.replace(microsecond=999_600), now.replace(microsecond=0) + timedelta(seconds=1.5)]
    made = [make(bob.owner, created=time) for time in times]
    Generation.objects.filter(id=made[0].id).update(created=now + timedelta(days=1))
    found = list(Entry.objects.order_by("sort_key").values_list("created", flat=True))
    assert found == sorted(found)
    assert list(EntryText.objects.order_by("pk").values_list("pk", flat=True)) == list(
        Entry.objects.order_by("sort_key").values_list("sort_key", flat=True)
    )


def test_input_pictures_are_counted(bob: Person) -> None:
    asset = bob.upload()
    made = bob.ask(EDIT, imageUrl=asset.key)
    assert Entry.objects.get(generation=made).references == 1
    made.inputs.all().delete()
    assert Entry.objects.get(generation=made).references == 0


def test_links_are_noticed(bob: Person) -> None:
    made = make(bob.owner)
    share = Share.objects.create(generation=made)
    assert Entry.objects.get(generation=made).shared
    share.revoke()
    assert not Entry.objects.get(generation=made).shared
    Share.objects.create(generation=made)
    assert Entry.objects.get(generation=made).shared
    Share.objects.all().delete()
    assert not Entry.objects.get(generation=made).shared


def test_entries_move_with_their_guest(bob: Person, alice: Person) -> None:
    made, owner = make(bob.owner), alice.owner
    adopt(bob.owner, owner)
    assert Entry.objects.get(generation=made).owner == owner


def test_what_is_removed_has_no_entry(bob: Person) -> None:
    first, _ = make(bob.owner), make(bob.owner)
    Tagging.objects.create(tag=Tag.objects.create(owner=bob.owner, name="poster"), entry=first.entry)
    remove_generation(first)
    assert (Entry.objects.count(), EntryText.objects.count(), Tagging.objects.count()) == (1, 1, 0)
    remove_owner(bob.owner)
    assert (Entry.objects.count(), EntryText.objects.count()) == (0, 0)


def test_rows_written_without_triggers_get_entries_after_a_migration(bob: Person) -> None:
    remove(connection)
    made = [make(bob.owner) for _ in range(3)]
    assert Entry.objects.count() == 0
    after_migrations(using="default")
    assert list(Entry.objects.newest_first().values_list("generation_id", flat=True)) == [g.id for g in made[::-1]]
    assert EntryText.objects.count() == 3
    after_migrations(using="default")
    assert Entry.objects.count() == 3


def test_changes_without_triggers_are_followed_after_a_migration(bob: Person) -> None:
    done, deleted, restored = make(bob.owner), make(bob.owner), make(bob.owner, deleted=timezone.now())
    remove(connection)
    Generation.objects.filter(id=done.id).update(status=Status.DONE)
    Generation.objects.filter(id=deleted.id).update(deleted=timezone.now())
    Generation.objects.filter(id=restored.id).update(deleted=None)
    with connection.cursor() as cursor:
        # As in a backup of PostgreSQL, which does not have this table.
        cursor.execute("DELETE FROM library_text")
    after_migrations(using="default")
    assert Entry.objects.get(generation=done).status == Status.DONE
    found = search(bob.owner, "fox")
    assert {place.generation_id for place in found.following("", 9)} == {done.id, restored.id}
    assert EntryText.objects.count() == 2


def test_all_of_an_entry_is_written_again_after_a_migration(bob: Person) -> None:
    made, plain = make(bob.owner), make(bob.owner)
    [tag] = ensure_tags(bob.owner, ["poster"])
    remove(connection)
    Generation.objects.filter(id=made.id).update(width=64, resolved={"seed": 77, "steps": 9})
    Share.objects.create(generation=made)
    Tagging.objects.create(entry=made.entry, tag=tag)
    Entry.objects.filter(generation=made).update(note="a blue whale")
    after_migrations(using="default")
    for text in ("seed:77", "steps:9", "is:shared", "tag:poster", "whale", "size:64x768"):
        assert [place.generation_id for place in search(bob.owner, text).following("", 9)] == [made.id], text
    assert {place.generation_id for place in search(bob.owner, "fox").following("", 9)} == {made.id, plain.id}


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_is_filled_again(bob: Person) -> None:
    make(bob.owner)
    assert EntryText.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_no_texts(bob: Person) -> None:
    assert EntryText.objects.count() == 0
