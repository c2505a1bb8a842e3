"""Moves a guest's palettes to the account that the guest signs in to."""

from itertools import count

from playground.accounts.models import Owner
from playground.generations.adopt import also_adopt
from playground.presets.models import Palette
from playground.presets.models.palette import LONGEST_NAME
from playground.presets.palettes import fold_name


def adopt_palettes(guest: Owner, owner: Owner) -> None:
    """Move the palettes; the caller has a transaction and has locked both owners."""
    own = {palette.key: palette.colours for palette in Palette.objects.visible_to(owner)}
    for palette in Palette.objects.visible_to(guest):
        if own.get(palette.key) == palette.colours:
            palette.delete()
            continue
        # Other colours of the same name are kept under a name of their own.
        palette.name = _free_name(palette.name, set(own))
        palette.key = fold_name(palette.name)
        palette.owner = owner
        palette.save(update_fields=["name", "key", "owner"])
        own[palette.key] = palette.colours


def _free_name(name: str, taken: set[str]) -> str:
    names = (name if number == 1 else f"{name[: LONGEST_NAME - 6]} ({number})" for number in count(1))
    return next(free for free in names if fold_name(free) not in taken)


also_adopt(adopt_palettes)
