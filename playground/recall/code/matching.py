"""Finds the dialect and the model that a request of pasted code is for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Dialect, shorten_name
from playground.dialects.errors import WireError
from playground.dialects.registry import DIALECTS
from playground.dialects.wire import WireRequest
from playground.recall.code.forms import FormFields, name_files, write_form
from playground.recall.code.found import FoundRequest

NO_MODEL = "The JSON does not name a model. It was read for {title} of {api}."
OTHER_API = "The request is for {host}, which is not one of the APIs here. It was read for {title} of {api}."
WRONG_PLACE = "{api} does not expect {name} where the code has it. It was read anyway."
OTHER_MODEL = "{api} has no model {model} here. {title} was chosen instead."
# A request may have thousands of names; the models are compared by the first ones.
MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A request as a dialect reads it. `body` is the whole body, of which the params are a part."""

    spec: ModelSpec
    params: Mapping[str, Any]
    body: Mapping[str, Any]
    times: int = 1
    remarks: tuple[str, ...] = ()


def find_match(found: FoundRequest, specs: Sequence[ModelSpec], preferred: str) -> Match | None:
    """Return what the request asks for, or None if it asks for no picture. `preferred` is a spec id for bare JSON."""
    if not isinstance(found.body, Mapping | FormFields):
        return None
    ranked = sorted(DIALECTS.values(), key=lambda dialect: -_score(dialect, found.url, specs))
    for dialect in ranked:
        match = _read(dialect, found, specs)
        # JSON without an address may have the names of another API.
        if match and (found.url or not match.remarks):
            return match
    # Only a dialect that has forms reads one.
    if not isinstance(found.body, Mapping):
        return None
    # The first dialect has a score if the address is one of its own.
    if found.url and _score(ranked[0], found.url, specs):
        return _replace_model(ranked[0], found, specs)
    return _guess(found, specs, preferred)


def _score(dialect: Dialect, url: str, specs: Sequence[ModelSpec]) -> int:
    """Return 2 for an address of the API, and 1 for its path on another server, such as this one."""
    parts = _split(url)
    host = parts[0].lower()
    is_host = host == dialect.policy.domain or host.endswith(f".{dialect.policy.domain}")
    first = next((spec for spec in specs if spec.dialect == dialect.name), None)
    path = urlsplit(dialect.write_request(first, {}).url).path if first else ""
    # Of an address that ends with the name of a model, only the folder is the same.
    same = parts[1] == path or (first is not None and path.endswith(first.model) and _folder(parts[1]) == _folder(path))
    return 2 * is_host + bool(path and same)


def _split(url: str) -> tuple[str, str]:
    # A word processor may have replaced the quotes around it.
    url = url.strip("\u201c\u201d\u2018\u2019")
    try:
        parts = urlsplit(url if "://" in url[:20] else f"https://{url}")
        return parts.hostname or "", parts.path.rstrip("/")
    except ValueError:
        return "", ""


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _read(dialect: Dialect, found: FoundRequest, specs: Iterable[ModelSpec]) -> Match | None:
    # Of the address only the path says something to a dialect; the rest may contain a key.
    host, path = _split(found.url)
    is_form = isinstance(found.body, FormFields)
    body = write_form(found.body) if isinstance(found.body, FormFields) else found.body
    request = WireRequest(found.method, f"https://{host}{path}" if found.url else "", (), body)
    try:
        spec_id, params = dialect.read_request(request, specs)
    except WireError:
        return None
    spec = next(spec for spec in specs if spec.id == spec_id)
    if is_form:
        # A form has no other names than those of the params.
        return Match(spec, name_files(params), {}, found.times)
    lifted = _lift(dialect, spec, found.body, params)
    remarks = tuple(WRONG_PLACE.format(name=name, api=dialect.title) for name in lifted)
    return Match(spec, {**params, **lifted}, found.body, found.times, remarks)


