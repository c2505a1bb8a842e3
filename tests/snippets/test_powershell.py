"""The printed PowerShell, by its grammar and its rules for quotes: PowerShell itself is not there to run it."""

import json
import re

import pytest
import tree_sitter_powershell
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Language, Node, Parser

from playground.dialects.wire import EncodedPicture, EnvironmentVariable, FormBody, SeedVariable, UploadReference
from playground.snippets.job import CodeOptions
from playground.snippets.literal import data_url_prefix
from playground.snippets.powershell import write_text
from playground.snippets.registry import print_snippet
from tests.snippets.cases import CASES, Case
from tests.snippets.jobs import JOBS, JobCase

GRAMMAR = Language(tree_sitter_powershell.language())
HERE = re.compile(r"@(['\"])\n(.*?)\n\1@", re.DOTALL)
CALM = settings(deadline=None, derandomize=True)


def parse(code: str) -> Node:
    tree = Parser(GRAMMAR).parse(code.encode())
    assert not tree.root_node.has_error, code
    return tree.root_node


def print_case(case: Case) -> str:
    return print_snippet("curl", case.plan("http://localhost"), CodeOptions(powershell=True))


def evaluate(written: str) -> str:
    """Return the text that an expression of `write_text` is, by the rules of PowerShell's documents."""
    parts = re.findall(r"'((?:[^'\u2018-\u201b]|(['\u2018-\u201b])\2)*)'|\[char\]0x([0-9a-f]{4})", written)
    assert "".join(re.findall(r"^\(|\)$| \+ ", re.sub(r"'.*?'(?!')", "", written))) or len(parts) == 1
    return "".join(
        chr(int(code, 16)) if code else re.sub(r"(['\u2018-\u201b])\1", r"\1", text) for text, _, code in parts
    )


def unescape(text: str) -> str:
    """Return what a text between @" and "@ is, with the number 0 in the place of each variable."""
    return re.sub(r"`(.)|\$\([^)]*\)|\$\w+", lambda found: found[1] or "0", text)


def without_variables(value: object) -> object:
    """Return a body with what `unescape` leaves of its placeholders."""
    if isinstance(value, UploadReference | SeedVariable):
        return 0
    if isinstance(value, EncodedPicture):
        return data_url_prefix(value) + "0" if value.is_data_url else "0"
    if isinstance(value, dict):
        return {name: without_variables(item) for name, item in value.items()}
    return [without_variables(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_code_is_powershell_and_has_the_given_params(case: Case) -> None:
    code = print_case(case)
    parse(code)
    body = case.plan("http://localhost").request.body
    if isinstance(body, FormBody):
        assert code.count("$form.Add(") == len(body.fields) + bool(case.plan("").uploads)
        return
    [(mark, text)] = HERE.findall(code)
    # Only between double quotes a variable is replaced.
    assert json.loads(unescape(text) if mark == '"' else text) == without_variables(body)
    assert (mark == '"') == bool(case.files or "$seed" in text)


@CALM
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_the_same_between_single_quotes(text: str) -> None:
    assert evaluate(write_text(text)) == text


@pytest.mark.parametrize("text", ["it's", "\u2018x\u2019", '$HOME `n "q"', "a\nb\t\u202e", "\u202e", ""])
def test_quotes_and_invisible_characters_are_written_in_code(text: str) -> None:
    written = write_text(text)
    assert evaluate(written) == text
    assert all(character.isprintable() for character in written)
    parse(f"$x = {written}")


@pytest.mark.parametrize("case", JOBS, ids=lambda case: case.name)
def test_a_whole_job_is_one_block_that_ends_with_the_first_error(case: JobCase) -> None:
    plan = case.plan("http://localhost")
    options = CodeOptions(case.options.follow, case.options.prints_address, powershell=True)
    code = print_snippet("curl", plan, options)
    parse(code)
    lines = [line for line in code.splitlines() if not line.startswith("#")]
    assert lines[:2] == ["& {", "  $ErrorActionPreference = 'Stop'"]
    assert lines[-1] == "}"
    # The key is read where the code runs, and is not in it.
    keys = [value for _, value in plan.request.headers if isinstance(value, EnvironmentVariable)]
    assert all(f"{key.prefix}$env:{key}" in code for key in keys)
    # The end of a text must be at the beginning of its line.
    assert len(HERE.findall(code)) == len(re.findall(r"@['\"]$", code, re.MULTILINE))


def test_a_request_alone_is_printed_as_a_person_would() -> None:
    case = next(case for case in CASES if case.name == "prompt_plain")
    code = print_case(case)
    assert code.startswith("$body = @'\n{\n")
    assert code.endswith(
        "\n'@\n"
        "Invoke-RestMethod -Method Post -Uri 'http://localhost/api/features' `\n"
        "  -Headers @{ 'API-KEY' = '<your-api-key>' } `\n"
        "  -ContentType 'application/json; charset=utf-8' `\n"
        "  -Body $body | ConvertTo-Json -Depth 20"
    )


def test_a_failed_upload_keeps_the_request_from_being_sent() -> None:
    case = next(case for case in CASES if case.name == "file_0")
    lines = print_case(case).splitlines()
    assert lines[0] == "# This needs PowerShell 7 or later."
    assert lines[1:3] == ["& {", "  $ErrorActionPreference = 'Stop'"]
    assert "    if (-not $answer.fileContent.path) {" in "\n".join(lines)
