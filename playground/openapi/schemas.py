"""Writes the parameters of the catalog as schemas of the OpenAPI document."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.catalog.spec import Example, Json, ModelSpec, Parameter
from playground.catalog.validation import CUSTOM, MATCH
from playground.dialects.registry import get_dialect

MODE_WORDS = {"generate": "make a picture", "edit": "edit a picture"}
# The roles that an example includes besides prompt and picture: enough to be useful, few enough to be short.
SHOWN_ROLES = ("ratio", "steps", "guidance", "format")
EXAMPLE_SEED = 42
EXAMPLE_PATH = "images/2026_03_27_10_00_05_001_poster.png"


def schema_name(spec: ModelSpec) -> str:
    """Return the name of the spec's request in `components/schemas`, such as `onemin.flux-2-flex.edit`."""
    return spec.id.replace("/", ".")


def reference(name: str, kind: str = "schemas") -> Json:
    """Return a reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def constant(value: str, *spellings: str) -> Json:
    """Return the schema of a string with only one possible value, perhaps in other spellings."""
    # It is an `enum` of one, because some clients ignore `const`.
    return {"type": "string", "enum": list(dict.fromkeys((value, *spellings)))}


def optional_default(value: object) -> Json:
    """Return the default of an optional member."""
    # It is inside `allOf`, because some code generators treat a member with a default next to its type as required.
    return {"allOf": [{"default": value}]}


def one_of_by(name: str, schemas: Mapping[str, str]) -> Json:
    """Return a choice between schemas by the value of one member; `schemas` has their names by that value."""
    mapping = {value: reference(schema)["$ref"] for value, schema in schemas.items()}
    return {
        "type": "object",
        "required": [name],
        "oneOf": [{"$ref": address} for address in dict.fromkeys(mapping.values())],
        "discriminator": {"propertyName": name, "mapping": mapping},
    }


def write_params(spec: ModelSpec, *, leave_out: Sequence[str] = (), unknown: bool = False) -> Json:
    """Return the schema of the spec's parameters, except those in `leave_out`.

    `unknown` tells whether other names are accepted. The bounds are those that this server enforces: the documented
    ones, and its own where an API documents none.
    """
    shown = [parameter for parameter in spec.parameters if parameter.name not in leave_out]
    schema: Json = {
        "type": "object",
        "properties": {parameter.name: write_parameter(spec, parameter) for parameter in shown},
        "additionalProperties": unknown,
    }
    required = [parameter.name for parameter in shown if parameter.required]
    return schema | ({"required": required} if required else {}) | _write_rules(spec)


def write_parameter(spec: ModelSpec, parameter: Parameter) -> Json:
    """Return the schema of one parameter with its title, help, bounds and default."""
    part: Mapping[str, Any] = spec.schema["properties"][parameter.name]
    documented = {key: value for key, value in part.items() if not key.startswith(("x-", "$"))}
    schema = _intersect(documented, part.get("x-server-limits", {}))
    # Other spellings of a choice are accepted as well, so a client that validates must not refuse them.
    if parameter.choices:
        schema["enum"] = [*parameter.choices, *part.get("x-aliases", {})]
    # Validation treats a text of only spaces as missing.
    if parameter.role == "prompt" or parameter.kind == "image":
        schema = {"minLength": 1} | schema | {"pattern": r"\S"}
    if parameter.kind == "images":
        schema["items"] = schema.get("items", {}) | {"pattern": r"\S"}
    annotations = _annotate(parameter, schema)
    return {"title": parameter.title, "description": parameter.help} | schema | annotations


def _annotate(parameter: Parameter, schema: Json) -> Json:
    """Return the default of the parameter, which is removed from its schema, or an example for a seed."""
    if "default" in schema:
        return optional_default(schema.pop("default"))
    if parameter.kind == "images" and not parameter.required:
        return optional_default([])
    # A seed has no default, because a missing one is random.
    return {"allOf": [{"examples": [EXAMPLE_SEED]}]} if parameter.role == "seed" else {}


def write_examples(spec: ModelSpec) -> Json:
    """Return the spec's examples as request bodies, by names that are unique in the document."""
    return {
        f"{schema_name(spec)}.{number}": {"summary": f"{spec.title}: {example.title}", "value": _body(spec, example)}
        for number, example in enumerate(spec.examples, start=1)
    }


def example_params(spec: ModelSpec, prompt: str) -> dict[str, Any]:
    """Return example params: the prompt, a picture if required, and a few that people often set."""
    params: dict[str, Any] = {}
    for parameter in spec.parameters:
        if parameter.role == "prompt":
            params[parameter.name] = prompt
        elif parameter.role == "picture" and parameter.required:
            params[parameter.name] = EXAMPLE_PATH if parameter.kind == "image" else [EXAMPLE_PATH]
        elif parameter.role in SHOWN_ROLES and (value := _example_value(parameter)) is not None:
            params[parameter.name] = value
    return params


def link_studio(spec: ModelSpec, origin: str) -> Json:
    """Return links to the model's form, for people and for programs."""
    address = f"{origin}/{spec.id}/"
    return {
        "externalDocs": {"description": f"Try {spec.title} in the studio: {MODE_WORDS[spec.mode]}", "url": address},
        "x-studio": address,
        "x-spec": spec.id,
    }


def _body(spec: ModelSpec, example: Example) -> Any:  # noqa: ANN401
    return get_dialect(spec.dialect).write_request(spec, example_params(spec, example.prompt)).body


def _example_value(parameter: Parameter) -> object:
    if parameter.default is not None:
        return parameter.default
    return parameter.choices[0] if parameter.choices else None


def _intersect(documented: Mapping[str, Any], own: Mapping[str, Any]) -> Json:
    """Return the intersection of the documented bounds and this server's own."""
    both = dict(documented)
    for key, bound in own.items():
        if key not in both:
            both[key] = bound
        elif key == "items":
            both[key] = _intersect(both[key], bound)
        elif key.startswith(("min", "max")):
            # The document states what this server accepts, so the stricter of two bounds counts.
            both[key] = max(both[key], bound) if key.startswith("min") else min(both[key], bound)
    return both


def _write_rules(spec: ModelSpec) -> Json:
    """Return the rules between parameters: `custom` needs both sides, `match_input_image` needs a picture."""
    ratio, picture = spec.by_role("ratio"), spec.by_role("picture")
    if ratio is None:
        return {}
    rules = []
    sides = [side.name for role in ("width", "height") if (side := spec.by_role(role))]
    if CUSTOM in ratio.choices and sides:
        rules.append(_if_value(ratio, CUSTOM, {"required": sides}))
    if MATCH in ratio.choices and picture and not picture.required:
        at_least = {"properties": {picture.name: {"minItems": 1}}} if picture.kind == "images" else {}
        rules.append(_if_value(ratio, MATCH, {"required": [picture.name]} | at_least))
    return {"allOf": rules} if rules else {}


def _if_value(parameter: Parameter, value: str, then: Json) -> Json:
    condition: Json = {"properties": {parameter.name: {"enum": [value]}}}
    # A missing member satisfies `properties`, so without this the condition also holds if the parameter is not sent.
    # That is right only if its default is the value.
    if parameter.default != value:
        condition["required"] = [parameter.name]
    return {"if": condition, "then": then}
