"""Every parameter of a generation as its page lists it."""

from dataclasses import dataclass

from playground.generations.models import Generation
from playground.pages.forms import as_text


@dataclass(frozen=True, slots=True)
class Detail:
    """One parameter: what it was, and whether a person set it, it is the default, or it was ignored."""

    name: str
    title: str
    value: str
    origin: str


def list_parameters(generation: Generation) -> list[Detail]:
    """Return the parameters in the documents' order, the ignored ones last; the prompt and pictures stand elsewhere."""
    spec = generation.spec
    if spec is None:
        return [Detail(name, name, as_text(value), "") for name, value in generation.params.items() if name != "prompt"]
    details = []
    for parameter in spec.parameters:
        if parameter.role in ("prompt", "picture") or parameter.name not in generation.resolved:
            continue
        origin = "set" if parameter.name in generation.params else "default"
        if parameter.role == "seed" and origin == "default":
            origin = "random"
        details.append(Detail(parameter.name, parameter.title, as_text(generation.resolved[parameter.name]), origin))
    return details + [Detail(name, name, as_text(generation.params[name]), "ignored") for name in generation.ignored]
