"""Coloured code is the same code: escaped, with class names only, and safe to put on a page."""

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.dialects.wire import FormBody
from playground.snippets.highlighting import LONGEST_HIGHLIGHTED
from playground.snippets.job import CodeOptions
from playground.snippets.registry import LANGUAGES, highlight, print_snippet
from tests.snippets.cases import CASES, Case
from tests.snippets.jobs import JOBS, JobCase
from tests.specs import SPECS

SPAN = re.compile(r'<span class="[a-z0-9]+">|</span>')
# The same examples at every run, and no deadline on a busy machine.
CALM = settings(deadline=None, derandomize=True)
ALL_LANGUAGES = pytest.mark.parametrize("language", LANGUAGES)


def text_of(markup: str) -> str:
    """Return the text that a browser shows, after checking that nothing but plain spans is there."""
    bare = SPAN.sub("", markup)
    assert "<" not in bare
    assert ">" not in bare
    return html.unescape(bare)


@ALL_LANGUAGES
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_keeps_every_character_of_a_snippet(case: Case, language: str) -> None:
    code = print_snippet(language, case.plan("http://localhost"))
    assert text_of(highlight(language, code)) == code


@ALL_LANGUAGES
@CALM
@given(st.text(max_size=60).map(lambda text: text.replace("\r", "")))
def test_keeps_every_character_of_any_text(language: str, code: str) -> None:
    assert text_of(highlight(language, code)) == code


@ALL_LANGUAGES
def test_is_safe_to_put_into_a_template(language: str) -> None:
    markup = highlight(language, "</script><script>alert(1)</script>")
    assert "<script" not in markup
    assert markup.__html__() == markup


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_understands_all_of_a_curl_command(case: Case) -> None:
    plan = case.plan("http://localhost")
    markup = highlight("curl", print_snippet("curl", plan))
    assert 'class="err"' not in markup
    if isinstance(plan.request.body, FormBody):
        assert "--form-string" in markup
        return
    closing = '<span class="p">}</span><span class="s1">&#x27;</span>'
    body, _, after = markup.rpartition(closing)
    assert body
    loop = '\n  <span class="nb">echo</span>\n<span class="k">done</span>' if case.variants > 1 else ""
    assert (after == loop) == (" @-" not in after)


@pytest.mark.parametrize("case", JOBS, ids=str)
def test_understands_all_of_a_whole_job(case: JobCase) -> None:
    plan = case.plan("http://localhost")
    for powershell in (False, True):
        options = replace(case.options, powershell=powershell)
        language = "powershell" if powershell else "curl"
        assert 'class="err"' not in highlight(language, print_snippet("curl", plan, options))


def test_the_picture_of_a_data_url_is_a_variable_within_a_string() -> None:
    spec = SPECS["fal/flux-2-dev/edit"]
    plan = plan_request(get_dialect("fal"), spec, {"prompt": "a cat"}, files=["a.png"])
    markup = highlight("curl", print_snippet("curl", plan))
    string = '<span class="s2">&quot;data:image/png;base64,</span>'
    assert f'{string}<span class="nv">&#x27;&quot;$IMAGE_1&quot;&#x27;</span><span class="s2">&quot;</span>' in markup


def test_colours_the_json_inside_the_quotes() -> None:
    plan = plan_request(
        get_dialect("onemin"),
        SPECS["onemin/flux-2-flex/edit"],
        {"prompt": "it's", "steps": 30, "prompt_upsampling": True},
        files=["a.png"],
    )
    markup = highlight("curl", print_snippet("curl", plan))
    assert '<span class="nt">&quot;prompt&quot;</span>' in markup
    assert '<span class="s2">&quot;it&#x27;\\&#x27;&#x27;s&quot;</span>' in markup
    assert '<span class="mi">30</span>' in markup
    assert '<span class="kc">true</span>' in markup
    assert '<span class="nv">&#x27;&quot;$IMAGE_1&quot;&#x27;</span>' in markup


def test_the_prompt_in_powershell_is_one_string_of_its_own() -> None:
    plan = plan_request(
        get_dialect("bfl"), SPECS["bfl/flux-2-pro/generate"], {"prompt": "it's $5 `x`"}, files=["a.png"]
    )
    markup = highlight("powershell", print_snippet("curl", plan, CodeOptions(powershell=True)))
    # The script that follows typing replaces it.
    assert '<span class="s2">&quot;it&#x27;s `$5 ``x``&quot;</span>' in markup
    assert '<span class="nt">&quot;prompt&quot;</span>' in markup
    assert '<span class="nv">$image1</span>' in markup
    assert 'class="err"' not in markup


def test_long_code_is_shown_without_colours() -> None:
    code = "<'" * LONGEST_HIGHLIGHTED
    assert html.unescape(highlight("python", code)) == code
    assert "<span" not in highlight("python", code)


def test_an_unknown_language_raises() -> None:
    with pytest.raises(KeyError):
        highlight("cobol", "x")
