"""`manage.py fill_history`: a history to try pages with."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count

from playground.accounts.models import Owner
from playground.generations.models import Generation, Picture
from playground.imaging.facts import measure
from tests.cast import Person


def test_adds_finished_generations_with_rows_and_files_of_their_own(
    alice: Person, files: Callable[[], list[str]]
) -> None:
    call_command("fill_history", 2, owner=alice.owner.id)
    made = list(Generation.objects.visible_to(alice.owner).newest_first().prefetch_related("pictures"))
    assert [row.status for row in made] == ["done"] * 2
    pictures = [row.pictures.get() for row in made]
    assert files() == sorted(name for one in pictures for name in (one.key, *one.thumbnail_keys.values()))
    assert [measure(one.read()).sha256 for one in pictures] == [one.sha256 for one in pictures]


def test_a_picture_can_go_without_taking_its_bytes_from_another(alice: Person, files: Callable[[], list[str]]) -> None:
    call_command("fill_history", 7, owner=alice.owner.id)
    first, *others = Picture.objects.order_by("created")
    assert first.sha256 in {one.sha256 for one in others}
    first.remove_files()
    assert all(len(one.read()) == one.byte_size for one in others)


def test_finds_the_owner_by_email_address(alice: Person, files: Callable[[], list[str]]) -> None:
    assert alice.owner.user is not None
    call_command("fill_history", 1, email=alice.owner.user.email.upper())
    assert alice.owner.generations.count() == 1


@pytest.mark.usefixtures("db")
def test_refuses_an_owner_that_does_not_exist() -> None:
    with pytest.raises(CommandError, match="no owner nobody@"):
        call_command("fill_history", 1, email="nobody@example.com")


def test_refuses_to_add_nothing(alice: Person) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("fill_history", 0, owner=alice.owner.id)


def test_spreads_generations_over_new_owners(alice: Person, files: Callable[[], list[str]]) -> None:
    call_command("fill_history", 5, owners=2)
    shares = (
        Owner.objects.exclude(id=alice.owner.id).annotate(number=Count("generations")).values_list("number", flat=True)
    )
    assert sorted(shares) == [2, 3]
    assert len(files()) == 5 * 3


def test_fills_a_list_of_jobs(alice: Person, files: Callable[[], list[str]]) -> None:
    call_command("fill_history", 18, owner=alice.owner.id, source="api")
    assert alice.owner.generations.filter(source="api", dialect="apiframe").count() > 0
    assert not alice.owner.generations.exclude(source="api").exists()


def test_can_add_rows_without_files(alice: Person, files: Callable[[], list[str]]) -> None:
    call_command("fill_history", 3, owner=alice.owner.id, without_files=True)
    assert alice.owner.generations.filter(pictures__isnull=False).count() == 3
    assert files() == []


def test_fills_a_storage_that_is_not_a_folder(alice: Person, settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    call_command("fill_history", 7, owner=alice.owner.id)
    assert all(len(one.read()) == one.byte_size for one in Picture.objects.all())


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("number", [0, -1])
def test_refuses_zero_new_owners(number: int) -> None:
    with pytest.raises(CommandError):
        call_command("fill_history", 1, owners=number)


def test_varies_what_can_be_searched(alice: Person) -> None:
    call_command("fill_history", 12, "--varied", "--without-files", owner=alice.owner.id)
    made = Generation.objects.visible_to(alice.owner)
    assert len({row.prompt for row in made}) == len({row.seed for row in made}) == 12
    assert all(row.resolved["prompt"] == row.prompt for row in made)
    assert made.filter(status="failed").count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no statistics")
def test_postgresql_plans_for_the_rows_at_once(alice: Person) -> None:
    call_command("fill_history", 7, "--without-files", owner=alice.owner.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname IN ('library_entry', 'library_text')")
        assert dict(cursor.fetchall()) == {"library_entry": 7, "library_text": 7}
