"""The specs that come with the product: all by their ids, and one of each form for what differs little between them."""

from collections.abc import Mapping
from typing import Any

import pytest

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec

SPECS: Mapping[str, ModelSpec] = specs()


def one_of_each_form() -> list[Any]:
    """Return the ids of all specs for `parametrize`: the first of each dialect and mode, the others as thorough."""
    seen: set[tuple[str, str]] = set()
    params = []
    for spec_id, spec in SPECS.items():
        is_first = (spec.dialect, spec.mode) not in seen
        seen.add((spec.dialect, spec.mode))
        params.append(pytest.param(spec_id, marks=[] if is_first else pytest.mark.thorough))
    return params


ONE_OF_EACH_FORM = one_of_each_form()
