"""The axes of a grid, and what their values make of the params that all cells share. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from playground.catalog.spec import ModelSpec, Value

type AxisKind = Literal["parameter", "words", "reference", "model"]

MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Axis:
    """What differs from column to column, or from row to row.

    `name` is that of the parameter, or the words of the prompt that are replaced. A value is one of the parameter, the
    words in their place, the key of a picture, or the id of a spec. `place` says which reference is replaced, from 0.
    """

    kind: AxisKind
    name: str
    values: tuple[Value, ...]
    place: int = 0

    @property
    def subject(self) -> tuple[str, str, int]:
        """What it varies: two axes of a grid must not vary the same."""
        return (self.kind, self.name, self.place)


def write_axis(axis: Axis) -> dict[str, Any]:
    """Return the axis as JSON, which `read_axis` reads back."""
    return {"kind": axis.kind, "name": axis.name, "values": list(axis.values), "place": axis.place}


def read_axis(stored: Mapping[str, Any]) -> Axis:
    """Return the axis that `write_axis` has written."""
    return Axis(stored["kind"], stored["name"], tuple(stored["values"]), stored["place"])


def has_words(text: str, words: str) -> bool:
    """Return whether the words are in the text, as whole words."""
    return bool(words) and _replace(text, {words: ""}) != text


def apply_values(
    spec: ModelSpec, params: Mapping[str, Value], chosen: Sequence[tuple[Axis, Value]]
) -> tuple[str, dict[str, Value]]:
    """Return the id of the cell's spec, and its params as `spec` takes them."""
    result, spec_id = dict(params), spec.id
    for axis, value in chosen:
        if axis.kind == "parameter":
            result[axis.name] = value
        elif axis.kind == "reference":
            _put_reference(spec, result, axis.place, str(value))
        elif axis.kind == "model":
            spec_id = str(value)
    # Last, so that an axis of whole prompts comes before the words in them.
    _replace_words(spec, result, {axis.name: str(value) for axis, value in chosen if axis.kind == "words"})
    return spec_id, result


def _replace_words(spec: ModelSpec, params: dict[str, Value], replaced: Mapping[str, str]) -> None:
    prompt = spec.by_role("prompt")
    if not replaced or prompt is None:
        return
    # All at once: what one axis puts in must not be replaced by the other.
    params[prompt.name] = _replace(str(params.get(prompt.name, "")), replaced)


def _replace(text: str, replaced: Mapping[str, str]) -> str:
    """Return the text with other words in place of whole ones: "cat" is not in "category". The longest come first."""
    words, parts, start, at = sorted(filter(None, replaced), key=len, reverse=True), [], 0, 0
    while at < len(text):
        found = next((word for word in words if text.startswith(word, at) and _is_whole(text, at, word)), None)
        if found is None:
            at += 1
            continue
        parts += [text[start:at], replaced[found]]
        start = at = at + len(found)
    return "".join([*parts, text[start:]])


def _is_whole(text: str, at: int, word: str) -> bool:
    """Return whether the word at this place is not part of a longer one."""
    end = at + len(word)
    begins = not word[:1].isalnum() or at == 0 or not _is_letter(text[at - 1])
    return begins and (not word[-1:].isalnum() or end == len(text) or not _is_letter(text[end]))


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"


def _put_reference(spec: ModelSpec, params: dict[str, Value], place: int, key: str) -> None:
    parameter = spec.by_role("picture")
    if parameter is None:
        return
    if parameter.kind == "image":
        params[parameter.name] = key
        return
    given = params.get(parameter.name)
    keys = [str(one) for one in given] if isinstance(given, list) else []
    # The same picture twice would only cost more.
    others = [one for number, one in enumerate(keys) if number != place and one != key]
    params[parameter.name] = [*others[:place], key, *others[place:]]
