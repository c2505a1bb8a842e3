"""What a dialect says about following its jobs agrees with how it reads and writes them itself."""

import json
from itertools import chain

import pytest

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Dialect
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import EACH, EnvironmentVariable, JobDescription, JsonPath, Outcome
from tests.dialects.cases import outcome, result_link
from tests.specs import SPECS


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


ALL_SPECS = pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.id)
WITH_STATUS = pytest.mark.parametrize(
    "spec", [spec for spec in SPECS.values() if describe(spec).status], ids=lambda spec: spec.id
)
WITH_BASE64 = pytest.mark.parametrize(
    "spec", [spec for spec in SPECS.values() if describe(spec).is_base64], ids=lambda spec: spec.id
)
WITH_ADDRESS = pytest.mark.parametrize(
    "spec", [spec for spec in SPECS.values() if not describe(spec).is_base64], ids=lambda spec: spec.id
)


@WITH_ADDRESS
def test_a_finished_job_has_the_address_of_its_picture_at_the_path(spec: ModelSpec) -> None:
    description, dialect = describe(spec), get_dialect(spec.dialect)
    body = json.loads(json.dumps(dialect.write_response(finish(spec))))
    link = result_link()
    assert follow_path(body, description.pictures)[0] in {link.url, link.temporary_url}
    assert dialect.read_response(body).urls == tuple(follow_path(body, description.pictures))


@WITH_BASE64
def test_base64_at_the_path_is_the_picture_of_a_finished_job(spec: ModelSpec) -> None:
    description, dialect = describe(spec), get_dialect(spec.dialect)
    body = json.loads(json.dumps(dialect.write_response(finish(spec))))
    put_at(body, description.pictures, "AAECAw==")
    answer = dialect.read_response(body)
    assert (answer.status, answer.pictures) == ("done", ("AAECAw==",))


@WITH_STATUS
def test_its_words_mean_to_the_dialect_what_they_say(spec: ModelSpec) -> None:
    description, dialect = describe(spec), get_dialect(spec.dialect)
    assert not {*description.done} & {*description.failed}
    done = json.loads(json.dumps(dialect.write_response(finish(spec))))
    assert follow_path(done, description.status)[0] in description.done
    body = json.loads(json.dumps(dialect.write_response(finish(spec, "failed"))))
    for word in description.failed:
        put_at(body, description.status, word)
        assert dialect.read_response(body).status in {"failed", "cancelled"}
    for status in ("queued", "running"):
        body = json.loads(json.dumps(dialect.write_response(finish(spec, status))))
        assert follow_path(body, description.status)[0] not in {*description.done, *description.failed}


def put_at(body: object, path: JsonPath, word: str) -> None:
    """Write the word at the path; in a list, into every item."""
    step, *rest = path
    if step == EACH:
        assert isinstance(body, list)
        for item in body:
            put_at(item, tuple(rest), word)
    else:
        assert isinstance(body, dict)
        if rest:
            put_at(body[step], tuple(rest), word)
        else:
            body[step] = word


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
