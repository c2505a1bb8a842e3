"""The same request is read from every language and library in which people write it."""

import pytest

from playground.recall.code.pasted import hide_keys, read_pasted
from playground.recall.code.registry import LANGUAGES
from tests.recall.code.examples import EXAMPLES, KEY
from tests.specs import SPECS

ALL = list(SPECS.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_reads_the_request(name: str) -> None:
    read = read_pasted(EXAMPLES[name], ALL)
    assert read.problem == ""
    assert read.spec == SPECS["bfl/flux-2-flex/generate"]
    assert read.fields.params == {"prompt": "it's a watercolour cat", "steps": 30, "seed": 7}
    assert read.fields.variants == (3 if name == "bash" else 1)
    assert (read.fields.unknown, read.fields.issues, read.fields.remarks, read.remarks) == ((), (), (), ())


@pytest.mark.parametrize("name", EXAMPLES)
def test_hides_the_key_and_still_reads_the_request(name: str) -> None:
    read = read_pasted(EXAMPLES[name], ALL)
    assert KEY in EXAMPLES[name]
    assert KEY not in read.text
    assert read_pasted(read.text, ALL).fields == read.fields


@pytest.mark.parametrize("name", EXAMPLES)
def test_hides_the_key_of_code_that_is_cut_off(name: str) -> None:
    code = EXAMPLES[name]
    cut = code[: code.index(KEY) + len(KEY) + 1]
    assert KEY not in read_pasted(cut, ALL).text


def test_every_language_has_its_functions() -> None:
    for language in LANGUAGES:
        module = language.load()
        assert not module.looks_like("A red fox in the snow")
        assert module.read("").requests == ()


def test_a_value_in_the_wrong_place_is_read() -> None:
    code = """curl https://api.apiframe.ai/v2/images/generate -H 'X-API-Key: a'
      -d '{"model": "flux-2-flex", "prompt": "a cat", "steps": 20}'""".replace("\n", " \\\n")
    read = read_pasted(code, ALL)
    assert read.fields.params == {"prompt": "a cat", "steps": 20}
    assert read.remarks == ("apiframe does not expect steps where the code has it. It was read anyway.",)
    assert read.fields.unknown == ()


def test_flat_json_with_a_model_needs_no_envelope() -> None:
    read = read_pasted('{"model": "flux-2-flex", "prompt": "a cat", "steps": 20, "guidance": 4}', ALL)
    assert read.fields.params == {"prompt": "a cat", "steps": 20, "guidance": 4}
    assert read.remarks == ()


def test_flat_json_without_a_model_is_read_for_an_api_with_flat_bodies() -> None:
    # A model of apiframe has the same names, but in an envelope, and would leave out the size.
    read = read_pasted('{"prompt": "a cat", "width": 1024, "height": 768, "steps": 20}', ALL)
    assert read.spec
    assert read.spec.id == "bfl/flux-2-flex/generate"


@pytest.mark.parametrize("name", EXAMPLES)
def test_hides_the_key_of_a_request_that_is_the_prompt(name: str) -> None:
    assert KEY not in hide_keys(EXAMPLES[name], ALL)
