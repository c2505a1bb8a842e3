"""The printed code, run as a person would run it: what arrives is what was asked."""

import pytest

from playground.dialects.wire import FilePart, FormBody
from tests.snippets.bodies import fill, list_parts, read_parts
from tests.snippets.cases import CASES, Case, content_of
from tests.snippets.recorder import Arrival, Ran, stored_as

RUNNERS = (
    "bash",
    pytest.param("sh", marks=pytest.mark.thorough),
    pytest.param("sh-without-jq", marks=pytest.mark.thorough),
    "javascript",
    "python",
)


def arrived(ran: Ran, runner: str, case: Case) -> tuple[list[Arrival], list[Arrival]]:
    """Return the uploads, and the requests after them."""
    arrivals = ran(runner)[case.name]
    return arrivals[: -case.variants], arrivals[-case.variants :]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("runner", RUNNERS)
def test_the_sent_body_has_the_given_params(ran: Ran, runner: str, case: Case) -> None:
    uploads, requests = arrived(ran, runner, case)
    plan = case.plan("http://localhost")
    answers = [stored_as(upload.path, number) for number, upload in enumerate(uploads)]
    assert (len(uploads), len(requests)) == (len(plan.uploads), case.variants)
    for number, request in enumerate(requests):
        body = plan.request.body
        # Compared by itself, a difference within ten megabytes would take minutes to print.
        if isinstance(body, FormBody):
            same = read_parts(request.headers["content-type"], request.body) == list_parts(body, content_of, number)
        else:
            same = request.json() == fill(body, content_of, answers, number)
        assert same
        assert plan.request.url == f"http://localhost{request.path}"
        for name, value in plan.request.headers:
            assert request.headers[name.lower()] == value


@pytest.mark.parametrize("case", [case for case in CASES if case.files], ids=lambda case: case.name)
@pytest.mark.parametrize("runner", RUNNERS)
def test_each_file_is_uploaded_with_field_type_and_key(ran: Ran, runner: str, case: Case) -> None:
    uploads, _ = arrived(ran, runner, case)
    for upload, planned in zip(uploads, case.plan("http://localhost").uploads, strict=True):
        part = planned.request.body
        assert isinstance(part, FilePart)
        assert upload.file() == (part.field, part.content_type, content_of(part.filename))
        assert planned.request.url == f"http://localhost{upload.path}"
        for name, value in planned.request.headers:
            assert upload.headers[name.lower()] == value


@pytest.mark.parametrize("runner", RUNNERS)
def test_numbers_are_sent_as_they_are_printed(ran: Ran, runner: str) -> None:
    request = ran(runner)["prompt_plain"][-1].body.replace(b" ", b"")
    assert b'"steps":30,' in request
    assert b'"guidance":3.5,' in request
    assert b'"seed":9007199254740992,' in request


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_batch_sends_consecutive_seeds(ran: Ran, runner: str) -> None:
    seeds = [arrival.json()["promptObject"].get("seed") for arrival in ran(runner)["batch_seeds"]]
    assert seeds == [2**53 - 2, 2**53 - 1, 0, 1]
    assert all("seed" not in arrival.json()["promptObject"] for arrival in ran(runner)["batch_random"])
