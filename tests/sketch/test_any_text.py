"""Reading a prompt takes no longer for one prompt than for another of its length."""

from collections.abc import Callable
from itertools import islice

import pytest

from playground.sketch.editing import reads_as_edit
from playground.sketch.triggers import strip_triggers
from playground.sketch.upsampling import rewrite_prompt
from playground.sketch.words import read_brief
from tests.cpu import cpu_limit
from tests.engines.cases import run
from tests.patterns import find_patterns, near_matches

LENGTH = 20_000
ENGINE = "playground.sketch"
WORDS = (
    "bold    ",
    "red ",
    "#f00 ",
    "A ",
    "SALE, ",
    "'a 'b ",
    "“a” ",
    "name is ",
    "[sketch:wait",
    "on a ",
    "flip a",
    "1.",
)


def texts() -> list[str]:
    """Return what comes near to matching the engine's expressions, and words that it looks for, over and over."""
    ours = [pattern for pattern, name in find_patterns().items() if name.startswith(ENGINE)]
    near = [text for pattern in ours for text in islice(near_matches(pattern, LENGTH), 4)]
    return [text[:LENGTH] for text in [*near, *(word * LENGTH for word in WORDS)]]


@pytest.mark.parametrize(
    "read",
    [read_brief, reads_as_edit, strip_triggers, lambda prompt: rewrite_prompt(prompt, 1)],
    ids=["read_brief", "reads_as_edit", "strip_triggers", "rewrite_prompt"],
)
def test_no_prompt_is_slow_to_read(read: Callable[[str], object]) -> None:
    for text in dict.fromkeys(texts()):
        with cpu_limit(0.5, f"{text[:40]!r}…"):
            read(text)


@pytest.mark.parametrize("prompt", ["[sketch:wait" + " " * 19_000 + "x", "red" + " bold    " * 2_000, "A'b " * 5_000])
def test_no_prompt_is_slow_to_draw(prompt: str) -> None:
    with cpu_limit(5, f"{prompt[:40]!r}…"):
        assert run(prompt, size=(64, 64)).pictures
