"""Palettes are saved under a name, belong to one owner, and move with a guest who signs in."""

import pytest

from playground.catalog.composition import Colour
from playground.generations.adopt import adopt
from playground.generations.remove_owner import remove_owner
from playground.presets.models import Palette
from playground.presets.palettes import list_colours, save_palette
from playground.presets.saving import MOST, PresetRefused
from tests.cast import Person

TEAL, CREAM = Colour("#0F766E", "teal", "the door"), Colour("#FFF7E0")


def names(person: Person) -> dict[str, list[str]]:
    return {
        palette.name: [colour.hex for colour in list_colours(palette)]
        for palette in Palette.objects.visible_to(person.owner)
    }


def test_a_palette_is_saved_without_its_objects(alice: Person) -> None:
    palette = save_palette(alice.owner, " Autumn \0 days ", [TEAL, CREAM])
    assert palette.name == "Autumn days"
    assert list_colours(palette) == (Colour("#0F766E", "teal"), CREAM)


def test_the_same_name_replaces_the_colours(alice: Person) -> None:
    save_palette(alice.owner, "Autumn", [TEAL])
    save_palette(alice.owner, "AUTUMN", [CREAM])
    assert names(alice) == {"AUTUMN": ["#FFF7E0"]}


@pytest.mark.parametrize(
    ("name", "colours", "sentence"),
    [
        (" \0 ", [TEAL], "The palette has no name."),
        ("x" * 61, [TEAL], "The name has 61 characters; the maximum is 60."),
        ("Autumn", [], "There are no colors to save."),
        ("Autumn", [TEAL] * 17, "The palette has 17 colors; the maximum is 16."),
    ],
)
def test_what_cannot_be_saved_is_said(alice: Person, name: str, colours: list[Colour], sentence: str) -> None:
    with pytest.raises(PresetRefused) as caught:
        save_palette(alice.owner, name, colours)
    assert caught.value.sentence.startswith(sentence)
    assert names(alice) == {}


def test_there_is_a_limit_which_does_not_stop_changes(alice: Person) -> None:
    owner = alice.owner
    rows = [Palette(owner=owner, name=f"{number}", key=f"{number}") for number in range(MOST)]
    Palette.objects.bulk_create(rows)
    with pytest.raises(PresetRefused, match="You have 100 palettes"):
        save_palette(owner, "One more", [TEAL])
    save_palette(owner, "7", [TEAL])
    assert names(alice)["7"] == ["#0F766E"]


def test_a_guests_palettes_move_to_the_account(alice: Person, bob: Person) -> None:
    for person, name, colour in (
        (alice, "Best", TEAL),
        (alice, "Same", TEAL),
        (bob, "best", CREAM),
        (bob, "SAME", TEAL),
    ):
        save_palette(person.owner, name, [Colour(colour.hex, colour.name)])
    adopt(bob.owner, alice.owner)
    assert names(alice) == {"Best": ["#0F766E"], "Same": ["#0F766E"], "best (2)": ["#FFF7E0"]}


def test_a_removed_owner_leaves_none(bob: Person) -> None:
    save_palette(bob.owner, "Autumn", [TEAL])
    remove_owner(bob.owner)
    assert not Palette.objects.exists()
