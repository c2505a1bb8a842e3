"""What a guest has saved keeps the guest, although there is no picture."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.accounts.models import Owner
from playground.catalog.composition.fields import Colour
from playground.generations.models import Generation
from playground.generations.storage.purge_guests import purge_guests
from playground.library.models import Collection, SavedSearch, Tag
from playground.presets.models import Look, Palette, PromptList, Template
from playground.presets.palettes import save_palette
from playground.presets.prompts import keep_prompts
from playground.presets.saving import save_named
from playground.presets.templates import save_template
from playground.prices.models import Cap
from playground.sweeps.models import Sweep
from tests.cast import FLEX, Person
from tests.sweeps.conftest import make_grid

type Save = Callable[[Owner], object]

SAVES: dict[str, Save] = {
    "prices.Cap": lambda owner: Cap.objects.create(owner=owner, key_source="own", micros=1),
    "sweeps.Sweep": make_grid,
    "presets.Look": lambda owner: save_named(Look, owner, "a", {"spec_id": FLEX}),
    "presets.Palette": lambda owner: save_palette(owner, "a", [Colour("#0F766E", "teal")]),
    "presets.PromptList": lambda owner: keep_prompts(owner, ["a fox"]),
    "presets.Template": lambda owner: save_template(owner, "a", "a fox"),
    "library.Collection": lambda owner: Collection.objects.create(owner=owner, name="a"),
    "library.SavedSearch": lambda owner: SavedSearch.objects.create(owner=owner, name="a", search="fox"),
    "library.Tag": lambda owner: Tag.objects.create(owner=owner, name="a"),
}
# These have no time, so they keep a guest from being empty, and not from being idle.
TIMELESS = {"prices.Cap", "library.Tag"}
# Each has conditions of its own.
ALSO_KEPT = {
    *("generations.Generation", "generations.Asset", "generations.Draft"),
    *("accounts.ApiKey", "accounts.RemoteKey"),
}
# They belong to requests, pictures or keys, which keep the guest while they are there; alone they are of no use.
NOT_KEPT = {
    *("prices.MonthlySpending", "prices.SpendingCorrection", "generations.IdempotencyKey"),
    *("generations.WebhookReceiver", "library.Entry", "library.BulkChange"),
}


def age(days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    for model in (Owner, Generation, Sweep, Collection, SavedSearch):
        model.objects.update(created=then)
    for kind in (Look, Palette, PromptList, Template):
        kind.objects.update(updated=then)


def test_every_model_of_an_owner_is_decided_about() -> None:
    fields = Owner._meta.get_fields(include_hidden=True)
    found = {field.related_model._meta.label for field in fields if field.auto_created and field.related_model}
    assert found == {*SAVES, *ALSO_KEPT, *NOT_KEPT}


@pytest.mark.parametrize("days", [0, 30])
@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES)
def test_a_guest_who_has_only_saved_something_is_kept(bob: Person, settings: Any, save: Save, days: int) -> None:
    settings.GUEST_DAYS = days
    save(bob.owner)
    age(10)
    assert purge_guests(timezone.now()) == 0
    age(31)
    assert purge_guests(timezone.now()) == (1 if days else 0)


@pytest.mark.parametrize("label", sorted(SAVES.keys() - TIMELESS))
def test_saving_again_is_a_sign_of_life(bob: Person, settings: Any, label: str) -> None:
    settings.GUEST_DAYS = 30
    bob.make()
    if label.startswith("presets"):
        SAVES[label](bob.owner)
    age(31)
    SAVES[label](bob.owner)
    assert purge_guests(timezone.now()) == 0
