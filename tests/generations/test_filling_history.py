"""`manage.py fill_history`: a history to try pages with."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from playground.generations.imaging.facts import measure
from playground.generations.models import Generation, Picture
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


def test_finds_the_owner_by_the_address_of_their_account(alice: Person, files: Callable[[], list[str]]) -> None:
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
