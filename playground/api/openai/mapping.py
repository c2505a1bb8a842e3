"""Brings the fields of OpenAI's API into the params of a model, by their roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.api.openai.fields import ROLES, Asked
from playground.catalog.sizes import pixels_of
from playground.catalog.spec import ModelSpec, Parameter, Size, Value
from playground.catalog.validation import CUSTOM, MATCH, normalise_value
from playground.dialects.errors import WireError
from playground.recall.mapping import bring_into
from playground.recall.recipe import make_source

SIZE_SOURCE = make_source("OpenAI", [("width", "width", "integer"), ("height", "height", "integer")])
# An area may be a little larger than asked for: a megapixel is 1,048,576 pixels to one API and a million to another.
AREA_TOLERANCE = 1.05
# What OpenAI's API makes without `output_format`, and what clients take a picture without a type for.
USUAL_FORMAT = "png"
# What other servers call a picture in JSON.
FOREIGN_PICTURE_FIELDS = ("image", "image[]", "images", "image_url", "input_image", "input_images", "reference_images")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Params of a model, the field that each came from, and the names of fields that have no meaning for the model."""

    params: dict[str, object]
    fields: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def field_of(self, parameter: str) -> str:
        """Return what the client calls the parameter."""
        return self.fields.get(parameter, parameter)


def map_fields(spec: ModelSpec, asked: Asked, pictures: Mapping[str, object]) -> Mapped:
    """Return the params for the spec, beginning with those for its pictures. Raises `WireError` with 400."""
    params = dict(pictures)
    fields: dict[str, str] = {}
    ignored: list[str] = []
    for name, value in asked.others.items():
        # The model's own name for something comes first, so that everything that it has can be asked for.
        parameter = spec.get(name) or spec.by_role(ROLES.get(name, ""))
        if parameter is None:
            _refuse_picture(name)
            ignored.append(name)
        elif parameter.name not in pictures:
            params[parameter.name] = _respell(parameter, value)
            fields[parameter.name] = name
    _add_usual_format(spec, params)
    _add_shape(spec, asked.size, params, fields)
    return Mapped(params, fields, tuple(ignored))


def _respell(parameter: Parameter, value: object) -> object:
    """Return the model's spelling of the format JPEG, for which the APIs have two."""
    other = {"jpeg": "jpg", "jpg": "jpeg"}.get(value) if isinstance(value, str) else None
    is_other = parameter.role == "format" and value not in parameter.choices and other in parameter.choices
    return other if is_other else value


def _refuse_picture(name: str) -> None:
    """Refuse what looks like a picture, because without it the result would be another one."""
    if name in FOREIGN_PICTURE_FIELDS:
        sentence = (
            f"{name} is not a field of this request. Send pictures as files to /v1/images/edits, in the field image."
        )
        raise WireError(sentence, code="unknown_parameter", field=name)


def _add_usual_format(spec: ModelSpec, params: dict[str, object]) -> None:
    parameter = spec.by_role("format")
    if (
        parameter
        and parameter.name not in params
        and normalise_value(spec, parameter, USUAL_FORMAT) in parameter.choices
    ):
        params[parameter.name] = USUAL_FORMAT


def _add_shape(spec: ModelSpec, size: Size | None, params: dict[str, object], fields: dict[str, str]) -> None:
    """Add the size, or for "auto" what follows the picture; a shape that the client gave by name counts more."""
    ratio, picture = spec.by_role("ratio"), spec.by_role("picture")
    if any(part.name in params for role in ("ratio", "width", "height") if (part := spec.by_role(role))):
        return
    if size is None:
        if ratio and picture and params.get(picture.name) and MATCH in ratio.choices:
            params[ratio.name] = MATCH
        return
    for name, value in _find_shape(spec, size).items():
        params.setdefault(name, value)
        fields.setdefault(name, "size")


def _find_shape(spec: ModelSpec, size: Size) -> dict[str, Value]:
    brought = bring_into(spec, SIZE_SOURCE, {"width": size.width, "height": size.height})
    # A model without any choice of size makes its only one, which the response names.
    has_choice = any(spec.by_role(role) for role in ("ratio", "width", "height"))
    missing = [loss.sentence for loss in brought.losses if loss.kind == "missing"]
    if has_choice and missing:
        ratio = spec.by_role("ratio")
        choices = f" Its shapes are {', '.join(ratio.choices)}." if ratio else ""
        sentence = (
            f"size is {size.width}x{size.height}; {spec.slug} cannot make it.{choices} Choose another size, or auto."
        )
        raise WireError(sentence, field="size")
    return brought.params | _find_area(spec, size, brought.params)


def _find_area(spec: ModelSpec, size: Size, shape: Mapping[str, Value]) -> dict[str, Value]:
    """Return the largest area that is not larger than the size, if the model takes one beside the shape."""
    area = spec.by_role("megapixels") or spec.by_role("resolution")
    ratio = spec.by_role("ratio")
    if area is None or (ratio and shape.get(ratio.name) == CUSTOM):
        return {}
    wanted = size.width * size.height * AREA_TOLERANCE
    choices = sorted((pixels, choice) for choice in area.choices if (pixels := pixels_of(choice)))
    fitting = [choice for pixels, choice in choices if pixels <= wanted] or [choice for _, choice in choices[:1]]
    # What is the default already does not have to be sent.
    return {area.name: fitting[-1]} if fitting and fitting[-1] != area.default else {}
