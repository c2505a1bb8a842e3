"""The fields of OpenAI's images API, from params and back, in the JSON of a generation and in the form of an edit."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from playground.catalog.spec import ModelSpec, Parameter
from playground.dialects.base import Body, content_type_of
from playground.dialects.openai_profiles import Profile
from playground.dialects.wire import EncodedPicture, FormBody, FormPicture, SeedVariable

SIZE = re.compile(r"([1-9][0-9]{0,5})x([1-9][0-9]{0,5})")
# A side that is not set, as the form says.
USUAL_SIDE = 1024
# What the servers call the pictures of a form, and their addresses.
PICTURE_NAMES = frozenset({"image", "image[]", "url", "url[]"})


def write_fields(spec: ModelSpec, profile: Profile, params: Mapping[str, Any]) -> Body:
    """Return the params by the names of the server, in the same order."""
    picture = spec.by_role("picture")
    sides = {} if profile.has_sides else {side.name: side for side in _sides(spec)}
    fields: Body = {}
    for name, value in params.items():
        if name in sides:
            fields["size"] = _join_sides(sides.values(), params)
        elif picture and name == picture.name:
            fields[profile.picture_name] = [_write_picture(item, profile) for item in _as_list(value)]
        else:
            fields[name] = value
    return fields


def write_form(profile: Profile, fields: Mapping[str, Any]) -> FormBody:
    """Return the fields as a form: one for each picture, and JSON for values that are not text."""
    return FormBody(tuple(_list_fields(profile, fields)))


def read_form(form: FormBody) -> Body:
    """Return the values by their names. Pictures are always a list; of other values the last counts."""
    body: Body = {}
    for name, value in form.fields:
        if name in PICTURE_NAMES:
            body.setdefault(name, []).append(value)
        else:
            body[name] = value
    return body


def read_fields(spec: ModelSpec, profile: Profile, fields: Mapping[str, Any], *, is_text: bool) -> Body:
    """Return the params. `is_text` says that numbers are written as texts, as in a form."""
    picture = spec.by_role("picture")
    names = {profile.picture_name} | (PICTURE_NAMES if spec.mode == "edit" else set())
    has_size = not profile.has_sides and bool(_sides(spec))
    params: Body = {}
    for name, value in fields.items():
        found = SIZE.fullmatch(value) if name == "size" and has_size and isinstance(value, str) else None
        if found:
            params |= _split_sides(spec, int(found[1]), int(found[2]))
        elif picture and name in names:
            params.setdefault(picture.name, []).extend(_read_picture(item) for item in _as_list(value))
        else:
            params[name] = _read_text(spec.get(name), value) if is_text else value
    return params


def _sides(spec: ModelSpec) -> list[Parameter]:
    return [side for role in ("width", "height") if (side := spec.by_role(role))]


def _join_sides(sides: Iterable[Parameter], params: Mapping[str, Any]) -> str:
    return "x".join(str(params.get(side.name, USUAL_SIDE)) for side in sides)


def _split_sides(spec: ModelSpec, *lengths: int) -> Body:
    """Return width and height; of two different sides, the usual one is the one that was not set."""
    sides = {side.name: length for side, length in zip(_sides(spec), lengths, strict=False)}
    if len(set(lengths)) == 1:
        return sides
    return {name: length for name, length in sides.items() if length != USUAL_SIDE}


def _write_picture(picture: object, profile: Profile) -> object:
    if isinstance(picture, EncodedPicture):
        picture = _write_file(picture, profile)
    return {"type": "image_url", "image_url": {"url": picture}} if profile.pictures == "objects" else picture


def _write_file(picture: EncodedPicture, profile: Profile) -> EncodedPicture | FormPicture:
    if profile.pictures == "files":
        return FormPicture(picture.picture, picture.filename, content_type_of(picture.filename))
    return picture if profile.pictures == "base64" else replace(picture, is_data_url=True)


def _read_picture(item: object) -> object:
    """Return the address or the picture in an object such as `{"type": "image_url", "image_url": {"url": …}}`."""
    inner = item.get("image_url") if isinstance(item, Mapping) else None
    return inner.get("url", item) if isinstance(inner, Mapping) else item


def _list_fields(profile: Profile, fields: Mapping[str, Any]) -> Iterator[tuple[str, str | FormPicture | SeedVariable]]:
    for name, value in fields.items():
        if name == profile.picture_name:
            for item in _as_list(value):
                # Files and addresses have names of their own.
                yield (name, item) if isinstance(item, FormPicture) else (profile.address_name, str(item))
        elif isinstance(value, str | SeedVariable):
            yield name, value
        else:
            yield name, json.dumps(value, ensure_ascii=False)


def _read_text(parameter: Parameter | None, value: object) -> object:
    """Return the value of the parameter's type. Of an unknown name, whatever JSON has the text."""
    if not isinstance(value, str) or (parameter and parameter.kind == "string"):
        return value
    try:
        return json.loads(value)
    # JSON that is nested too deeply raises a RecursionError.
    except (ValueError, RecursionError):
        return value


def _as_list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
