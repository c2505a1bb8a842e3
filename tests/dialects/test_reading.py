"""Any response of an external API is either read or raises `AnswerError`."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.dialects.apiframe import MEANINGS as APIFRAME
from playground.dialects.base import Answer, Dialect
from playground.dialects.bfl import MEANINGS as BFL
from playground.dialects.errors import AnswerError
from playground.dialects.fal import MEANINGS as FAL
from playground.dialects.onemin import MEANINGS as ONEMIN
from playground.dialects.reading import mentions_moderation, read_duration
from playground.dialects.registry import DIALECTS
from playground.dialects.replicate import MEANINGS as REPLICATE
from playground.dialects.sdcpp import MEANINGS as SDCPP
from playground.dialects.wire import JobStatus

ALL_DIALECTS = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=lambda dialect: dialect.name)
CALM = settings(deadline=None, derandomize=True, max_examples=100)

NAMES = [
    *("aiRecord", "uuid", "status", "aiRecordDetail", "resultObject", "temporaryUrl", "message", "error", "errorCode"),
    *("id", "jobId", "result", "images", "progress", "creditCost", "details", "code", "createdAt", "completedAt"),
    *("output", "logs", "urls", "data_removed", "metrics", "invalid_fields", "field", "description"),
    *("queue_position", "b64_json", "index"),
    *("polling_url", "cost", "sample", "seed", "prompt", "detail", "loc", "msg"),
    *("request_id", "status_url", "response_url", "queue_position", "logs", "has_nsfw_concepts", "url", "error_type"),
]
words = st.sampled_from(
    [*ONEMIN, *APIFRAME, *BFL, *SDCPP, *FAL, "moderated", "http://", "https://x.example/a.png", "images/a.png"]
)
texts = words | st.text(st.characters(codec=None, exclude_categories=()), max_size=12) | st.just("https://[x")
huge = st.just("x" * 100_000) | st.just(10**4000) | st.just("https://x.example/" + "y" * 50_000)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | huge
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=5),
    max_leaves=12,
)
REQUIRED: dict[str, Any] = {
    "apiframe": {"id": texts, "status": st.sampled_from([*APIFRAME])},
    "bfl": {"id": texts, "status": st.sampled_from([*BFL])},
    "replicate": {"id": texts, "status": st.sampled_from([*REPLICATE]), "output": texts | st.lists(texts)},
    "sdcpp": {"id": texts, "status": st.sampled_from([*SDCPP])},
    "fal": {"request_id": texts, "status": st.sampled_from([*FAL])},
    "openai": {
        "data": st.lists(
            st.fixed_dictionaries({}, optional={"b64_json": values, "url": texts | values, "seed": values})
        )
    },
}


def answers(name: str) -> st.SearchStrategy[object]:
    """Return answers of any shape, and such as are right in part."""
    parts = dict.fromkeys(NAMES, values)
    if name == "onemin":
        detail = st.fixed_dictionaries({"resultObject": st.lists(texts) | values})
        record = st.fixed_dictionaries(
            {"status": st.sampled_from([*ONEMIN]) | values},
            optional={**{key: parts[key] for key in parts if key != "status"}, "aiRecordDetail": detail | values},
        )
        return values | st.fixed_dictionaries({"aiRecord": record}, optional={"message": values})
    result = st.fixed_dictionaries({}, optional={**parts, "images": st.lists(texts) | values, "sample": texts})
    likely = {**REQUIRED[name], "result": result | values}
    return values | st.fixed_dictionaries(likely, optional={key: parts[key] for key in parts if key not in likely})


def hear(dialect: Dialect, answer: object) -> Answer | str:
    """Return the answer as read, or the sentence that refuses it."""
    try:
        return dialect.read_response(answer)
    except AnswerError as error:
        return error.sentence


def leads_on(dialect: Dialect, answer: object, heard: Answer) -> bool:
    """Return whether a further response names the pictures. Its address may be in an earlier answer of the job."""
    is_result = isinstance(answer, Mapping) and "images" in answer
    known = replace(heard, result_url=heard.result_url or f"{dialect.base_url}/result")
    return not is_result and dialect.write_result(known) is not None


@pytest.mark.thorough
@ALL_DIALECTS
def test_any_response_is_read_or_refused(dialect: Dialect) -> None:
    @CALM
    @given(answers(dialect.name))
    def read(answer: object) -> None:
        heard = hear(dialect, answer)
        if isinstance(heard, str):
            heard.encode()
            assert heard.startswith(dialect.title)
            assert len(heard) < 300
            return
        assert heard.status in get_args(JobStatus.__value__)
        assert len(heard.id) <= 200
        assert len(heard.error) <= 500
        assert all(url.startswith(("http://", "https://")) and len(url) <= 8_000 for url in heard.urls)
        assert heard.status != "done" or heard.urls or heard.pictures or leads_on(dialect, answer, heard)
        assert heard.progress is None or 0 <= heard.progress <= 100
        assert heard.seed is None or 0 <= heard.seed < 2**53
        assert heard.cost is None or (math.isfinite(heard.cost) and heard.cost >= 0)
        for text in (heard.id, heard.error, heard.prompt):
            assert "\0" not in text
            text.encode()

    read()


@pytest.mark.thorough
@ALL_DIALECTS
def test_any_error_response_is_read(dialect: Dialect) -> None:
    @CALM
    @given(st.integers(400, 599), values | st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, values)))
    def read(status: int, body: object) -> None:
        refusal = dialect.read_refusal(status, body)
        refusal.sentence.encode()
        assert len(refusal.sentence) <= 500
        assert not refusal.content or status in {400, 403, 422}

    read()


@pytest.mark.parametrize(
    "sentence",
    [
        "Your prompt was moderated.",
        "Content moderation blocked this request",
        "NSFW content detected",
        "This request violates our content policy",
        "content_policy_violation",
        "Input was flagged by the safety system.",
        "blocked by the safety checker",
        "Inappropriate content in prompt",
    ],
)
def test_recognises_refused_content(sentence: str) -> None:
    assert mentions_moderation(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "safety_tolerance must be at most 5",
        "Safety tolerance is out of range",
        "disable_safety_checker must be a boolean",
        "Invalid API Key",
        "Unsupported content type",
        "The content of the body is not JSON",
        "Please moderate your request rate",
        "",
    ],
)
def test_other_errors_are_not_content_refusals(sentence: str) -> None:
    assert not mentions_moderation(sentence)


@pytest.mark.parametrize(
    ("name", "status", "body", "content"),
    [
        ("onemin", 400, {"errorCode": "CONTENT_POLICY_VIOLATION", "message": "No."}, True),
        ("onemin", 400, {"errorCode": "UNSUPPORTED_MODEL", "message": "Model x is not supported"}, False),
        ("onemin", 401, {"message": "flagged"}, False),
        ("apiframe", 422, {"error": "The prompt was flagged as NSFW"}, True),
        ("apiframe", 429, {"error": "Too many moderated requests"}, False),
        ("bfl", 403, {"detail": "Content moderated"}, True),
    ],
)
def test_content_is_refused_with_certain_statuses(name: str, status: int, body: object, content: bool) -> None:
    assert DIALECTS[name].read_refusal(status, body).content is content


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("2026-03-27T10:00:00.000Z", "2026-03-27T10:00:08.250Z", 8.25),
        ("2026-03-27T10:00:00Z", "2026-03-27T12:00:01+02:00", 1.0),
        ("2026-03-27T10:00:08Z", "2026-03-27T10:00:00Z", None),
        ("2026-03-27T10:00:00", "2026-03-27T10:00:08Z", None),
        ("2026-03-27T10:00:00Z", None, None),
        (1774605600, 1774605608, None),
        ("soon", "later", None),
    ],
)
def test_a_duration_is_read_from_two_times(start: object, end: object, seconds: float | None) -> None:
    assert read_duration(start, end) == seconds
