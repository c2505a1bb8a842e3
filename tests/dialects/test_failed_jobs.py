"""What every dialect says of jobs that failed, and of responses that cannot be read."""

from typing import Any

import pytest

from playground.catalog.spec import ModelSpec
from playground.dialects.base import Answer
from playground.dialects.errors import AnswerError
from playground.dialects.registry import DIALECTS, get_dialect
from tests.specs import SPECS

OPENAI = [spec for spec in SPECS.values() if spec.dialect == "openai"]
HOSTS = {"openai", "together", "openrouter"}


@pytest.mark.parametrize(
    ("dialect", "answer"),
    [
        ("bfl", {"id": "job-7", "status": "Ready", "result": None}),
        ("bfl", {"id": "job-7", "status": "DREAMING"}),
        ("fal", {"request_id": "job-7", "images": []}),
        ("fal", {"request_id": "job-7", "status": "DREAMING"}),
        ("onemin", {"aiRecord": {"uuid": "job-7", "status": "DREAMING"}}),
        ("replicate", {"id": "job-7", "status": "succeeded", "output": None}),
        ("replicate", {"id": "job-7", "status": "succeeded", "output": ["ftp://example.com"]}),
        ("sdcpp", {"id": "job-7", "status": "completed", "result": None}),
    ],
)
def test_an_unreadable_response_names_its_job(dialect: str, answer: dict[str, Any]) -> None:
    with pytest.raises(AnswerError) as caught:
        get_dialect(dialect).read_response(answer)
    assert caught.value.job == "job-7"


@pytest.mark.parametrize(
    ("dialect", "answer"),
    [
        ("bfl", {"id": "x", "status": "Content Moderated"}),
        ("bfl", {"id": "x", "status": "Error"}),
        ("fal", {"images": [{"url": "https://v3.fal.media/a.jpg"}], "has_nsfw_concepts": [True]}),
        ("replicate", {"id": "x", "status": "aborted"}),
        ("replicate", {"id": "x", "status": "succeeded", "output": None, "data_removed": True}),
    ],
)
def test_what_the_api_does_not_say_is_not_put_into_its_mouth(dialect: str, answer: dict[str, Any]) -> None:
    heard = get_dialect(dialect).read_response(answer)
    assert (heard.error, heard.status in {"failed", "cancelled"}) == ("", True)
    assert heard.explanation.endswith(".")


def test_the_apis_own_message_replaces_the_explanation() -> None:
    heard = get_dialect("replicate").read_response({"id": "x", "status": "failed", "error": "Out of memory"})
    assert (heard.error, heard.explanation) == ("Out of memory", "")


@pytest.mark.parametrize(
    ("body", "unsent"), [(None, False), ({"detail": "Over capacity"}, True), ({"status": "Error"}, False)]
)
def test_black_forest_labs_sheds_requests_that_it_has_not_accepted(body: object, unsent: bool) -> None:
    dialect = get_dialect("bfl")
    assert dialect.read_refusal(503, body).unsent is unsent
    assert dialect.read_refusal(500, body).unsent is False


@pytest.mark.parametrize("name", DIALECTS)
def test_the_policy_says_whether_a_job_can_be_cancelled(name: str) -> None:
    dialect = DIALECTS[name]
    request = dialect.write_cancel("job-7", f"{dialect.base_url}/jobs/job-7/cancel", key="k")
    assert dialect.policy.can_cancel == (request is not None)


@pytest.mark.parametrize("spec", OPENAI, ids=str)
def test_only_public_hosts_charge_for_pictures(spec: ModelSpec) -> None:
    assert get_dialect("openai").is_free(spec) is (spec.profile not in HOSTS)


def test_withheld_pictures_are_counted() -> None:
    images = [{"url": f"https://v3.fal.media/{number}.jpg"} for number in range(4)]
    flags = [False, True, False, False]
    heard = get_dialect("fal").read_response({"images": images, "has_nsfw_concepts": flags})
    assert (len(heard.urls), heard.withheld) == (3, 1)


def test_a_queued_status_of_fal_needs_neither_the_id_nor_the_addresses_of_its_job() -> None:
    url = "https://queue.fal.run/fal-ai/flux-2/requests/x"
    heard = get_dialect("fal").read_response({"status": "IN_QUEUE", "queue_position": 2, "response_url": url})
    assert heard == Answer("", "queued", None, (), "", result_url=url, queue_position=2)
