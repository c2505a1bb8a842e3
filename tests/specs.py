"""The specs that come with the product, by their ids."""

from collections.abc import Mapping

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec

SPECS: Mapping[str, ModelSpec] = specs()
