"""The code for a whole job, run against the strict stand-in of each API: it brings the picture, or says why not."""

import json
import urllib.request
from collections.abc import Callable, Mapping
from functools import reduce
from operator import getitem

import pytest
from PIL import Image

from playground.dialects.wire import EnvironmentVariable, FilePart, FormBody, WireRequest
from playground.snippets.job import WITHHELD, Job, follow_plan
from playground.standins.server import Request
from tests.snippets.bodies import fill, list_parts, list_texts, read_parts
from tests.snippets.job_runs import Run, Runs, is_run, job_runs, standins
from tests.snippets.jobs import JOBS, PROMPT, REASON, JobCase, content_of, describe

__all__ = ["job_runs", "standins"]

RUNNERS = ("bash", "sh", "javascript", "python")
SUFFIXES = {"PNG": {".png"}, "JPEG": {".jpg", ".jpeg"}, "WEBP": {".webp"}}
# How each API that can hold a request is asked to, or not to.
WAYS: Mapping[str, Callable[[Request], str]] = {
    "onemin": lambda request: {None: "wait", True: "poll"}[json.loads(request.body).get("async")],
    "fal": lambda request: {"run": "wait", "queue": "poll"}[request.path.split("/")[1]],
    "replicate": lambda request: {"wait=60": "wait", None: "poll"}[request.headers.get("prefer")],
}
pytestmark = pytest.mark.thorough
runs = [(runner, case) for runner in RUNNERS for case in JOBS if is_run(runner, case)]


def job_of(case: JobCase, base_url: str = "http://localhost", runner: str = "") -> Job:
    job = follow_plan(case.plan(base_url, runner), case.options)
    assert job is not None
    return job


def answers_to(run: Run, key: str, case: JobCase) -> list[str]:
    """Return what the API called the files that were uploaded with the key."""
    paths = [upload.answer for upload in case.plan("").uploads]
    bodies = [
        json.loads(reply.body)
        for request, reply in run.standin.replies
        if run.standin.step(request) == "upload" and run.standin.read_key(request) == key
    ]
    return [reduce(getitem, path, body) for path, body in zip(paths, bodies, strict=True)]


def check_request(received: Request, planned: WireRequest, key: str) -> None:
    assert received.method == planned.method
    assert planned.url.endswith(received.path)
    for name, value in planned.headers:
        sent = value.prefix + key if isinstance(value, EnvironmentVariable) else value
        assert received.headers[name.lower()] == sent


@pytest.mark.parametrize(("runner", "case"), [run for run in runs if not run[1].fault], ids=str)
def test_the_code_brings_every_picture(job_runs: Runs, runner: str, case: JobCase) -> None:
    run = job_runs(runner, case)
    assert (run.status, run.said) == (0, "")
    assert len(run.printed) == case.variants * case.pictures
    contents = []
    if job_of(case).saves:
        assert [path.name for path in run.saved] == sorted(run.printed)
        for path in run.saved:
            contents.append(path.read_bytes())
            with Image.open(path) as image:
                assert path.suffix in SUFFIXES[str(image.format)]
    else:
        assert run.saved == []
        for address in run.printed:
            with urllib.request.urlopen(address) as response:
                assert response.headers["Content-Type"].startswith("image/")
                contents.append(response.read())
    # Not one of them several times.
    assert case.pictures == 1 or len(set(contents)) == case.pictures
    assert run.standin.violations == []


@pytest.mark.parametrize(("runner", "case"), runs, ids=str)
def test_what_arrives_is_what_was_asked(job_runs: Runs, runner: str, case: JobCase) -> None:
    run, key, mark = job_runs(runner, case), case.key(runner), case.mark(runner)
    planned = job_of(case, run.standin.address, runner).plan.request
    body, prompt = planned.body, f"{PROMPT} {mark}"
    received = [entry.request for entry in run.standin.steps("submit") if mark.encode() in entry.request.body]
    assert len(received) == (0 if case.fault == "upload" else case.variants)
    for number, request in enumerate(received):
        check_request(request, planned, key)
        # Compared by itself, a difference within a picture would take minutes to print.
        if isinstance(body, FormBody):
            parts = read_parts(request.headers["content-type"], request.body)
            same = parts == list_parts(body, content_of, number)
            assert ("prompt", "text/plain", prompt.encode()) in parts
        else:
            sent = json.loads(request.body)
            same = sent == fill(body, content_of, answers_to(run, key, case), number)
            # Boxes follow after the prompt.
            assert any(text.startswith(prompt) for text in list_texts(sent))
        assert same


@pytest.mark.parametrize(("runner", "case"), [run for run in runs if run[1].plan("").uploads], ids=str)
def test_every_file_is_uploaded_with_field_type_and_key(job_runs: Runs, runner: str, case: JobCase) -> None:
    run, key = job_runs(runner, case), case.key(runner)
    uploads = [entry.request for entry in run.standin.steps("upload", key)]
    for received, planned in zip(uploads, case.plan(run.standin.address).uploads, strict=True):
        file = planned.request.body
        assert isinstance(file, FilePart)
        check_request(received, planned.request, key)
        parts = read_parts(received.headers["content-type"], received.body)
        assert parts == [(file.field, file.content_type, content_of(file.filename))]


# Without a key nothing says whose poll it is.
polled = [run for run in runs if run[1].needs_key and describe(run[1].spec).is_polled]


@pytest.mark.parametrize(("runner", "case"), polled, ids=str)
def test_the_code_follows_the_job_as_chosen(job_runs: Runs, runner: str, case: JobCase) -> None:
    run, way = job_runs(runner, case), case.options.follow
    polls = run.standin.steps("poll", case.key(runner))
    assert bool(polls) == ((way == "poll" or case.is_slow) and case.fault not in ("key", "upload"))
    for entry in run.standin.steps("submit", case.key(runner)) if case.dialect in WAYS else ():
        assert WAYS[case.dialect](entry.request) == way


@pytest.mark.parametrize(("runner", "case"), [run for run in runs if run[1].fault], ids=str)
def test_the_code_says_why_there_is_no_picture(job_runs: Runs, runner: str, case: JobCase) -> None:
    run = job_runs(runner, case)
    assert run.status != 0
    assert (run.printed, run.saved) == ([], [])
    description = job_of(case).description
    if case.fault == "key":
        assert "key" in run.said.lower() or "authenticat" in run.said.lower()
    elif case.fault == "refused":
        assert WITHHELD in run.said
    elif case.fault == "failed" and description.failed:
        # Where an API has no message, the word for the state says what happened.
        is_word = description.error == description.status
        assert (description.failed[0] if is_word else REASON) in run.said
    else:
        assert REASON in run.said
    if case.fault in ("key", "upload"):
        assert run.standin.paid == 0
