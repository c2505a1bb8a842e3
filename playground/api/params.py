"""Validates and cleans the params that a client sent."""

from collections.abc import Callable, Mapping
from typing import Any

from playground.api.endpoint import ApiRequest
from playground.api.pictures import find_picture
from playground.catalog.spec import Issue, ModelSpec, Value
from playground.catalog.validation import normalise, validate
from playground.dialects.errors import WireError

# Turns the name of a parameter into its path in the body, such as `fluxParams.steps`.
type PathOf = Callable[[str], str]
# Turns a client's reference to a picture, at a path in the body, into what the params store.
type FindPicture = Callable[[ApiRequest, str, str], str]


def clean_params(
    request: ApiRequest,
    spec: ModelSpec,
    params: Mapping[str, Any],
    path_of: PathOf,
    *,
    find: FindPicture = find_picture,
) -> dict[str, Value]:
    """Return the normalised params, with pictures replaced by what `find` returns: by default their storage keys.

    Raises `WireError` with all problems, each with its path.
    """
    issues = validate(spec, params)
    if issues:
        details: dict[str, list[str]] = {}
        for issue in issues:
            details.setdefault(path_of(issue.field), []).append(_name_as_sent(issue, params, path_of))
        sentence = " ".join(message for messages in details.values() for message in messages)
        raise WireError(sentence, field=path_of(issues[0].field), details=details)
    cleaned: dict[str, Any] = normalise(spec, params)
    # Pictures come last: fetching one takes time and stores a file, in vain if the params are refused.
    picture = spec.by_role("picture")
    if picture and picture.name in cleaned:
        value, path = cleaned[picture.name], path_of(picture.name)
        several = isinstance(value, list)
        cleaned[picture.name] = [find(request, path, item) for item in value] if several else find(request, path, value)
    return cleaned


def _name_as_sent(issue: Issue, params: Mapping[str, Any], path_of: PathOf) -> str:
    """Return the message with the name that the client sent, such as `num_inference_steps` for `steps`."""
    path = path_of(issue.field)
    # Width and height both come from one field, whose own value the message does not contain.
    is_alone = [path_of(name) for name in params].count(path) == 1
    begins = issue.message.startswith(f"{issue.field} ")
    return path.rpartition(".")[2] + issue.message.removeprefix(issue.field) if begins and is_alone else issue.message
