"""Names of files by a pattern: what it may contain, and that every name is safe everywhere."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.generations.models import Generation, Picture
from playground.library.errors import LibraryRefused
from playground.library.export.patterns import PLACEHOLDERS, PictureFacts, UniqueNames, read_pattern

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def facts(prompt: str = "A red fox, in snow", **resolved: object) -> PictureFacts:
    generation = Generation(
        spec_id="onemin/flux-2-flex/generate",
        params={"prompt": prompt},
        resolved={"prompt": prompt, "seed": 5, "guidance": 4.0, "steps": 30, "aspect_ratio": "9:16"} | resolved,
        created=datetime(2026, 3, 27, 10, 0, 5, tzinfo=UTC),
    )
    return PictureFacts(Picture(generation=generation, seed=1203, width=90, height=160, format="png"), generation, 7)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{date}_{model}_{prompt:40}_{seed}", "2026-03-27_flux-2-flex_a-red-fox-in-snow_1203"),
        ("{prompt:9}", "a-red-fox"),
        ("{number}-{time}", "0007-10-00-05"),
        ("{number:2}.{api}.{mode}", "07.onemin.generate"),
        ("{shape}-{width}x{height}-g{guidance}-st{steps}", "9x16-90x160-g4-st30"),
        ("Poster_{seed}_", "Poster_1203"),
        ("-.{seed}", "1203"),
    ],
)
def test_a_pattern_gives_a_name(pattern: str, name: str) -> None:
    assert read_pattern(pattern).name(facts()) == name


def test_a_value_that_is_missing_leaves_no_gap() -> None:
    assert read_pattern("{seed}_{steps}_{width}").name(facts(steps=None)) == "1203_90"


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{promt}", "{promt} is not a placeholder; did you mean prompt?"),
        ("{xyzzy}", "{xyzzy} is not a placeholder"),
        ("{seed", "The pattern has a { without a }."),
        ("seed}", "The pattern has a } without a {."),
        ("{seed}{", "The pattern has a { without a }."),
        ("{prompt:x}", "{prompt:x} has the length x; use a number from 1 to 100."),
        ("{prompt:}", "{prompt:} has the length nothing; use a number from 1 to 100."),
        ("{prompt:0}", "use a number from 1 to 100."),
        ("{prompt:999999999}", "use a number from 1 to 100."),
        ("{number:00100000000000}", "use a number from 1 to 100."),
        ("a/{seed}", "The pattern contains /."),
        ("a {seed}", "The pattern contains a space."),
        ("poster", "The pattern has no placeholder"),
        ("{seed}" * 30, "The pattern has 180 characters; the maximum is 120."),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(pattern: str, sentence: str) -> None:
    with pytest.raises(LibraryRefused, match=re.escape(sentence)):
        read_pattern(pattern)


@pytest.mark.parametrize(
    "prompt", ["con", "NUL", "com1", "aux.png", "../../etc/passwd", "-rf $(rm)", "狐", "", "\0\n", "a" * 5000]
)
def test_a_name_is_safe_whatever_the_prompt_is(prompt: str) -> None:
    name = read_pattern("{prompt:100}").name(facts(prompt))
    assert SAFE.fullmatch(name)
    assert len(name) <= 120
    assert name.partition(".")[0].lower() not in {"con", "nul", "com1", "aux"}


PIECES = [*(f"{{{name}}}" for name in PLACEHOLDERS if name != "rating"), "_", "-", ".", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=9), st.text(max_size=80))
def test_any_pattern_gives_safe_names(pieces: list[str], prompt: str) -> None:
    pattern = read_pattern("".join(["{seed}", *pieces]))
    assert SAFE.fullmatch(pattern.name(facts(prompt)))


def test_equal_names_get_numbers() -> None:
    names = UniqueNames()
    assert [names.take(name) for name in ("a", "a", "A", "a-2", "b", "a")] == ["a", "a-2", "A-3", "a-2-2", "b", "a-4"]
