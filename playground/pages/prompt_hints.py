"""The hints below the prompt: those that the values of a form get, without those that the person has dismissed."""

from collections.abc import Mapping, Sequence

from playground.catalog.hints import Hint, References, find_hints
from playground.catalog.spec import ModelSpec
from playground.pages.forms import SpecForm
from playground.pages.picture_models import picture_limit
from playground.pages.reference_roles import read_roles

# The keys of the dismissed hints. They belong to the form, and go with its prompt.
FIELD = "dismissed_hints"
# As many as a field of a form keeps.
MOST_DISMISSED = 20

type Values = Mapping[str, Sequence[str]]


def form_hints_context(form: SpecForm) -> dict[str, object]:
    """Return the context for a form, whose pictures may have been deleted since it was stored."""
    parameter = form.spec.by_role("picture")
    if parameter is None:
        return hints_context(form.spec, form.values)
    found = [key for key in form.values.get(parameter.name, ()) if key in form.images]
    return hints_context(form.spec, {**form.values, parameter.name: found})


def hints_context(spec: ModelSpec, values: Values) -> dict[str, object]:
    """Return the context of `studio/_hints.html`."""
    dismissed = list_dismissed(values)
    return {"hints": [hint for hint in list_hints(spec, values) if hint.key not in dismissed], "dismissed": dismissed}


def list_hints(spec: ModelSpec, values: Values) -> list[Hint]:
    """Return all hints about the prompt in the values."""
    prompt = read_prompt(spec, values)
    return find_hints(spec, prompt, _read_references(spec, values)) if prompt else []


def list_dismissed(values: Values) -> list[str]:
    return [key for key in dict.fromkeys(values.get(FIELD, ())) if key][-MOST_DISMISSED:]


def read_prompt(spec: ModelSpec, values: Values) -> str:
    """Return the prompt with the line breaks that script and server count alike."""
    parameter = spec.by_role("prompt")
    found = values.get(parameter.name) if parameter else None
    return found[-1].replace("\r\n", "\n") if found else ""


def _read_references(spec: ModelSpec, values: Values) -> References:
    parameter = spec.by_role("picture")
    keys = [key for key in values.get(parameter.name, ()) if key] if parameter else []
    roles, edited = read_roles(values), (values.get("editing") or [""])[-1]
    return References([roles.get(key, "") for key in keys], edited != "" and edited in keys[:1], picture_limit(spec))
