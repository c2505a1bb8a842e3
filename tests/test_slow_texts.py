"""No text is slow: every expression takes a time that grows with the text, and not with its square or worse.

A limit on processor time tells the two apart: at 40,000 letters the slowest good expression takes a tenth of it and a
square takes several times it.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cpu import TooSlow, cpu_limit
from tests.patterns import Pattern, find_hidden_calls, find_patterns, near_matches, repeats

LENGTH = 40_000
LIMIT = 0.6
SINGLE = " \n\t[](){}<>\"'`“‘-_,.:;/\\#a0A😀"
SLOW = (r"[0-9]+n", r"\[\s*wait\s*s?\s*\]", r"(?:,?\s*bold[\s-]+)*end", r'"(?:[^;"]|")*;')


def texts(pattern: Pattern) -> Iterator[str]:
    """Yield one letter many times, pairs of letters, and what comes near to matching."""
    yield from (letter * LENGTH for letter in SINGLE)
    yield from (pair * (LENGTH // 2) for pair in ("a ", " [", "[ ", '" ', "' ", "a/", "a-", "a."))
    yield from dict.fromkeys(near_matches(pattern, LENGTH))


def assert_linear(pattern: Pattern, name: str) -> None:
    for text in texts(pattern):
        given: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
        with cpu_limit(LIMIT, f"{name} on {text[:40]!r}…"):
            pattern.match(given)
            pattern.fullmatch(given)
            for _ in pattern.finditer(given):
                pass


@pytest.mark.thorough
def test_every_expression_of_the_product_is_linear() -> None:
    found = find_patterns()
    assert len(found) > 60
    for pattern, name in found.items():
        if repeats(pattern):
            assert_linear(pattern, name)


def test_no_expression_is_hidden_in_a_function() -> None:
    assert find_hidden_calls() == []


@pytest.mark.thorough
@pytest.mark.parametrize("slow", SLOW)
def test_this_test_finds_a_slow_expression(slow: str) -> None:
    with pytest.raises(TooSlow):
        assert_linear(re.compile(slow), slow)
