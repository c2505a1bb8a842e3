"""Alternatives in a prompt: what is read as alternatives and what as text, counting, the order, samples, escapes."""

import random
from itertools import islice

import pytest

from playground.catalog.alternatives import (
    LONGEST,
    MOST_GROUPS,
    TooManyAlternatives,
    escape_alternatives,
    read_alternatives,
)
from playground.catalog.loading import specs


def expand(text: str, limit: int = 100) -> list[str]:
    return [prompt.text for prompt in read_alternatives(text).expand(limit)]


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("a {red|blue} door", ["a red door", "a blue door"]),
        ("{a|b}{c|d}", ["ac", "ad", "bc", "bd"]),
        ("{2$$oak|elm|ash}", ["oak, elm", "oak, ash", "elm, ash"]),
        ("{1-2$$ and $$a|b|c}", ["a", "b", "c", "a and b", "a and c", "b and c"]),
        ("{2-4$$a|b|c}", ["a, b", "a, c", "b, c", "a, b, c"]),
        ("{2-$$a|b|c}", ["a, b", "a, c", "b, c", "a, b, c"]),
        ("{-2$$a|b}", ["a", "b", "a, b"]),
        ("{0-1$$a|b} x", ["x", "a x", "b x"]),
        ("{4-2$$a|b|c}", ["a, b", "a, c", "b, c", "a, b, c"]),
        ("{9$$a|b}", ["a, b"]),
        ("{1$$ only }", ["only"]),
        ("{2$$$$a|b}", ["ab"]),
        (r"{2$$ \| $$a|b}", ["a | b"]),
        ("{a {red|blue} car|a bus}", ["a red car", "a blue car", "a bus"]),
        ("{2$${a|b}|c|d}", ["a, c", "b, c", "a, d", "b, d", "c, d"]),
        ("{3::red|1::blue}", ["red", "blue"]),
        ("{0.5::a|b}", ["a", "b"]),
        ("{0::never|a|b}", ["a", "b"]),
        ("{0::a|0::b}", ["a", "b"]),
        ("{a|a|b}", ["a", "b"]),
        ("{a|b} and {a|b}", ["a and a", "a and b", "b and a", "b and b"]),
        ("{größer|小さい|🦊}", ["größer", "小さい", "🦊"]),
        ("one\n{a|b}\ntwo", ["one\na\ntwo", "one\nb\ntwo"]),
        # Where an option is empty or has spaces around it, two spaces become one.
        ("a {big|} house", ["a big house", "a house"]),
        ("{|big} house", ["house", "big house"]),
        ("a { red | blue } door", ["a red door", "a blue door"]),
        # Escapes
        (r"\{a\} {b|c}", ["{a} b", "{a} c"]),
        (r"{a\|b|c}", ["a|b", "c"]),
        (r"\\{a|b}", [r"\a", r"\b"]),
        (r"\{red|blue\}", ["{red|blue}"]),
        # A brace without a partner is text, in alternatives too.
        ("{a|{b|c}", ["{a|b", "{a|c"]),
        ("} {a|b} {", ["} a {", "} b {"]),
        ("{" * 20 + "{a|b}", ["{" * 20 + "a", "{" * 20 + "b"]),
        ("{x {a|b}}", ["{x a}", "{x b}"]),
        ("${a|b}", ["$a", "$b"]),
        ('{"big"|"small"} sign', ['"big" sign', '"small" sign']),
        ('{"palette": "a|b {c|d}"} {e|f}', ['{"palette": "a|b {c|d}"} e', '{"palette": "a|b {c|d}"} f']),
    ],
)
def test_expands_in_a_stable_order(text: str, prompts: list[str]) -> None:
    assert expand(text) == prompts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a red fox",
        "a | b",
        "{red}",
        "{}",
        "{ | ",
        "} | {",
        "a {red door",
        "$$ {a}",
        r"\frac{a}{b} | \{x\}",
        "C:\\{folder}\\|",
        '{"scene": "a fox | a hound"}',
        '{"scene": {"sky": "{red|blue}"}, "x": ["{a|b}"]}',
        '{\n  "scene": "a {red|blue} door",',
        '{"scene": "unfinished {red|blue',
        '[{"text": "a|b"}, {"text": "{c|d}"}]',
        """{'scene': '{red|blue}'}""",
        "{“scene”: “{red|blue}”}",
        '{"a\\"b": "{x|y}"}',
        "{" + "a" * LONGEST + "|b}",
        "\0{\ud800",
    ],
)
def test_what_is_no_alternative_stays_as_it_is_written(text: str) -> None:
    read = read_alternatives(text)
    assert (read.groups, read.count, read.first) == (0, 1, text)
    assert escape_alternatives(text) == text


