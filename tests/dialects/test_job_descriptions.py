"""What a dialect says about following its jobs agrees with how it reads and writes them itself."""

import json
from itertools import chain

import pytest

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Dialect
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import EACH, EnvironmentVariable, JobDescription, JsonPath, Outcome
from tests.dialects.cases import SPECS, outcome, result_link

ALL_SPECS = pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.id)


def follow_path(value: object, path: JsonPath) -> list[object]:
    """Return what the response has at the path, with one value for every item of a list."""
    if not path:
        return [value]
    if path[0] == EACH:
        items = value if isinstance(value, list) else []
        return list(chain.from_iterable(follow_path(item, path[1:]) for item in items))
    return follow_path(value[path[0]], path[1:]) if isinstance(value, dict) and path[0] in value else []


def describe(spec: ModelSpec) -> JobDescription:
    description = get_dialect(spec.dialect).describe_job(spec, base_url="https://flux.example", key="secret")
    assert description is not None
    return description


def finish(spec: ModelSpec, status: str = "done") -> Outcome:
    return outcome("onemin/flux-2-flex/generate", status, spec=spec, params={"prompt": "a cat"})  # type: ignore[arg-type]


@ALL_SPECS
def test_a_finished_job_has_its_picture_at_the_path(spec: ModelSpec) -> None:
    description, dialect = describe(spec), get_dialect(spec.dialect)
    body = json.loads(json.dumps(dialect.write_response(finish(spec))))
    if description.status:
        assert follow_path(body, description.status)[0] in description.done
    if not description.result_url:
        pictures = follow_path(body, description.pictures)
        link = result_link()
        assert description.is_base64 or pictures[0] in {link.url, link.temporary_url}


@ALL_SPECS
def test_its_words_mean_to_the_dialect_what_they_say(spec: ModelSpec) -> None:
    description, dialect = describe(spec), get_dialect(spec.dialect)
    if not description.status:
        return
    assert not {*description.done} & {*description.failed}
    body = json.loads(json.dumps(dialect.write_response(finish(spec, "failed"))))
    for word in description.failed:
        put_at(body, description.status, word)
        assert dialect.read_response(body).status in {"failed", "cancelled"}
    for status in ("queued", "running"):
        body = json.loads(json.dumps(dialect.write_response(finish(spec, status))))
        assert follow_path(body, description.status)[0] not in {*description.done, *description.failed}


def put_at(body: object, path: JsonPath, word: str) -> None:
    for step in path[:-1]:
        assert isinstance(body, dict)
        body = body[step]
    assert isinstance(body, dict)
    body[path[-1]] = word


@ALL_SPECS
def test_a_job_is_found_in_exactly_one_way(spec: ModelSpec) -> None:
    description = describe(spec)
    assert bool(description.poll_address) == bool(description.id)
    assert not (description.poll_url and description.poll_address)
    if description.poll_address:
        assert description.poll_address.startswith("https://flux.example/")
        assert description.poll_address.count("{id}") == 1
    assert description.pause > 0


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
def test_the_key_stays_a_variable_in_every_header(dialect: Dialect) -> None:
    spec = next(spec for spec in SPECS.values() if spec.dialect == dialect.name)
    key = EnvironmentVariable(dialect.key_variable)
    description = dialect.describe_job(spec, key=key)
    assert description is not None
    assert dialect.key_variable.isupper()
    keys = [value for name, value in description.headers if name == dialect.key_header]
    assert all(isinstance(value, EnvironmentVariable) for value in keys)
