"""Properties of every dialect and every spec."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from playground.api.registry import SERVED
from playground.catalog.spec import ModelSpec
from playground.dialects.base import Dialect
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.planning import plan_request
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import FilePart, FormBody, JobStatus, UploadReference, WireRequest
from tests.dialects.cases import RECORDED, every_param, outcome, read_sample, recorded_params, result_link
from tests.specs import SPECS

ALL_SPECS = pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.id)
ALL_DIALECTS = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
FLEX_IDS = [spec.id for spec in SPECS.values() if (spec.slug, spec.mode) == ("flux-2-flex", "generate")]
STATUSES: tuple[JobStatus, ...] = ("queued", "running", "done", "failed", "cancelled")


def test_each_dialect_of_the_registry_has_its_specs() -> None:
    counts = Counter(spec.dialect for spec in SPECS.values())
    assert counts == {
        "onemin": 14,
        "apiframe": 4,
        "bfl": 6,
        "fal": 20,
        "replicate": 6,
        "sdcpp": 1,
        "openai": 21,
    }
    assert set(counts) == set(DIALECTS)
    assert list(SERVED) == ["onemin", "apiframe", "openai"]


@ALL_DIALECTS
def test_each_dialect_is_registered_under_its_name(dialect: Dialect) -> None:
    assert get_dialect(dialect.name) is dialect
    assert dialect.title
    # A server of one's own is where it listens without options.
    assert dialect.base_url.startswith("http://127.0.0.1:" if dialect.policy.is_own_server else "https://")
    assert dialect.key_header
    assert "key" in dialect.key_placeholder


def test_an_unknown_dialect_raises() -> None:
    with pytest.raises(KeyError):
        get_dialect("nobody")


@ALL_SPECS
def test_reads_back_the_request_that_it_wrote(spec: ModelSpec) -> None:
    dialect = get_dialect(spec.dialect)
    for params in ({"prompt": "a cat"}, {}, every_param(spec), {**every_param(spec), "n": 2, "style": {"a": [1]}}):
        request = dialect.write_request(spec, params, base_url="https://flux.example/", key="secret")
        assert dialect.read_request(overheard(request), SPECS.values()) == (spec.id, params)


@pytest.mark.parametrize("spec_id", RECORDED)
def test_writes_the_documented_request_key_by_key(spec_id: str) -> None:
    spec = SPECS[spec_id]
    shuffled = dict(reversed(recorded_params(spec_id).items()))
    request = get_dialect(spec.dialect).write_request(spec, shuffled)
    assert json.dumps(request.body) == json.dumps(read_sample(f"{RECORDED[spec_id]}.request"))


def overheard(request: WireRequest) -> WireRequest:
    """Return the request as a server gets it."""
    # A form has only texts already.
    body = request.body if isinstance(request.body, FormBody) else json.loads(json.dumps(request.body))
    return replace(request, body=body)


@ALL_SPECS
def test_sends_the_given_key_to_the_given_address(spec: ModelSpec) -> None:
    dialect = get_dialect(spec.dialect)
    request = dialect.write_request(spec, {"prompt": "a cat"}, base_url="http://localhost:8000/", key="secret")
    assert request.method == "POST"
    assert request.url.startswith("http://localhost:8000/")
    assert "//" not in request.url.removeprefix("http://")
    content_type = () if isinstance(request.body, FormBody) else (("Content-Type", "application/json"),)
    sent = (dialect.key_header, dialect.key_prefix + "secret")
    assert request.headers[:2] == (sent, *content_type)


# A server of one's own has no public address, and perhaps no key.
@pytest.mark.parametrize(
    "spec",
    [spec for spec in SPECS.values() if not get_dialect(spec.dialect).policy.is_own_server],
    ids=lambda spec: spec.id,
)
def test_uses_the_placeholder_without_a_key(spec: ModelSpec) -> None:
    dialect = get_dialect(spec.dialect)
    plan = plan_request(dialect, spec, {"prompt": "a cat"}, files=["cat.png"])
    requests = [*(upload.request for upload in plan.uploads), plan.request]
    header = (dialect.key_header, dialect.key_prefix + dialect.key_placeholder)
    # An API that needs no key is sent none.
    assert {header in request.headers for request in requests} == {dialect.policy.needs_key}
    assert all(request.url.startswith(f"{dialect.base_url}/") for request in requests)


@ALL_SPECS
def test_uses_as_many_files_as_the_spec_accepts(spec: ModelSpec) -> None:
    picture = spec.by_role("picture")
    files = [f"cat {number}.png" for number in range(20)]
    plan = plan_request(get_dialect(spec.dialect), spec, {"prompt": "a cat"}, files=files)
    _, sent = get_dialect(spec.dialect).read_request(plan.request, SPECS.values())
    if picture is None:
        assert (plan.uploads, sent) == ((), {"prompt": "a cat"})
    elif not plan.uploads:
        within = [(place, name) for place, name in enumerate(files[: picture.max_items])]
        assert [(part.picture, part.filename) for part in sent[picture.name]] == within
    elif picture.kind == "image":
        assert (len(plan.uploads), sent[picture.name]) == (1, UploadReference(0))
    else:
        assert len(plan.uploads) == picture.max_items
        assert sent[picture.name] == [UploadReference(place) for place in range(len(plan.uploads))]


@ALL_SPECS
def test_with_references_nothing_is_uploaded(spec: ModelSpec) -> None:
    picture = spec.by_role("picture")
    dialect = get_dialect(spec.dialect)
    plan = plan_request(dialect, spec, {"prompt": "a cat"}, files=["cat.png"], references=["<your-image>"])
    _, sent = dialect.read_request(plan.request, SPECS.values())
    assert plan.uploads == ()
    if picture is not None:
        assert sent[picture.name] == ("<your-image>" if picture.kind == "image" else ["<your-image>"])
    else:
        assert sent == {"prompt": "a cat"}


@ALL_SPECS
def test_pictures_in_the_params_are_sent_as_they_are(spec: ModelSpec) -> None:
    params = every_param(spec)
    dialect = get_dialect(spec.dialect)
    plan = plan_request(dialect, spec, params)
    assert plan.uploads == ()
    assert dialect.read_request(plan.request, SPECS.values()) == (spec.id, params)


@pytest.mark.parametrize(
    ("filename", "content_type"),
    [
        ("cat.png", "image/png"),
        ("CAT.JPG", "image/jpeg"),
        ("cat.jpeg", "image/jpeg"),
        ("cat.webp", "image/webp"),
        ("cat", "application/octet-stream"),
    ],
)
def test_the_type_of_an_upload_follows_from_its_name(filename: str, content_type: str) -> None:
    plan = plan_request(get_dialect("onemin"), SPECS["onemin/flux-2-flex/edit"], {}, files=[filename])
    assert plan.uploads[0].request.body == FilePart("asset", filename, content_type)


@ALL_SPECS
def test_whole_floats_are_sent_as_integers(spec: ModelSpec) -> None:
    request = get_dialect(spec.dialect).write_request(spec, {"guidance": 4.0, "x": [2.0], "strength": 0.5, "on": True})
    if isinstance(request.body, FormBody):
        texts = dict(request.body.fields)
        assert (texts["guidance"], texts["x"], texts["strength"], texts["on"]) == ("4", "[2]", "0.5", "true")
        return
    written = json.dumps(request.body)
    assert '"guidance": 4,' in written
    assert '"x": [2]' in written
    assert '"strength": 0.5' in written
    assert '"on": true' in written


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("spec_id", FLEX_IDS)
def test_reads_back_the_response_that_it_wrote(spec_id: str, status: JobStatus) -> None:
    dialect = get_dialect(SPECS[spec_id].dialect)
    expected = outcome(spec_id, status)
    heard = dialect.read_response(json.loads(json.dumps(dialect.write_response(expected))))
    # What an API has no word for is another state there.
    merged = {"queued": "running", "cancelled": "failed"}
    merged = {"apiframe": {}, "replicate": {}, "fal": {"cancelled": "failed"}}.get(dialect.name, merged)
    assert heard.id == expected.id
    assert heard.status == merged.get(status, status)
    assert len(heard.urls) == len(expected.results)


@pytest.mark.parametrize("spec_id", ["onemin/flux-2-flex/generate", "apiframe/flux-2-flex/generate"])
def test_lists_every_picture_in_order(spec_id: str) -> None:
    dialect = get_dialect(SPECS[spec_id].dialect)
    two = (result_link("one.png"), result_link("two.png"))
    heard = dialect.read_response(
        dialect.write_response(outcome(spec_id, results=two)), base_url="https://flux.example"
    )
    assert [url.partition("?")[0] for url in heard.urls] == [link.url for link in two]


@ALL_DIALECTS
@pytest.mark.parametrize("body", [None, FilePart("asset", "cat.png", "image/png"), {}])
def test_refuses_an_empty_body(dialect: Dialect, body: FilePart | dict[str, str] | None) -> None:
    with pytest.raises(WireError) as refusal:
        dialect.read_request(WireRequest("POST", "/", (), body), SPECS.values())
    assert refusal.value.status == 400


@ALL_DIALECTS
@pytest.mark.parametrize("answer", [None, [], "oops", {}, {"message": "Invalid API Key"}, {"aiRecord": None}])
def test_a_response_of_another_shape_is_an_error(dialect: Dialect, answer: object) -> None:
    with pytest.raises(AnswerError, match=dialect.title):
        dialect.read_response(answer)
