"""The colours that a prompt asks for are found with their names, and nothing else is taken for one."""

import pytest

from playground.catalog.asked_colours import MOST_COLOURS, AskedColour, find_asked_colours


def found(prompt: str) -> list[tuple[str, str]]:
    return [(colour.hex, colour.name) for colour in find_asked_colours(prompt)]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("a door in #0F766E", [("#0F766E", "")]),
        ("a door in #0f766e", [("#0F766E", "")]),
        ("a door in #fa0", [("#FFAA00", "")]),
        ("deep teal (#0F766E) door", [("#0F766E", "deep teal")]),
        ("a door, color #0F766E (Deep Teal)", [("#0F766E", "Deep Teal")]),
        ("a #0f766e teal jacket", [("#0F766E", "teal")]),
        ("navy blue #123456", [("#123456", "navy blue")]),
        ("blue-green: #00A88F", [("#00A88F", "blue-green")]),
        ('"color_palette": ["#FF5733", "#33FF57"]', [("#FF5733", ""), ("#33FF57", "")]),
        ("#ff0000 red and #00f blue", [("#FF0000", "red"), ("#0000FF", "blue")]),
        # A name belongs to its own sentence and its own code.
        ("the car is red. #00ff00 grass", [("#00FF00", "")]),
        ("#112233, orange sky", [("#112233", "")]),
        # The same colour twice is one; its first name counts.
        ("#ABC wall, silver #aabbcc floor", [("#AABBCC", "silver")]),
    ],
)
def test_finds_codes_with_their_names(prompt: str, expected: list[tuple[str, str]]) -> None:
    assert found(prompt) == expected


@pytest.mark.parametrize(
    "prompt", ["", "poster #100 of 250", "&#123;", "#12345678", "#12345", "issue#abc", "##fff", "#٣٣٣٣٣٣", "#fff#", "#"]
)
def test_takes_nothing_else_for_a_colour(prompt: str) -> None:
    assert found(prompt) == []


def test_three_equal_digits_are_a_grey() -> None:
    assert found("#000 on #999") == [("#000000", ""), ("#999999", "")]


def test_stops_at_the_limit_and_reads_long_prompts() -> None:
    codes = [f"#{number:06X}" for number in range(0xA0, 0xA0 + 3 * MOST_COLOURS)]
    assert find_asked_colours(" ".join(codes)) == tuple(AskedColour(code) for code in codes[:MOST_COLOURS])
    for hostile in ("#" * 100_000, "#aaa(" + "a" * 100_000, "#0f766e teal " * 10_000, "\x00#abc\ud800"):
        assert len(find_asked_colours(hostile)) <= 1