def _lift(dialect: Dialect, spec: ModelSpec, body: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of parameters that are beside the object in which the dialect has them."""
    written = dialect.write_request(spec, params).body
    parts = written if isinstance(written, Mapping) else {}
    return {
        parameter.name: body[parameter.name]
        for parameter in spec.parameters
        if parameter.name in body and parameter.name not in parts and parameter.name not in params
    }


def _replace_model(dialect: Dialect, found: FoundRequest, specs: Sequence[ModelSpec]) -> Match | None:
    """Read a request for a model that is not in the catalog, as one for the nearest model of its API."""
    own = [spec for spec in specs if spec.dialect == dialect.name]
    for asked in _asked_models(found):
        # The dialect reads the request as if one of its models had this name.
        for standing in _nearest(asked, own):
            if match := _read(dialect, found, [replace(standing, model=asked)]):
                name = shorten_name(asked)
                sentence = OTHER_MODEL.format(api=dialect.title, model=name, title=standing.title)
                return replace(match, spec=standing, remarks=(sentence, *match.remarks))
    return None


def _asked_models(found: FoundRequest) -> Iterator[str]:
    model = found.body.get("model")
    if isinstance(model, str) and model:
        yield model
    if name := _split(found.url)[1].rpartition("/")[2]:
        yield name


def _nearest(asked: str, specs: Iterable[ModelSpec]) -> list[ModelSpec]:
    """Return the specs of the nearest model first."""
    slugs = list(dict.fromkeys(spec.slug for spec in specs))
    # The comparison takes quadratic time.
    near = get_close_matches(asked.rpartition("/")[2][:100], slugs, n=len(slugs) or 1, cutoff=0)
    return sorted(specs, key=lambda spec: near.index(spec.slug) if spec.slug in near else len(near))


def _guess(found: FoundRequest, specs: Sequence[ModelSpec], preferred: str) -> Match | None:
    """Read a request of another API, or JSON that names no model, for the model that knows most of its names."""
    body = _find_prompt(found.body)
    if body is None:
        return None
    host, path = _split(found.url)
    model = body.get("model", found.body.get("model"))
    named = f"{path}/{model}" if isinstance(model, str) else path
    flat = _list_flat(specs) if body is found.body and not named else frozenset()
    ranked = [((*_rate(spec, body, named, preferred), spec.dialect in flat), spec) for spec in specs]
    _, spec = max(ranked, key=lambda pair: pair[0])
    api = DIALECTS[spec.dialect]
    sentence = OTHER_API if host else NO_MODEL
    is_named = not host and spec.slug in named
    remark = () if is_named else (sentence.format(host=host[:100], title=spec.title, api=api.title),)
    values = {name: value for name, value in body.items() if name != "model"}
    written = replace(found, url=api.write_request(spec, {}).url, body=values)
    own = _read(api, written, specs)
    # Only a dialect with flat bodies reads them; elsewhere the names are those of the params already.
    params = own.params if own and own.spec == spec else values
    return Match(spec, params, params, found.times, remark)


def _list_flat(specs: Iterable[ModelSpec]) -> frozenset[str]:
    """Return the dialects whose bodies name no model and have the prompt beside all other values."""
    first = {spec.dialect: spec for spec in reversed(list(specs))}
    bodies = {name: DIALECTS[name].write_request(spec, {"prompt": "a"}).body for name, spec in first.items()}
    return frozenset(
        name for name, body in bodies.items() if isinstance(body, Mapping) and "prompt" in body and "model" not in body
    )


def _find_prompt(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the object with the prompt: the body itself, or one in it, such as `input` or `promptObject`."""
    inner = [value for value in list(body.values())[:MOST_NAMES] if isinstance(value, Mapping)]
    return next((item for item in (body, *inner) if "prompt" in item), None)


def _rate(spec: ModelSpec, body: Mapping[str, Any], named: str, preferred: str) -> tuple[bool, int, bool]:
    names = list(body)[:MOST_NAMES]
    known = sum(spec.get(name) is not None for name in names)
    missing = sum(parameter.required and parameter.name not in body for parameter in spec.parameters)
    return spec.slug in named, known - missing, spec.id == preferred
