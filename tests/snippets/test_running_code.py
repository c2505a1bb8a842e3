"""The printed code, run as a person would run it: what arrives is what was asked."""

from base64 import b64encode
from typing import Any

import pytest

from playground.dialects.wire import EncodedPicture, FilePart, FormBody, FormPicture, SeedVariable, UploadReference
from tests.snippets.cases import CASES, Case, content_of
from tests.snippets.recorder import Arrival, Ran, stored_as
from tests.standins.asking import read_form

RUNNERS = ("bash", "sh", "sh-without-jq", "javascript", "python")


def filled(value: Any, answers: list[str], number: int = 0) -> Any:
    """Return the body of the request of that number: each placeholder is replaced by what is sent for it."""
    match value:
        case EncodedPicture(_, filename):
            return b64encode(content_of(filename)).decode()
        case UploadReference(upload):
            return answers[upload]
        case SeedVariable(seeds):
            return seeds[number]
        case dict():
            return {name: filled(item, answers, number) for name, item in value.items()}
        case list():
            return [filled(item, answers, number) for item in value]
        case _:
            return value


def form_parts(body: FormBody, number: int) -> list[tuple[str, str, bytes]]:
    """Return name, type and content of each part of the form that is sent as the request of that number."""
    parts = []
    for name, value in body.fields:
        if isinstance(value, FormPicture):
            parts.append((name, value.content_type, content_of(value.filename)))
        else:
            text = str(value.seeds[number]) if isinstance(value, SeedVariable) else value
            parts.append((name, "text/plain", as_lines(text.encode())))
    return parts


def as_lines(text: bytes) -> bytes:
    """Return the text with the line breaks that `fetch` sends in a form."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")


def read_parts(arrival: Arrival) -> list[tuple[str, str, bytes]]:
    parts = read_form(arrival.headers["content-type"], arrival.body)
    return [(name, kind, content if file else as_lines(content)) for name, file, kind, content in parts]


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
            same = read_parts(request) == form_parts(body, number)
        else:
            same = request.json() == filled(body, answers, number)
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
