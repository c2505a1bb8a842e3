"""Grids to buy from."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.accounts.models import Owner
from playground.catalog.loading import get_spec
from playground.configuration.environment import RemoteApi
from playground.sweeps.axes import Axis
from playground.sweeps.making import NewSweep, make_sweep
from playground.sweeps.models import Sweep
from tests.cast import FLEX

STEPS = Axis("parameter", "steps", (10, 20, 30))
ANIMALS = Axis("words", "fox", ("wolf", "cat"))
PRO = "bfl/flux-2-pro/generate"

type MakeSweep = Callable[..., Sweep]


def make_grid(owner: Owner, *axes: Axis, spec_id: str = FLEX, budget: int | None = None, **params: Any) -> Sweep:
    params = {"prompt": "a red fox", "seed": 7, **params}
    return make_sweep(owner, NewSweep("Foxes", get_spec(spec_id), params, axes or (STEPS, ANIMALS), budget))


@pytest.fixture
def priced(settings: Any) -> None:
    """Give this server a key for an API whose prices are known: $0.03 for a picture of a megapixel."""
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"bfl": RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_FOR, settings.SERVER_KEYS_A_DAY, settings.SERVER_KEYS_IN_ALL_A_DAY = "everyone", 0, 0
