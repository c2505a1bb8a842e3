"""Moves what a guest has saved to the account that the guest signs in to."""

from itertools import count

from playground.accounts.models import Owner
from playground.generations.adopt import also_adopt
from playground.generations.storage.purge_guests import also_keep
from playground.presets.models import Look, Palette, PromptList, Template
from playground.presets.models.named import LONGEST_NAME, Named
from playground.presets.prompts import keep_prompts
from playground.presets.saving import fold_name

# What makes two of one name the same.
CONTENT: dict[type[Named], tuple[str, ...]] = {
    Palette: ("colours",),
    Template: ("text",),
    Look: ("spec_id", "params", "colours", "roles"),
}


def adopt_presets(guest: Owner, owner: Owner) -> None:
    """Move palettes, templates and looks; the caller has a transaction and has locked both owners."""
    for kind, content in CONTENT.items():
        _adopt(kind, content, guest, owner)
    for kept in PromptList.objects.filter(owner=guest):
        keep_prompts(owner, kept.prompts)
        kept.delete()


def _adopt(kind: type[Named], content: tuple[str, ...], guest: Owner, owner: Owner) -> None:
    rows = kind._default_manager
    own = {row.key: _read(row, content) for row in rows.filter(owner=owner)}
    for row in rows.filter(owner=guest):
        if own.get(row.key) == _read(row, content):
            row.delete()
            continue
        # Something else of the same name is kept under a name of its own.
        row.name = _free_name(row.name, set(own))
        row.key = fold_name(row.name)
        row.owner = owner
        row.save(update_fields=["name", "key", "owner"])
        own[row.key] = _read(row, content)


def _read(row: Named, content: tuple[str, ...]) -> list[object]:
    return [getattr(row, name) for name in content]


def _free_name(name: str, taken: set[str]) -> str:
    names = (name if number == 1 else f"{name[: LONGEST_NAME - 6]} ({number})" for number in count(1))
    return next(free for free in names if fold_name(free) not in taken)


also_adopt(adopt_presets)
also_keep(Look, "updated")
also_keep(Palette, "updated")
also_keep(PromptList, "updated")
also_keep(Template, "updated")
