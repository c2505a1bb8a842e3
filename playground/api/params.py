"""Params as a client sent them, judged and cleaned for a submission."""

from collections.abc import Callable, Mapping
from typing import Any

from playground.api.endpoint import ApiRequest
from playground.api.pictures import find_picture
from playground.catalog.spec import ModelSpec, Value
from playground.catalog.validation import normalise, validate
from playground.dialects.errors import WireError

# Turns the name of a parameter into its path in the body, such as `fluxParams.steps`.
type PathOf = Callable[[str], str]
# Turns what a client names as a picture, at that path in the body, into what the params keep.
type FindPicture = Callable[[ApiRequest, str, str], str]


def clean_params(
    request: ApiRequest,
    spec: ModelSpec,
    params: Mapping[str, Any],
    path_of: PathOf,
    *,
    find: FindPicture = find_picture,
) -> dict[str, Value]:
    """Return the params in one way of writing, pictures as `find` gives them: by their keys unless told otherwise.

    Raises `WireError` with every fault by its path.
    """
    issues = validate(spec, params)
    if issues:
        details: dict[str, list[str]] = {}
        for issue in issues:
            details.setdefault(path_of(issue.field), []).append(issue.message)
        sentence = " ".join(issue.message for issue in issues)
        raise WireError(sentence, field=path_of(issues[0].field), details=details)
    cleaned: dict[str, Any] = normalise(spec, params)
    picture = spec.by_role("picture")
    if picture and picture.name in cleaned:
        value, path = cleaned[picture.name], path_of(picture.name)
        several = isinstance(value, list)
        cleaned[picture.name] = [find(request, path, item) for item in value] if several else find(request, path, value)
    return cleaned
