"""Loops, quotes and the marks of terminals are read as the shells mean them."""

import pytest

from playground.recall.code.pasted import Pasted, read_pasted
from tests.specs import SPECS

ALL = list(SPECS.values())
URL = "https://api.bfl.ai/v1/flux-2-flex"


def read(code: str) -> Pasted:
    found = read_pasted(code, ALL)
    assert found.problem == ""
    return found


@pytest.mark.parametrize(
    ("values", "first", "times"),
    [
        ("$(seq 1 4)", 1, 4),
        ("`seq 3`", 1, 3),
        ("$(seq 5 2 9)", 5, 3),
        ("{1..4}", 1, 4),
        ("{7..9..2}", 7, 2),
        ("{3..1}", 3, 3),
        ("$(seq 1 999999999)", 1, 1000),
        ("{1..999999999}", 1, 1000),
    ],
)
def test_the_numbers_of_a_loop_are_counted(values: str, first: int, times: int) -> None:
    found = read(f'for i in {values}; do curl {URL} -d "{{\\"prompt\\": \\"a cat\\", \\"seed\\": $i}}"; done')
    assert found.fields.params == {"prompt": "a cat", "seed": first}
    assert found.fields.variants == min(times, 4)
    assert (f"The code makes {times:,} pictures. One click makes at most 4." in found.fields.remarks) == (times > 4)


@pytest.mark.parametrize(
    ("written", "prompt"),
    [("wool ^ 3", "wool ^ 3"), ("salt & pepper | oil", "salt & pepper | oil"), ("50%% wool", "50% wool")],
)
def test_the_command_prompt_keeps_the_signs_of_a_prompt(written: str, prompt: str) -> None:
    found = read(f'curl -X POST {URL} ^\n  -d "{{\\"prompt\\": \\"{written}\\", \\"seed\\": 4}}"')
    assert found.fields.params == {"prompt": prompt, "seed": 4}


@pytest.mark.parametrize(
    ("before", "end", "mark"),
    [("$ ", "\\", "> "), ("C:\\Users\\me>", "^", "More? "), ("PS C:\\> ", "`", ">> "), ("$ ", "\\", "")],
)
def test_the_marks_of_a_terminal_are_no_part_of_a_command(before: str, end: str, mark: str) -> None:
    name = "curl.exe" if end == "`" else "curl"
    body = '"{\\"prompt\\": \\"a > b\\"}"' if end == "^" else '\'{"prompt": "a > b"}\''
    found = read(
        f"{before}{name} {URL} {end}\n{mark}-H 'accept: x' {end}\n{mark}-d {body}".replace("'accept: x'", "accept:x")
    )
    assert found.fields.params == {"prompt": "a > b"}
