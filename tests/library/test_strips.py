"""Strips: runs that differ in exactly one parameter, and never in another one besides."""

from itertools import count
from typing import Any
from uuid import UUID

import pytest

from playground.library.strips import MODEL, Run, find_strips, read_run
from tests.cast import DEV, EDIT, FLEX

NUMBERS = count(1)
USUAL = {"prompt": "a fox", "seed": 5, "guidance": 3.5, "steps": 30}
PLAIN = "onemin/flux-pro/generate"


def run(spec_id: str = FLEX, engine: str = "sketch", **values: Any) -> Run:
    """Return a run for which these values were set; the usual ones are its defaults."""
    number = next(NUMBERS)
    return read_run(UUID(int=number), number, spec_id, engine, values, USUAL | values)


def keys_of(*runs: Run) -> list[str]:
    return [strip.key for strip in find_strips(runs)]


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("guidance", [2, 3.5, 5]),
        ("seed", [1, 2, 3, 4]),
        ("prompt", ["a red fox", "a blue fox"]),
        ("steps", [10, 20]),
    ],
)
def test_runs_that_differ_in_one_parameter_are_a_strip(key: str, values: list[Any]) -> None:
    [strip] = find_strips([run(**{key: value}) for value in reversed(values)])
    assert strip.key == key
    assert sorted(strip.values, key=str) == sorted(values, key=str)


def test_numbers_are_in_their_order_and_others_as_they_were_made() -> None:
    [strip] = find_strips([run(guidance=value) for value in (10, 2, 3.5)])
    assert strip.values == [2, 3.5, 10]
    [strip] = find_strips([run(prompt=value) for value in ("c", "a", "b")])
    assert strip.values == ["c", "a", "b"]


@pytest.mark.parametrize(
    "others",
    [
        {"guidance": 2, "seed": 9},
        {"guidance": 2, "prompt": "a wolf"},
        {"guidance": 2, "imageUrl": "images/a.png"},
        {"seed": 9, "prompt": "a wolf"},
        {"guidance": 2, "unknown": 1},
    ],
)
def test_a_second_difference_makes_none(others: dict[str, Any]) -> None:
    assert keys_of(run(), run(**others)) == []


def test_the_same_twice_is_no_strip() -> None:
    assert keys_of(run(), run(), run(engine="sketch")) == []


def test_an_engine_or_a_mode_besides_makes_none() -> None:
    assert keys_of(run(guidance=2), run(guidance=3, engine="remote")) == []
    assert keys_of(run(), run(engine="remote")) == []
    assert keys_of(run(), run(EDIT)) == []


def test_each_value_is_there_once_with_its_newest_run() -> None:
    old, new, other = run(guidance=2), run(guidance=2), run(guidance=3)
    [strip] = find_strips([old, new, other])
    assert [one.id for one in strip.runs] == [new.id, other.id]
    [strip] = find_strips([old, new, other], around=old.id)
    assert [one.id for one in strip.runs] == [old.id, other.id]


def test_true_is_not_one_and_a_list_is_a_value() -> None:
    assert keys_of(run(go=True), run(go=1)) == ["go"]
    assert keys_of(run(go=1.0), run(go=1)) == []
    assert keys_of(run(lora=["a"]), run(lora=["a", "b"])) == ["lora"]


def test_a_grid_has_a_strip_for_each_row_and_column() -> None:
    found = find_strips([run(guidance=guidance, seed=seed) for guidance in (1, 2) for seed in (1, 2, 3)])
    assert sorted((strip.key, len(strip.runs)) for strip in found) == [("guidance", 2)] * 3 + [("seed", 3)] * 2


def test_two_models_are_compared_where_all_else_is_equal() -> None:
    # Dev calls its steps otherwise.
    other = read_run(UUID(int=1), 0, DEV, "sketch", {}, {"prompt": "a fox", "seed": 5, "num_inference_steps": 30})
    assert keys_of(run(seed=5), other) == [MODEL]
    assert keys_of(run(seed=6), other) == []
    assert keys_of(run(seed=5, steps=20), other) == []
    # Dev does not have this value, so it would be a second difference.
    assert keys_of(run(seed=5, guidance=4), other) == []


def test_what_the_catalog_has_lost_is_compared_by_names() -> None:
    assert keys_of(run("gone/model/generate", guidance=2), run("gone/model/generate", guidance=3)) == ["guidance"]
    assert keys_of(run("gone", guidance=2), run("gone", guidance=3)) == ["guidance"]
    assert keys_of(run("", prompt="a"), run("", prompt="b")) == ["prompt"]


def test_a_model_without_a_seed_still_has_chance() -> None:
    # Nobody can say that these differ by their prompts only.
    assert keys_of(run(PLAIN, "remote", prompt="a", seed=1), run(PLAIN, "remote", prompt="b", seed=2)) == []
    assert keys_of(run(PLAIN, "remote", seed=1), run(PLAIN, "remote", seed=2)) == ["seed"]


def test_many_runs_take_little_time_and_are_all_right() -> None:
    runs = [run(guidance=guidance, seed=seed) for guidance in range(30) for seed in range(30)]
    found = find_strips(runs)
    assert len(found) == 60
    for strip in found:
        for key in USUAL.keys() - {strip.key}:
            assert len({str(one.facts[key]) for one in strip.runs}) == 1
