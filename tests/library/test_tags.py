"""Tags are added by name, whatever its case, and completed as they are typed."""

import pytest

from playground.library import tags
from playground.library.errors import LibraryRefused
from playground.library.models import Tag
from playground.library.tags import add_tags, complete_tag, remove_tag, tags_of
from tests.cast import Person
from tests.library.entries import make_entries


def names(found: object) -> list[str]:
    return [tag.name for tag in found]  # type: ignore[attr-defined]


def test_a_tag_is_one_whatever_its_case(bob: Person) -> None:
    first, second = make_entries(bob, 2)
    assert names(add_tags(bob.owner, first, "Poster, Summer , poster")) == ["Poster", "Summer"]
    assert names(add_tags(bob.owner, second, "POSTER")) == ["Poster"]
    assert add_tags(bob.owner, second, "poster") == []
    assert names(tags_of(first)) == ["Poster", "Summer"]
    assert Tag.objects.count() == 2


def test_a_tag_leaves_only_this_picture(bob: Person, alice: Person) -> None:
    first, second = make_entries(bob, 2)
    (tag,) = add_tags(bob.owner, first, "poster")
    add_tags(bob.owner, second, "poster")
    assert remove_tag(alice.owner, first, tag.pk) == ""
    assert remove_tag(bob.owner, first, tag.pk) == "poster"
    assert remove_tag(bob.owner, first, tag.pk) == ""
    assert names(tags_of(second)) == ["poster"]


def test_completion_begins_with_what_is_used_most(bob: Person, alice: Person) -> None:
    first, second = make_entries(bob, 2)
    add_tags(bob.owner, first, "poster, portrait, sea")
    add_tags(bob.owner, second, "portrait")
    assert names(complete_tag(bob.owner, "PO")) == ["portrait", "poster"]
    assert names(complete_tag(bob.owner, "")) == ["portrait", "poster", "sea"]
    assert complete_tag(alice.owner, "po") == []
    assert complete_tag(None, "po") == []


def test_limits_are_said(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = make_entries(bob, 1)
    with pytest.raises(LibraryRefused, match="You entered 21 tags; the maximum is 20 at once"):
        add_tags(bob.owner, entry, ",".join(map(str, range(21))))
    monkeypatch.setattr(tags, "MOST_TAGS_AN_ENTRY", 2)
    with pytest.raises(LibraryRefused, match="The picture would have 3 tags; the maximum is 2"):
        add_tags(bob.owner, entry, "a, b, c")
    # What is refused leaves no tag without a picture behind.
    assert not Tag.objects.exists()
    add_tags(bob.owner, entry, "a, b")
    monkeypatch.setattr(tags, "MOST_TAGS", 2)
    with pytest.raises(LibraryRefused, match="You have 2 tags, which is the maximum"):
        add_tags(bob.owner, entry, "d")
