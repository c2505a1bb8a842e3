"""The time for highlighting grows linearly with the prompt, whatever its text."""

import pytest

from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.snippets.job import CodeOptions
from playground.snippets.registry import LANGUAGES, SHELLS, highlight, print_snippet
from tests.cpu import cpu_limit
from tests.patterns import find_lexer_patterns, repeats
from tests.specs import SPECS

LENGTH = 4_000


def print_prompt(language: str, prompt: str) -> str:
    spec = SPECS["onemin/flux-2-flex/generate"]
    plan = plan_request(get_dialect("onemin"), spec, {"prompt": prompt}, base_url="http://localhost", key="key")
    powershell = language in SHELLS
    return print_snippet("curl" if powershell else language, plan, CodeOptions(powershell=powershell))


@pytest.mark.parametrize("language", [*LANGUAGES, *SHELLS])
def test_no_prompt_makes_colouring_slow(language: str) -> None:
    patterns = find_lexer_patterns(language)
    texts = {before + body * (LENGTH // len(body)) for pattern in patterns for before, body in repeats(pattern)}
    for text in sorted(texts):
        code = print_prompt(language, text)
        with cpu_limit(0.25, f"{language} with {text[:40]!r}…"):
            highlight(language, code)


def test_a_prompt_like_a_format_is_one_string() -> None:
    html = highlight("python", print_prompt("python", "%(aaaaa)" + "0" * 20_000))
    assert "%(aaaaa)000" in html
