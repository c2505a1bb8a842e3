"""Any text gives a result, and none takes long: texts that are cut, garbled, nested, repeated, or huge."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.recall.code.pasted import LARGEST, MOST_TOKENS, TOKEN, TOO_COMPLEX, Pasted, hide_keys, read_pasted
from playground.snippets.registry import LANGUAGES, print_snippet
from tests.recall.code.examples import EXAMPLES
from tests.recall.code.requests import AWKWARD
from tests.specs import SPECS

ALL = list(SPECS.values())
CALM = settings(deadline=None, derandomize=True)
PRINTED = [
    print_snippet(
        language,
        plan_request(get_dialect(spec.dialect), spec, {"prompt": "it's"}, files=["my cat.png"], variants=2),
    )
    for language in LANGUAGES
    for spec in (SPECS["onemin/flux-2-flex/edit"], SPECS["bfl/flux-2-pro/generate"])
]
TEXTS = [*PRINTED, *EXAMPLES.values()]
# What makes a parser of each language work: it opens something, or doubles it.
UNITS = [
    "(", "[", "{", "{a:", '{"a":', "[[", "$(", "`", "`${", "${", '"', "'", "'''", '\\"', "\\", "-", "not ", "~",
    "a.", "a(", "a[", "a?b:", "a<b ", "=>", "lambda:", "<<E\n", "cat <<E |", "@{a=", "@(", "@'\n", "$(", "^", '^"',
    "%a%", "if(a)", "for(;;)", "x=x+x\n", "async (", "/[/", "<a>", "a,", "1+", "f'{", "`n", "|", "| ConvertTo-Json",
    "-H a ", "#", "//", "/*", "<#", "key=", "://", "Bearer ", "x-key: ", "curl -d '{\"a\":", "\n", "\n$ ", "{% ",
    "<key",
]  # fmt: skip
BEGINNINGS = ["", "curl -d ", "curl ^\n", "import requests\n", "fetch(", "const a = ", "irm -Body ", "{", "$a = @{"]
# Code whose value doubles with each line.
DOUBLING = {
    "python": "a = ['x' * 9]\n"
    + "a = [a, a]\n" * 60
    + "import requests\nrequests.post('https://a/b', json={'prompt': a})",
    "javascript": "let a = ['x'];\n"
    + "a = [...a, ...a];\n" * 60
    + "fetch('https://a/b', {body: JSON.stringify({prompt: a})})",
    "bash": "A=aaaaaaaaaa\n" + "A=$A$A\n" * 60 + 'curl https://a/b -d "{\\"prompt\\": \\"$A\\"}"',
    "powershell": "$a = @(1,2)\n" + "$a = $a + $a\n" * 60 + "irm https://a/b -Body (@{prompt=$a} | ConvertTo-Json)",
}


@pytest.mark.thorough
@CALM
@given(st.text(), st.sampled_from(BEGINNINGS))
def test_any_text_gives_a_result(text: str, beginning: str) -> None:
    read = read_pasted(beginning + text, ALL)
    assert read.problem or read.spec
    hide_keys(beginning + text, ALL)


@pytest.mark.thorough
@CALM
@given(st.sampled_from(TEXTS), st.data())
def test_a_cut_or_changed_text_gives_a_result(text: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.integers(0, len(text))) for _ in range(2))
    middle = data.draw(st.lists(st.sampled_from([*AWKWARD, *UNITS]), max_size=4).map("".join))
    for changed in (text[start:end], text[:start] + middle + text[start:], text[:start] + middle + text[end:]):
        read = read_pasted(changed, ALL)
        assert read.problem or read.spec


@pytest.mark.thorough
@pytest.mark.parametrize("unit", UNITS)
def test_a_huge_text_takes_a_moment(unit: str) -> None:
    # As many as are looked at, and more, which are not.
    tokens = len(TOKEN.findall(unit)) or 1
    most = min(MOST_TOKENS // tokens - 10, LARGEST // len(unit) - 10)
    place = UNITS.index(unit)
    for text in (unit * most, BEGINNINGS[place % len(BEGINNINGS)] + unit * most, (unit * LARGEST)[:LARGEST]):
        began = time.process_time()
        read = read_pasted(text, ALL)
        hide_keys(text, ALL)
        # The limit is far above the usual time, which is below half a second, and far below quadratic time.
        assert time.process_time() - began < 8
        assert read.problem or read.spec


@pytest.mark.parametrize("text", ["curl `(`", "curl $(`(`)", "curl `a (b` (", 'curl "`(`"', "curl <`(`", "curl `<`"])
def test_a_bracket_within_backticks_is_read_to_its_end(text: str) -> None:
    assert read_pasted(text, ALL).problem


def test_a_larger_text_is_refused_with_its_size() -> None:
    assert read_pasted("x" * (LARGEST + 1024), ALL).problem == (
        "The text has 257 KB; the maximum is 256 KB. Paste only the request."
    )


@pytest.mark.parametrize("code", DOUBLING.values(), ids=DOUBLING)
def test_lists_that_double_with_each_line_are_refused(code: str) -> None:
    assert read_pasted(code, ALL).problem.startswith(TOO_COMPLEX)


PYTHON = "import requests\nrequests.post('https://api.bfl.ai/v1/flux-2-flex', json=%s)"
HALVES = {
    "json": r'{"model": "flux-2-flex", "prompt": "a \ud800 cat", "input_image": "\ud800", "st\ud800": 1}',
    "bash": r"""curl https://api.bfl.ai/v1/flux-2-flex -d $'{"prompt": "a \ud800", "input_image": "\ud800"}'""",
    "python": PYTHON % (r'{"prompt": "a \ud800", "input_image": open("\ud800.png"), "output_format": "\ud800"}'),
    "javascript": r'fetch("https://api.bfl.ai/v1/\ud800", {body: JSON.stringify({prompt: "\ud800", "\ud800": 1})})',
    "powershell": "irm https://api.bfl.ai/v1/flux-2-flex -Body (@{prompt='a' + [char]0xD800} | ConvertTo-Json)",
}


def list_sentences(read: Pasted) -> Iterator[str]:
    """Yield all that a page shows or a draft stores."""
    fields = read.fields
    yield from (read.text, read.problem, *read.remarks, *fields.remarks, *fields.issues, *fields.pictures)
    yield from (str(part) for pair in fields.params.items() for part in pair)
    yield from (unknown.sentence for unknown in fields.unknown)


@pytest.mark.parametrize("language", HALVES)
def test_half_a_character_is_replaced(language: str) -> None:
    read = read_pasted(HALVES[language], ALL)
    assert read.spec
    assert "\ufffd" in str(read.fields.params["prompt"])
    for sentence in list_sentences(read):
        sentence.encode()


def test_two_halves_are_one_character() -> None:
    code = r"""curl https://api.bfl.ai/v1/flux-2-flex -d $'{"prompt": "a \ud83e\udd8a"}'"""
    assert read_pasted(code, ALL).fields.params["prompt"] == "a \N{FOX FACE}"


@pytest.mark.parametrize(
    "code",
    [
        PYTHON % ("{0x" + "f" * 5000 + ": 1}"),
        PYTHON % ('{"prompt": "a", "steps": -0x' + "f" * 5000 + "}"),
        PYTHON % ("{}[0x" + "f" * 5000 + "]"),
        "import requests\nfor x" + ".y" * 9000 + " in z:\n  pass",
    ],
)
def test_numbers_and_names_without_an_end_give_a_result(code: str) -> None:
    read = read_pasted(code, ALL)
    assert read.problem or read.spec
    assert hide_keys(code, ALL) == code
