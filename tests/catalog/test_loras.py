"""LoRAs as lines of text, and as the rows of a form."""

import pytest

from playground.catalog.coercion import coerce_form
from playground.catalog.loading import get_spec
from playground.catalog.loras import Lora, join_loras, join_rows, split_loras
from playground.catalog.validation import validate

DEV = get_spec("fal/flux-2-dev/generate")
INK = "https://example.com/ink.safetensors"


def test_a_line_is_an_address_and_perhaps_a_strength() -> None:
    loras = [Lora(INK, 0.8), Lora("someone/ink"), Lora("someone/oil", 2)]
    text = f"{INK} 0.8\nsomeone/ink\nsomeone/oil 2"
    assert split_loras(f"{text}\n\n") == loras
    assert join_loras(loras) == text


@pytest.mark.parametrize(
    ("posted", "text"),
    [
        ([INK, "0.8", "someone/ink", "", "", ""], f"{INK} 0.8\nsomeone/ink"),
        ([f" {INK} ", " 0,5 "], f"{INK} 0.5"),
        (["", "2", "someone/ink", "1"], "someone/ink 1"),
        ([f"{INK} 0.8\r\nsomeone/ink"], f"{INK} 0.8\nsomeone/ink"),
        ([], ""),
        (["", ""], ""),
    ],
)
def test_rows_of_a_form_become_lines(posted: list[str], text: str) -> None:
    assert join_rows(posted) == text
    expected = {"prompt": "a"} | ({"loras": text} if text else {})
    assert coerce_form(DEV, {"prompt": ["a"], "loras": posted}) == (expected, [])


@pytest.mark.parametrize("text", ["ink wash.safetensors", "my looks/Ink Wash.GGUF 0.5"])
def test_the_path_of_a_file_may_have_blanks(text: str) -> None:
    assert validate(DEV, {"prompt": "a", "loras": text}) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a/b\n" * 4, "loras has 4 entries; the maximum is 3."),
        ("a/b 5", "loras has the strength 5; it must be from 0 to 4."),
        ("a/b much", 'loras has the address "a/b much"; an address has no blanks.'),
        (
            "https://a.example/ink wash.safetensors",
            'loras has the address "https://a.example/ink wash.safetensors"; an address has no blanks.',
        ),
        ("x" * 2001, "loras has an address of 2,001 characters; the maximum is 2,000."),
    ],
)
def test_says_what_no_api_takes(text: str, message: str) -> None:
    assert [issue.message for issue in validate(DEV, {"prompt": "a", "loras": text})] == [message]


def test_a_list_is_not_the_text_of_a_spec() -> None:
    assert [issue.field for issue in validate(DEV, {"prompt": "a", "loras": [{"path": INK}]})] == ["loras"]
