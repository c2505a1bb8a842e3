"""The printed code, run as a person would run it: what arrives is what was asked."""

from base64 import b64encode
from typing import Any

import pytest

from playground.dialects.wire import EncodedPicture, FilePart, UploadReference
from tests.snippets.cases import CASES, Case, content_of
from tests.snippets.recorder import Arrival, Ran, stored_as

RUNNERS = ("bash", "sh", "javascript", "python")


def filled(value: Any, answers: list[str]) -> Any:
    """Return the body with each slot replaced by the answer of its upload, and each picture by its Base64."""
    match value:
        case EncodedPicture(_, filename):
            return b64encode(content_of(filename)).decode()
        case UploadReference(upload):
            return answers[upload]
        case dict():
            return {name: filled(item, answers) for name, item in value.items()}
        case list():
            return [filled(item, answers) for item in value]
        case _:
            return value


def arrived(ran: Ran, runner: str, case: Case) -> tuple[list[Arrival], Arrival]:
    *uploads, request = ran(runner)[case.name]
    return uploads, request


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("runner", RUNNERS)
def test_the_sent_json_has_the_given_params(ran: Ran, runner: str, case: Case) -> None:
    uploads, request = arrived(ran, runner, case)
    plan = case.plan("http://localhost")
    answers = [stored_as(upload.path, number) for number, upload in enumerate(uploads)]
    assert len(uploads) == len(plan.uploads)
    # Compared by itself, a difference within ten megabytes would take minutes to print.
    same = request.json() == filled(plan.request.body, answers)
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
