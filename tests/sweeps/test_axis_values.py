"""How the values of an axis are read."""

from dataclasses import replace
from itertools import count

import pytest

from playground.catalog.loading import get_spec
from playground.catalog.spec import Parameter
from playground.sweeps.axis_values import check_values, read_lines, read_numbers
from playground.sweeps.errors import SweepRefused
from tests.cast import FLEX

SPEC = get_spec(FLEX)
STEPS = SPEC.get("steps")
assert STEPS is not None
WHOLE = replace(STEPS, kind="integer", step=1)
FRACTION = replace(STEPS, kind="number", step=0.5)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1, 2, 5", [1, 2, 5]),
        ("1,2,2,1", [1, 2]),
        ("1-3", [1, 2, 3]),
        ("1–3", [1, 2, 3]),
        ("1..3", [1, 2, 3]),
        ("1 to 3, 10", [1, 2, 3, 10]),
        ("5-1 step 2", [5, 3, 1]),
        ("1-10 step 4", [1, 5, 9]),
        ("1\n2;3", [1, 2, 3]),
        ("-2--1", [-2, -1]),
        ("9007199254740993", [9007199254740993]),
    ],
)
def test_reads_whole_numbers(text: str, values: list[int]) -> None:
    assert read_numbers(text, WHOLE, "Steps") == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1-2", [1, 1.5, 2]),
        ("0.1-0.3 step 0.1", [0.1, 0.2, 0.3]),
        ("3,5; 4", [3.5, 4]),
        ("2.0", [2]),
    ],
)
def test_reads_fractions_to_their_last_digit(text: str, values: list[float]) -> None:
    found = read_numbers(text, FRACTION, "Guidance")

    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


def test_draws_random_seeds_where_seeds_are_asked_for() -> None:
    assert read_numbers("7, random 3", WHOLE, "Seed", iter([11, 12, 13])) == [7, 11, 12, 13]
    assert read_numbers("2 random", WHOLE, "Seed", count(5)) == [5, 6]
    with pytest.raises(SweepRefused, match="“random 3” is not a number"):
        read_numbers("random 3", WHOLE, "Steps")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1-41 step 1", "Steps has 41 values; the maximum is 40. Remove some."),
        ("1-9999999999999 step 0.0001", "Steps has 99,999,999,999,980,001 values; the maximum is 40. Remove some."),
        ("1-5 step 0", "Steps: the step of 1-5 step 0 is 0. Use a larger one."),
        ("NaN", "Steps: “NaN” is not a number. Write numbers as 1, 2, 5 or 1-5 step 2."),
        ("1e999", "Steps: “1e999” is not a number. Write numbers as 1, 2, 5 or 1-5 step 2."),
        (", ".join(map(str, range(99))), "Steps has 41 values; the maximum is 40. Remove some."),
        ("1" * 100_001, "Steps has 100,001 characters; the maximum is 100,000. Shorten it."),
        ("\0", "Steps: “?” is not a number. Write numbers as 1, 2, 5 or 1-5 step 2."),
    ],
)
def test_refuses_what_is_no_list_of_numbers_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SweepRefused) as refused:
        read_numbers(text, FRACTION, "Steps")

    assert refused.value.sentence == sentence


def test_refuses_a_value_beyond_the_bounds_of_its_parameter() -> None:
    parameter: Parameter | None = SPEC.get("steps")
    assert parameter is not None

    check_values(SPEC, parameter, [6, 50], {})
    with pytest.raises(SweepRefused, match="the maximum is 50"):
        check_values(SPEC, parameter, [6, 999], {})


def test_reads_a_line_each_without_empty_and_repeated_ones() -> None:
    assert read_lines(" red fox \r\n\r\nwolf\nred fox\n", "Words") == ["red fox", "wolf"]
