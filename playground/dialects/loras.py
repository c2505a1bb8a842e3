"""LoRAs on the wire: a list of objects with a `path` and a strength, which each API calls differently."""

from collections.abc import Mapping

from playground.catalog.loras import Lora, join_loras, split_loras
from playground.dialects.base import Body, tidy_numbers

PATH = "path"


def write_loras(params: Body, name: str, strength: str) -> Body:
    """Return the params with objects for the lines of the parameter of this name."""
    text = params.get(name)
    if not isinstance(text, str):
        return params
    return params | {
        name: [
            {PATH: lora.address} | ({} if lora.strength is None else {strength: tidy_numbers(lora.strength)})
            for lora in split_loras(text)
        ]
    }


def read_loras(params: Body, name: str, strength: str) -> Body:
    """Return the params with LoRAs as lines. A list of any other shape stays, and the catalog refuses it."""
    given = params.get(name)
    if not isinstance(given, list) or not all(_is_lora(item, strength) for item in given):
        return params
    return params | {name: join_loras(Lora(item[PATH], item.get(strength)) for item in given)}


def _is_lora(item: object, strength: str) -> bool:
    if not isinstance(item, Mapping) or not item.keys() <= {PATH, strength} or not isinstance(item.get(PATH), str):
        return False
    value = item.get(strength)
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e4)
