"""The printed code as text: the documents' shape, any prompt, nothing hidden; read without running it."""

import ast
import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.dialects.wire import RequestPlan
from playground.snippets.job import CodeOptions
from playground.snippets.literal import INVISIBLE
from playground.snippets.registry import LANGUAGES, print_snippet
from tests.snippets.cases import CASES, Case
from tests.specs import SPECS

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.curl.txt"))
# The same examples at every run, and no deadline on a busy machine.
CALM = settings(deadline=None, derandomize=True)
FLEX = SPECS["onemin/flux-2-flex/generate"]

texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
bodies = st.dictionaries(texts, values, max_size=4)


def plan_of(params: dict[str, Any], **options: Any) -> RequestPlan:
    return plan_request(get_dialect("onemin"), FLEX, params, **options)


def split_curl(code: str) -> list[str]:
    return shlex.split(code.replace(" \\\n", " "))


def test_the_languages_are_in_the_order_of_the_tabs() -> None:
    assert [(name, language.title) for name, language in LANGUAGES.items()] == [
        ("curl", "cURL"),
        ("javascript", "JavaScript"),
        ("python", "Python"),
    ]


def test_an_unknown_language_raises() -> None:
    with pytest.raises(KeyError):
        print_snippet("cobol", plan_of({"prompt": "a cat"}))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_prints_the_documented_command_exactly(sample: Path) -> None:
    documented = sample.read_text().strip()
    dialect, model, mode = sample.name.removesuffix(".curl.txt").split("_")
    body = json.loads(documented[documented.index("{") : -1])
    params = body.get("promptObject") or {"prompt": body["prompt"], **body["fluxParams"]}
    printed = print_snippet("curl", plan_request(get_dialect(dialect), SPECS[f"{dialect}/{model}/{mode}"], params))
    lines = [line.strip() for line in printed.splitlines()]
    # One of the two APIs writes its address without quotes.
    unquoted = [lines[0].replace('"', ""), *lines[1:]]
    assert documented.splitlines() in (lines, unquoted)


def test_indents_the_command_as_a_person_would() -> None:
    assert print_snippet("curl", plan_of({"prompt": "a cat", "steps": 30.0, "x": [], "y": {}, "z": [1]})) == (
        'curl -X POST "https://api.1min.ai/api/features" \\\n'
        '  -H "API-KEY: <your-api-key>" \\\n'
        '  -H "Content-Type: application/json" \\\n'
        "  -d '{\n"
        '  "type": "IMAGE_GENERATOR",\n'
        '  "model": "black-forest-labs/flux-2-flex",\n'
        '  "promptObject": {\n'
        '    "prompt": "a cat",\n'
        '    "steps": 30,\n'
        '    "x": [],\n'
        '    "y": {},\n'
        '    "z": [\n'
        "      1\n"
        "    ]\n"
        "  }\n"
        "}'"
    )


def test_a_picture_in_the_body_is_piped_to_curl() -> None:
    plan = plan_request(get_dialect("bfl"), SPECS["bfl/flux-2-pro/generate"], {"prompt": "it's"}, files=["my cat.png"])
    assert print_snippet("curl", plan) == (
        'IMAGE_1=$(base64 < "my cat.png") &&\n'
        "printf '%s' '{\n"
        '  "prompt": "it\'\\\'\'s",\n'
        '  "input_image": "\'"$IMAGE_1"\'"\n'
        "}' |\n"
        '  curl -X POST "https://api.bfl.ai/v1/flux-2-pro" \\\n'
        '  -H "x-key: <your-api-key>" \\\n'
        '  -H "Content-Type: application/json" \\\n'
        "  -d @-"
    )


@CALM
@given(bodies)
def test_any_params_survive_shell_and_json(params: dict[str, Any]) -> None:
    plan = plan_of(params)
    words = split_curl(print_snippet("curl", plan))
    assert words[:4] == ["curl", "-X", "POST", plan.request.url]
    assert json.loads(words[words.index("-d") + 1]) == plan.request.body
    assert len(words) == 10


