"""No input makes the catalog raise an exception."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.coercion import coerce_form, resolve, strip_defaults
from playground.catalog.loading import specs
from playground.catalog.sizes import picture_size, shape_choices
from playground.catalog.spec import ModelSpec, Size
from playground.catalog.validation import normalise, split_unknown, validate

SPECS = st.sampled_from(list(specs().values()))
# Lone surrogates, NUL, NaN and numbers beyond every bound are among these.
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=30)
    | st.sampled_from([10**400, 1e308, "1MP", "custom", "match_input_image"])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=9), inner, max_size=4)
    ),
    max_leaves=8,
)


def params_of(spec: ModelSpec) -> st.SearchStrategy[dict[str, Any]]:
    names = st.sampled_from([parameter.name for parameter in spec.parameters]) | st.text(st.characters(), max_size=9)
    return st.dictionaries(names, ANYTHING, max_size=8)


def form_of(spec: ModelSpec) -> st.SearchStrategy[dict[str, list[str]]]:
    words = [choice for parameter in spec.parameters for choice in parameter.choices]
    numbers = st.integers(-5, 3000).map(str) | st.floats().map(str)
    texts = st.sampled_from([*words, "", "on", "true"]) | numbers | st.text(max_size=12)
    return st.fixed_dictionaries({parameter.name: st.lists(texts, max_size=3) for parameter in spec.parameters})


@settings(deadline=None)
@given(SPECS.flatmap(lambda spec: st.tuples(st.just(spec), params_of(spec) | ANYTHING)))
def test_validate_returns_printable_sentences_for_any_input(drawn: tuple[ModelSpec, Any]) -> None:
    spec, params = drawn
    for issue in validate(spec, params):
        issue.message.encode()
        assert issue.message.endswith((".", "?"))
        assert len(issue.message) < 400


@settings(deadline=None)
@given(
    SPECS.flatmap(lambda spec: st.tuples(st.just(spec), params_of(spec))), st.builds(Size, st.integers(), st.integers())
)
def test_a_half_filled_form_always_has_a_size(drawn: tuple[ModelSpec, Any], given_size: Size) -> None:
    spec, params = drawn
    size = picture_size(spec, params, given_size)
    assert size.width % 16 == size.height % 16 == 0
    assert min(size.width, size.height) >= (256 if spec.by_role("ratio") else 64)
    assert size.width * size.height <= 4 * 1024 * 1024
    assert bool(shape_choices(spec, params)) == bool(spec.by_role("ratio"))


@settings(deadline=None)
@given(SPECS.flatmap(lambda spec: st.tuples(st.just(spec), form_of(spec))), st.integers(0, 2**53 - 1))
def test_form_values_are_coerced_validated_and_resolved(drawn: tuple[ModelSpec, Any], seed: int) -> None:
    spec, raw = drawn
    params, issues = coerce_form(spec, raw)
    assert not {issue.field for issue in issues} & set(params)
    assert strip_defaults(spec, params) == params
    if validate(spec, params):
        return
    assert validate(spec, normalise(spec, params)) == []
    resolved = resolve(spec, params, seed)
    # A model without a seed has one for its sketch.
    assert validate(spec, split_unknown(spec, resolved)[0]) == []
    assert {name: resolved[name] for name in params} == params | ({"seed": seed} if "seed" in params else {})
    assert resolve(spec, strip_defaults(spec, resolved), seed) == resolved
