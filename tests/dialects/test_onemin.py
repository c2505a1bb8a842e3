"""1min.ai's own: the record, its states, the refusals that its clients look for."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from playground.dialects.base import Answer
from playground.dialects.errors import AnswerError, WireError
from playground.dialects.onemin import OneMin
from playground.dialects.wire import JobStatus, ResultLink, WireRequest
from tests.dialects.cases import RECORDED, outcome, read_sample, recorded_params
from tests.specs import SPECS

GENERATE = "onemin/flux-2-flex/generate"
ONEMIN_SAMPLES = [spec_id for spec_id in RECORDED if spec_id.startswith("onemin/")]
DIALECT = OneMin()
NOT_SUPPORTED = "is not supported for feature IMAGE_GENERATOR"


def ask(body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return DIALECT.read_request(WireRequest("POST", "/api/features", (), body), SPECS.values())


@pytest.mark.parametrize("spec_id", ONEMIN_SAMPLES)
def test_reads_the_documented_request(spec_id: str) -> None:
    assert ask(read_sample(f"{RECORDED[spec_id]}.request")) == (spec_id, recorded_params(spec_id))


@pytest.mark.parametrize("spec_id", ONEMIN_SAMPLES)
def test_writes_the_documented_response_key_by_key(spec_id: str) -> None:
    sample = read_sample(f"{RECORDED[spec_id]}.answer")
    record = sample["aiRecord"]
    path = record["aiRecordDetail"]["resultObject"][0]
    link = ResultLink(path, f"https://api.1min.ai/{path}", record["temporaryUrl"])
    written = DIALECT.write_response(outcome(spec_id, id=record["uuid"], results=(link,)))
    assert json.dumps(written) == json.dumps(sample)


@pytest.mark.parametrize("spec_id", ONEMIN_SAMPLES)
def test_reads_the_documented_response(spec_id: str) -> None:
    sample = read_sample(f"{RECORDED[spec_id]}.answer")
    record = sample["aiRecord"]
    expected = Answer(record["uuid"], "done", None, (record["temporaryUrl"],), "")
    assert DIALECT.read_response(sample) == expected


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("queued", "PROCESSING"),
        ("running", "PROCESSING"),
        ("done", "SUCCESS"),
        ("failed", "FAILURE"),
        ("cancelled", "FAILURE"),
    ],
)
def test_names_each_state(status: JobStatus, word: str) -> None:
    record = DIALECT.write_response(outcome(GENERATE, status))["aiRecord"]
    assert record["status"] == word
    assert list(record)[-1] == "temporaryUrl"
    assert (record["temporaryUrl"] is None) == (status != "done")
    assert (record["aiRecordDetail"]["resultObject"] == []) == (status != "done")


def test_times_are_utc_with_milliseconds() -> None:
    noon = datetime(2026, 3, 27, 12, 0, 0, 7_499, tzinfo=timezone(timedelta(hours=2)))
    assert (
        DIALECT.write_response(outcome(GENERATE, created=noon))["aiRecord"]["createdAt"] == "2026-03-27T10:00:00.007Z"
    )
    assert noon.astimezone(UTC).hour == 10


def test_echoes_unknown_keys_in_the_prompt_object() -> None:
    record = DIALECT.write_response(outcome(GENERATE, params={"n": 2, "prompt": "a cat", "size": "big"}))["aiRecord"]
    assert record["aiRecordDetail"]["promptObject"] == {"prompt": "a cat", "n": 2, "size": "big"}


def test_ignores_unknown_keys_beside_the_prompt_object() -> None:
    body = {**read_sample("onemin_flux-2-flex_generate.request"), "conversationId": "x", "metadata": {}, "async": True}
    assert ask(body) == (GENERATE, recorded_params(GENERATE))


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        (
            {"model": "dall-e-3"},
            "UNSUPPORTED_MODEL",
            f"Model dall-e-3 {NOT_SUPPORTED}",
        ),
        (
            {"model": "black-forest-labs/flux-2-flx"},
            "UNSUPPORTED_MODEL",
            f"Model black-forest-labs/flux-2-flx {NOT_SUPPORTED}; did you mean black-forest-labs/flux-2-flex?",
        ),
        (
            {"model": "flux-2-flax"},
            "UNSUPPORTED_MODEL",
            f"Model flux-2-flax {NOT_SUPPORTED}; did you mean black-forest-labs/flux-2-flex?",
        ),
        ({"model": ["a"]}, "UNSUPPORTED_MODEL", f"Model ['a'] {NOT_SUPPORTED}"),
        ({"type": "CHAT"}, "UNKNOWN_ERROR", "Unsupported feature type: CHAT"),
        (
            {"type": "IMAGE_GENERATION"},
            "UNKNOWN_ERROR",
            "Unsupported feature type: IMAGE_GENERATION; did you mean IMAGE_GENERATOR?",
        ),
        ({"type": None}, "UNKNOWN_ERROR", "type is missing: send one of IMAGE_GENERATOR, IMAGE_EDITOR."),
        ({"promptObject": "a cat"}, "", "promptObject must be a JSON object."),
    ],
)
def test_refuses_a_wrong_type_or_model_in_the_apis_words(changes: dict[str, Any], code: str, message: str) -> None:
    with pytest.raises(WireError) as refusal:
        ask({**read_sample("onemin_flux-2-flex_generate.request"), **changes})
    assert (refusal.value.status, refusal.value.code, refusal.value.sentence) == (400, code, message)


@pytest.mark.parametrize("vendor", ["", "black-forest-labs/"])
@pytest.mark.parametrize("slug", ["flux-2-flex", "flux-2-klein-4b", "flux-1.1-pro", "flux-schnell"])
def test_the_vendor_before_a_model_may_be_left_out(vendor: str, slug: str) -> None:
    body = {"type": "IMAGE_GENERATOR", "model": vendor + slug, "promptObject": {"prompt": "a cat", "n": 2}}
    assert ask(body) == (f"onemin/{slug}/generate", {"prompt": "a cat", "n": 2})


def test_a_very_long_name_is_cut() -> None:
    with pytest.raises(WireError) as refusal:
        ask({**read_sample("onemin_flux-2-flex_generate.request"), "model": "flux" * 100_000})
    assert len(refusal.value.sentence) < 250


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "DONE"},
        {"status": None},
        {"temporaryUrl": "", "aiRecordDetail": {"resultObject": []}},
        {"temporaryUrl": None, "aiRecordDetail": None},
        {"temporaryUrl": None, "aiRecordDetail": {"resultObject": "images/a.png"}},
    ],
)
def test_a_record_needs_a_known_state_and_a_picture(changes: dict[str, Any]) -> None:
    record = {**read_sample("onemin_flux-2-flex_generate.answer")["aiRecord"], **changes}
    with pytest.raises(AnswerError):
        DIALECT.read_response({"aiRecord": record})


def test_pictures_without_a_signed_url_are_under_the_root() -> None:
    record = {
        "uuid": "x",
        "status": "SUCCESS",
        "aiRecordDetail": {"resultObject": ["images/a.png", "https://elsewhere.example/b.png"]},
    }
    urls = DIALECT.read_response({"aiRecord": record}, base_url="http://localhost:8000/").urls
    assert urls == ("http://localhost:8000/images/a.png", "https://elsewhere.example/b.png")


def test_a_failed_record_has_no_message() -> None:
    heard = DIALECT.read_response(DIALECT.write_response(outcome(GENERATE, "failed")))
    assert (heard.status, heard.error) == ("failed", "")
