"""Code that this playground prints is read as the request that it was printed for, in every language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.coercion import coerce_form
from playground.dialects.planning import plan_request
from playground.dialects.registry import get_dialect
from playground.dialects.wire import EnvironmentVariable
from playground.pages.forms import as_raw
from playground.recall.code.pasted import read_pasted
from playground.snippets.job import CodeOptions
from playground.snippets.registry import LANGUAGES, print_snippet
from tests.recall.code.requests import params_of
from tests.snippets.cases import FILES
from tests.specs import SPECS

ALL = list(SPECS.values())
HERE = {"base_url": "http://127.0.0.1:8000", "key": EnvironmentVariable("PLAYGROUND_KEY")}


options = st.builds(
    CodeOptions,
    follow=st.sampled_from(["submit", "wait", "poll"]),
    prints_address=st.booleans(),
    powershell=st.booleans(),
    without_jq=st.booleans(),
)


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec_id", SPECS)
@settings(deadline=None, max_examples=5, derandomize=True)
@given(data=st.data())
def test_a_form_comes_back_from_its_code(spec_id: str, language: str, data: st.DataObject) -> None:
    spec = SPECS[spec_id]
    params = data.draw(params_of(spec))
    picture = spec.by_role("picture")
    files = data.draw(st.lists(st.sampled_from(FILES[:6]), max_size=2, unique=True)) if picture else []
    variants = data.draw(st.integers(1, 4))
    # For the public API with a key, or for this server, where the key comes from the environment.
    server = data.draw(st.sampled_from([{}, {"key": "s3cr3t-0123456789"}, HERE]))
    plan = plan_request(get_dialect(spec.dialect), spec, params, files=files, variants=variants, **server)
    code = print_snippet(language, plan, data.draw(options))
    read = read_pasted(code, ALL)
    assert read.problem == ""
    assert read.spec == spec
    assert read.fields.params == params
    assert coerce_form(spec, as_raw(read.fields.params)) == (params, [])
    assert read.fields.variants == variants
    assert len(read.fields.pictures) == min(len(files), (picture.max_items or 1) if picture else 0)
    assert (read.fields.unknown, read.fields.issues, read.fields.remarks, read.remarks) == ((), (), (), ())
    assert "s3cr3t" not in read.text
    # Without its keys it is still the same request.
    again = read_pasted(read.text, ALL)
    assert (again.spec, again.fields) == (read.spec, read.fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_picture_is_called_by_its_file(language: str, name: str) -> None:
    for spec_id in ("onemin/flux-2-flex/edit", "bfl/flux-2-pro/generate"):
        spec = SPECS[spec_id]
        plan = plan_request(get_dialect(spec.dialect), spec, {"prompt": "a cat"}, files=[name])
        read = read_pasted(print_snippet(language, plan), ALL)
        assert read.spec == spec
        assert len(read.fields.pictures) == 1
        if name.isascii() and name.isprintable() and not set(name) & set("\\\"-;,'$<@ "):
            assert read.fields.pictures == (name,)
