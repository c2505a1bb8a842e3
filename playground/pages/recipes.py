"""The recipe of a generation, as a form takes it."""

from playground.catalog.spec import ModelSpec, Value
from playground.generations.models import Generation
from playground.generations.submission.inputs import image_keys

NOT_STORED = {
    1: "A reference was given by an address and was never stored here. Add it again.",
    2: "{} references were given by addresses and were never stored here. Add them again.",
}


def stored_params(found: Generation, spec: ModelSpec) -> dict[str, Value]:
    """Return what was asked for with the seed, and with the stored input pictures instead of addresses, in order."""
    params = found.asked | found.seed_param
    parameter, keys = spec.by_role("picture"), [entry.image.key for entry in found.inputs.all()]
    if parameter is not None:
        params.pop(parameter.name, None)
        if keys:
            params[parameter.name] = keys if parameter.kind == "images" else keys[0]
    return params


def explain_missing_inputs(found: Generation, spec: ModelSpec) -> list[str]:
    """Return a sentence if the request named pictures that were never fetched."""
    missing = len(image_keys(spec, found.resolved)) - len(found.inputs.all())
    return [NOT_STORED[min(missing, 2)].format(missing)] if missing > 0 else []