def test_no_example_of_a_model_has_alternatives() -> None:
    prompts = [example.prompt for spec in specs().values() for example in spec.examples]
    assert len(prompts) > 100
    assert [prompt for prompt in prompts if read_alternatives(prompt).groups] == []


def test_counts_without_expanding() -> None:
    twelve = " ".join(["{0|1|2|3|4|5|6|7|8|9}"] * 12)
    read = read_alternatives(twelve)
    assert read.count == 10**12
    assert read.expand(2) == list(islice(read.expand(3), 2))
    assert len(read.sample(4, 1)) == 4
    many = "{50$$" + "|".join(map(str, range(300))) + "}"
    assert read_alternatives(many).count > 10**50
    assert len(expand(many, 5)) == 5


def test_says_by_which_words_a_prompt_differs() -> None:
    [first, *_] = read_alternatives("a {red|blue} {2$$oak|elm} door {at dusk|}").expand(4)
    assert first.words == ("red", "oak, elm", "at dusk")


def test_a_sample_is_the_same_for_the_same_seed_and_has_no_prompt_twice() -> None:
    read = read_alternatives("{a|b|c|d|e|f} {1-3$$g|h|i|j}")
    everything = {prompt.text for prompt in read.expand(1000)}
    draws = [[prompt.text for prompt in read.sample(8, seed)] for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]
    for drawn in draws:
        assert len(set(drawn)) == 8
        assert set(drawn) <= everything
    assert len(read.sample(1000, 1)) == len(everything) == read.count


def test_a_sample_follows_the_weights() -> None:
    read = read_alternatives("{9::red|1::blue} {" + "|".join(f"house {number}" for number in range(400)) + "}")
    reds = sum(prompt.text.startswith("red") for prompt in read.sample(200, 7))
    assert 160 < reds < 200


def test_a_rare_prompt_is_in_a_sample_that_needs_it() -> None:
    assert len(read_alternatives("{1000::a|0.001::b|0.001::c|0.001::d}").sample(3, 1)) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{a|b}" * (MOST_GROUPS + 1), "The prompt has 101 groups of alternatives; the maximum is 100. Remove some."),
        ("{" + "|".join(map(str, range(1001))) + "}", "The prompt has 1001 alternatives; the maximum is 1000."),
        ("{x|" * 11 + "y" + "}" * 11, "The prompt has 11 levels of alternatives; the maximum is 10."),
    ],
)
def test_refuses_more_than_anybody_writes(text: str, sentence: str) -> None:
    with pytest.raises(TooManyAlternatives, match=sentence.replace(".", r"\.")):
        read_alternatives(text)
    assert read_alternatives(escape_alternatives(text)).first == text


@pytest.mark.parametrize("text", ["{" * 20_000 + "|", "{|" * 20_000, '{"a":"' + '\\"' * 15_000, "\\" * 30_000 + "{|"])
def test_reads_hostile_texts_as_text(text: str) -> None:
    assert read_alternatives(text).first == text


def test_whatever_is_escaped_comes_out_as_it_was() -> None:
    pieces = ["{", "}", "|", "\\", '"', ":", "a", " ", "2$$", "$$", '{"k":', "1-2$$", "'", "3::", "\n", "\0", "🦊"]
    chooser = random.Random(16)
    for _ in range(4000):
        text = "".join(chooser.choices(pieces, k=chooser.randint(0, 14)))
        escaped = read_alternatives(escape_alternatives(text))
        assert (escaped.groups, escaped.first) == (0, text)
        read = read_alternatives(text)
        if 1 < read.count < 500:
            assert 1 <= len(read.expand(500)) <= read.count
