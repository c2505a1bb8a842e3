"""One click restores every field of every model, references in order, and clears the rest."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.catalog.coercion import resolve, strip_defaults
from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import ModelSpec
from playground.generations.models import Generation
from playground.generations.submission.submit import Submission, submit
from playground.pages.draft_values import load_draft
from playground.pages.forms import SpecForm, as_raw
from tests.cast import Person, make_file
from tests.markup import parse
from tests.valid_params import valid_params

# The same examples at every run. One person makes all of them, so that the files are stored once.
CALM = settings(
    deadline=None, derandomize=True, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def keys(bob: Person) -> list[str]:
    return [bob.upload(make_file(width=width)).key for width in (64, 65, 66, 67)]


def ask(person: Person, spec: ModelSpec, params: dict[str, Any]) -> Generation:
    """Return the one generation that there is, which waits."""
    Generation.objects.all().delete()
    return submit(Submission(person.owner, spec, params))[0]


def read_form(person: Person, spec: ModelSpec, values: dict[str, list[str]]) -> dict[str, Any]:
    """Return the params that Generate would send for the form, which must be valid."""
    form = SpecForm(spec, person.owner, values, bound=True)
    assert form.is_valid(), form.errors
    return form.params


@pytest.mark.thorough
@pytest.mark.parametrize("spec_id", specs())
def test_every_field_comes_back_as_it_was(bob: Person, keys: list[str], spec_id: str) -> None:
    spec = get_spec(spec_id)
    # What the form had before has to go.
    before = {parameter.name: ["1"] for parameter in spec.parameters}

    @CALM
    @given(valid_params(spec, keys))
    def act(params: dict[str, Any]) -> None:
        made = ask(bob, spec, params)
        wanted = strip_defaults(spec, params | made.seed_param)
        bob.post("save_draft", *spec_id.split("/"), **before)
        answer = bob.post("use_again", made.id, htmx=True)
        assert read_form(bob, spec, load_draft(bob.owner, spec)) == wanted
        # The controls on the page post the same, which makes the very same picture.
        posted = read_form(bob, spec, parse(answer).by_id("spec-form").fields())
        assert posted == wanted
        assert resolve(spec, posted, made.seed) == made.resolved

    act()


@settings(deadline=None, derandomize=True)
@given(
    st.sampled_from(list(specs().values())).flatmap(lambda spec: st.tuples(st.just(spec), valid_params(spec, ["k"])))
)
def test_values_in_a_form_are_the_params(drawn: tuple[ModelSpec, dict[str, Any]]) -> None:
    spec, params = drawn
    assert SpecForm(spec, None, as_raw(params)).coerced == (strip_defaults(spec, params), [])
