"""What the values of axes make of the params of a grid."""

import pytest

from playground.catalog.loading import get_spec
from playground.sweeps.axes import Axis, apply_values, has_words, read_axis, write_axis
from tests.cast import DEV, FLEX

SPEC = get_spec(FLEX)


def words(name: str, value: str) -> tuple[Axis, str]:
    return Axis("words", name, (value,)), value


def test_puts_a_value_of_a_parameter_into_the_params() -> None:
    axis = Axis("parameter", "steps", (5, 10))

    assert apply_values(SPEC, {"prompt": "a cat", "steps": 1}, [(axis, 10)]) == (FLEX, {"prompt": "a cat", "steps": 10})


def test_replaces_whole_words_everywhere_in_the_prompt() -> None:
    _, params = apply_values(SPEC, {"prompt": "a cat in a category, cat!"}, [words("cat", "red fox")])

    assert params["prompt"] == "a red fox in a category, red fox!"


def test_replaces_the_words_of_two_axes_at_once() -> None:
    chosen = [words("cat", "dog"), words("dog", "wolf")]

    assert apply_values(SPEC, {"prompt": "cat and dog"}, chosen)[1]["prompt"] == "dog and wolf"


@pytest.mark.parametrize("value", [r"\1 \g<0>", "a|b", "$&"])
def test_takes_a_replacement_as_it_is_written(value: str) -> None:
    assert apply_values(SPEC, {"prompt": "a cat"}, [words("cat", value)])[1]["prompt"] == f"a {value}"


@pytest.mark.parametrize("name", ["(cat", "c.t", "#0F766E", "“Open”"])
def test_finds_words_with_signs_as_they_are_written(name: str) -> None:
    assert has_words(f"see {name} here", name)
    assert not has_words("see cat here", name)


def test_finds_no_empty_words() -> None:
    assert not has_words("a cat", "")


def test_names_another_model() -> None:
    assert apply_values(SPEC, {"prompt": "a"}, [(Axis("model", "", (FLEX, DEV)), DEV)]) == (DEV, {"prompt": "a"})


def test_replaces_the_reference_at_its_place_only() -> None:
    spec = get_spec("fal/flux-2-pro/edit")
    name = spec.by_role("picture").name  # type: ignore[union-attr]
    axis = Axis("reference", "", ("new", "one"), place=1)

    assert apply_values(spec, {name: ["one", "two", "three"]}, [(axis, "new")])[1][name] == ["one", "new", "three"]
    # A picture that the cell has already is not sent twice.
    assert apply_values(spec, {name: ["one", "two"]}, [(axis, "one")])[1][name] == ["one"]
    assert apply_values(spec, {}, [(axis, "new")])[1][name] == ["new"]


def test_reads_back_what_it_writes() -> None:
    axis = Axis("parameter", "steps", (1, 2.5, "x", True))

    assert read_axis(write_axis(axis)) == axis
