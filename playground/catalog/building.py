"""Builds a `ModelSpec` from a valid spec document."""

from collections.abc import Mapping
from typing import Any

from playground.catalog.spec import Example, Kind, ModelSpec, Parameter

KINDS: Mapping[str, Kind] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    # The only lists among the parameters of the APIs are lists of pictures.
    "array": "images",
}


def slug_of(model: str) -> str:
    """Return `flux-2-flex` for `black-forest-labs/flux-2-flex`."""
    return model.rsplit("/", 1)[-1]


def read_slug(document: Mapping[str, Any]) -> str:
    """Return the document's own short form of the model's name, or else the last part of the name."""
    # The last part alone says too little where an API numbers its models by folders, such as `flux-2/klein/4b`.
    return str(document.get("x-slug", slug_of(str(document.get("x-model")))))


def spec_id(document: Mapping[str, Any]) -> str:
    """Return an id such as `onemin/flux-2-flex/edit`."""
    return f"{document.get('x-dialect')}/{read_slug(document)}/{document.get('x-mode')}"


def build_spec(document: Mapping[str, Any]) -> ModelSpec:
    """Build the spec. The document must have passed `inspect` and hold no unresolved references."""
    required = document.get("required", ())
    properties: Mapping[str, Mapping[str, Any]] = document["properties"]
    return ModelSpec(
        id=spec_id(document),
        dialect=document["x-dialect"],
        model=document["x-model"],
        slug=read_slug(document),
        mode=document["x-mode"],
        title=document["x-title"],
        summary=document["x-summary"],
        examples=tuple(Example(item["title"], item["prompt"]) for item in document.get("x-examples", ())),
        parameters=tuple(build_parameter(name, part, name in required) for name, part in properties.items()),
        schema=document,
        profile=document.get("x-profile", ""),
        json_prompt=document.get("x-json-prompt", False),
    )


def build_parameter(name: str, part: Mapping[str, Any], required: bool) -> Parameter:
    return Parameter(
        name=name,
        # In JSON Schema a single picture is a string, so only the widget shows that it is a picture.
        kind="image" if part["x-widget"] == "picture" else KINDS[part["type"]],
        title=part["x-title"],
        help=part["x-help"],
        role=part["x-role"],
        widget=part["x-widget"],
        required=required,
        default=part.get("default"),
        minimum=part.get("minimum"),
        maximum=part.get("maximum"),
        step=part.get("x-step"),
        multiple_of=part.get("multipleOf"),
        choices=tuple(part.get("enum", ())),
        min_length=part.get("minLength"),
        max_length=part.get("maxLength"),
        max_items=part.get("maxItems"),
        group=part.get("x-group", "main"),
    )