@CALM
@given(bodies)
def test_any_params_survive_a_python_literal(params: dict[str, Any]) -> None:
    plan = plan_of(params)
    tree = ast.parse(print_snippet("python", plan))
    assigned = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id in {"url", "headers", "data"}
    }
    assert assigned == {"url": plan.request.url, "headers": dict(plan.request.headers), "data": plan.request.body}


@CALM
@given(texts.filter(lambda text: "\0" not in text), texts.filter(lambda text: "\0" not in text))
def test_keys_and_addresses_cannot_break_out_of_quotes(key: str, path: str) -> None:
    plan = plan_of({}, key=key or "k", base_url=f"http://x{path}")
    words = split_curl(print_snippet("curl", plan))
    assert words[3] == plan.request.url
    assert words[5] == f"API-KEY: {key or 'k'}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_shows_every_character_and_ends_without_a_newline(case: Case, language: str) -> None:
    code = print_snippet(language, case.plan("http://localhost"))
    hidden = INVISIBLE.search(code)
    assert hidden is None
    assert all(character >= " " or character == "\n" for character in code)
    assert not code.endswith("\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_appears_in_the_code_without_an_upload(language: str) -> None:
    edit = SPECS["onemin/flux-2-flex/edit"]
    plan = plan_request(
        get_dialect("onemin"), edit, {"prompt": "a cat"}, files=["cat.png"], references=["<your-image>"]
    )
    code = print_snippet(language, plan)
    assert '"<your-image>"' in code
    assert "upload" not in code
    assert "cat.png" not in code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_is_the_placeholder_everywhere(language: str) -> None:
    plan = plan_request(get_dialect("onemin"), SPECS["onemin/flux-2-flex/edit"], {"prompt": "a cat"}, files=["cat.png"])
    assert print_snippet(language, plan).count("<your-api-key>") == 2


@pytest.mark.parametrize(("language", "mark"), [("curl", "#"), ("javascript", "//"), ("python", "#")])
def test_remarks_are_comments_of_one_line_each(language: str, mark: str) -> None:
    plan = replace(plan_of({"prompt": "a cat"}), remarks=("Save fox.png first: http://x/", "a\nb \u2028 c"))
    lines = print_snippet(language, plan).splitlines()
    assert lines[:2] == [f"{mark} Save fox.png first: http://x/", f"{mark} a\\nb \\u2028 c"]


def test_javascript_without_files_runs_in_a_browser_too() -> None:
    code = print_snippet("javascript", plan_of({"prompt": "a cat"}))
    assert "fetch(" in code
    assert "import" not in code


def test_curl_reads_the_result_of_an_upload_with_jq_and_says_so() -> None:
    plan = plan_request(get_dialect("onemin"), SPECS["onemin/flux-2-flex/edit"], {"prompt": "a cat"}, files=["cat.png"])
    code = print_snippet("curl", plan)
    assert code.startswith("# jq reads the address of the uploaded picture")
    assert 'IMAGE_1=$(upload "asset=@cat.png") &&\ncurl -X POST' in code
    assert "| jq -e .fileContent.path ||" in code
    assert '"imageUrl": \'"$IMAGE_1"\'' in code
    assert "sed" not in code
    plain = print_snippet("curl", plan, CodeOptions(without_jq=True))
    assert "jq" not in plain
    assert "sed -n" in plain


def test_a_batch_is_a_loop_in_each_language() -> None:
    plans = [plan_of({"prompt": "a cat"} | seed, variants=3) for seed in ({"seed": 5}, {})]
    loops = {
        "curl": ("for SEED in 5 6 7; do\n  curl", "for PICTURE in 1 2 3; do\n  curl"),
        "javascript": (
            "for (const seed of [5, 6, 7]) {\n  const",
            "for (let picture = 1; picture <= 3; picture += 1) {",
        ),
        "python": ("for seed in [5, 6, 7]:\n    data = {", "for _ in range(3):\n    response"),
    }
    for language, expected in loops.items():
        for plan, loop in zip(plans, expected, strict=True):
            assert loop in print_snippet(language, plan)
