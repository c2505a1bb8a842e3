"""Draws params that a spec accepts, with every kind of value that its form can hold."""

from typing import Any

from hypothesis import strategies as st

from playground.catalog.boxes import Area, Box, make_box, write_boxes
from playground.catalog.sizes import LARGEST_AREA
from playground.catalog.spec import ModelSpec, Parameter
from playground.catalog.validation import CUSTOM, MATCH

LARGEST_SEED = 2**53 - 1
# What this server takes where the API documents no maximum.
UNDOCUMENTED = {"steps": 200}
# Quotes, line breaks, markup, letters of several bytes, and spaces at both ends.
WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), min_size=1, max_size=40
).filter(str.strip)


def valid_params(spec: ModelSpec, pictures: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Return valid params in any order, without defaults; `pictures` are the keys that there are."""
    # The form has a number of pictures of its own in place of the API's.
    required = {part.name: _values(part, pictures) for part in spec.form_parameters if _is_required(part)}
    others = {part.name: _values(part, pictures) for part in spec.form_parameters if part.name not in required}
    return st.fixed_dictionaries(required, optional=others).filter(lambda params: _agree(spec, params))


def _is_required(parameter: Parameter) -> bool:
    return parameter.required or parameter.role == "prompt"


def _values(parameter: Parameter, pictures: list[str]) -> st.SearchStrategy[Any]:
    if parameter.kind == "image":
        return st.sampled_from(pictures)
    if parameter.kind == "images":
        return st.lists(st.sampled_from(pictures), min_size=1, max_size=parameter.max_items, unique=True)
    if parameter.kind == "boolean":
        return st.booleans()
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.widget == "boxes":
        return st.lists(_boxes(), max_size=3, min_size=1, unique_by=lambda box: box.id).map(write_boxes)
    if parameter.widget == "loras":
        return st.sampled_from(["someone/ink", "https://a.example/ink.safetensors 0.8\nsomeone/ink 4"])
    if parameter.kind == "string":
        return WORDS
    if parameter.role == "seed":
        return st.integers(0, LARGEST_SEED)
    least, most = parameter.minimum or 0, parameter.maximum or UNDOCUMENTED.get(parameter.role, 4096)
    if parameter.kind == "integer":
        step = parameter.multiple_of or 1
        return st.integers(-(-int(least) // step), int(most) // step).map(lambda number: number * step)
    return st.floats(least, most)


def _boxes() -> st.SearchStrategy[Box]:
    """Return new elements: those of a picture need one."""
    sides = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 100), st.integers(1, 100))
    areas = sides.map(lambda drawn: Area(drawn[0], drawn[1], drawn[0] + drawn[2], drawn[1] + drawn[3]))
    ids = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,5}", fullmatch=True)
    return st.builds(make_box, ids, WORDS, areas)


def _agree(spec: ModelSpec, params: dict[str, Any]) -> bool:
    """Return whether the values fit together: a size where one is asked for, and a picture for its shape."""
    ratio, picture = spec.by_role("ratio"), spec.by_role("picture")
    sides = [params.get(side.name) for role in ("width", "height") if (side := spec.by_role(role))]
    chosen = params.get(ratio.name, ratio.default) if ratio else None
    if chosen == CUSTOM and None in sides:
        return False
    # Where the sides are a part of the size, they are not sent without it.
    if ratio and ratio.name == "image_size" and chosen != CUSTOM and sides != [None, None]:
        return False
    if MATCH in params.values() and picture and not params.get(picture.name):
        return False
    given = [side for side in sides if isinstance(side, int)]
    return bool(ratio) or len(given) < 2 or given[0] * given[1] <= LARGEST_AREA
