"""The code for a whole job, run against the strict stand-in of each API: it brings the picture, or says why not."""

import urllib.request

import pytest
from PIL import Image

from playground.snippets.job import follow_plan
from tests.snippets.job_runs import Runs, job_runs, standins
from tests.snippets.jobs import JOBS, REASON, JobCase

__all__ = ["job_runs", "standins"]

RUNNERS = ("bash", "sh", "javascript", "python")
every_runner = pytest.mark.parametrize("runner", RUNNERS)
successes = [case for case in JOBS if not case.fault]


@every_runner
@pytest.mark.parametrize("case", successes, ids=lambda case: case.name)
def test_the_code_brings_every_picture(job_runs: Runs, runner: str, case: JobCase) -> None:
    run = job_runs(runner, case)
    assert (run.status, run.said) == (0, "")
    assert len(run.printed) == case.variants
    job = follow_plan(case.plan("http://localhost"), case.options)
    assert job is not None
    if job.saves:
        assert [path.name for path in run.saved] == sorted(run.printed)
        for path in run.saved:
            with Image.open(path) as image:
                assert image.format is not None
                assert path.suffix == f".{image.format.lower().replace('jpeg', 'jpg')}" or path.suffix == ".jpeg"
    else:
        assert run.saved == []
        for address in run.printed:
            with urllib.request.urlopen(address) as response:
                assert response.headers["Content-Type"].startswith("image/")
    assert run.standin.violations == []


@every_runner
@pytest.mark.parametrize("case", [case for case in JOBS if case.fault], ids=lambda case: case.name)
def test_the_code_says_why_there_is_no_picture(job_runs: Runs, runner: str, case: JobCase) -> None:
    run = job_runs(runner, case)
    assert run.status != 0
    assert (run.printed, run.saved) == ([], [])
    job = follow_plan(case.plan("http://localhost"), case.options)
    assert job is not None
    if case.fault == "key":
        assert "key" in run.said.lower() or "authenticat" in run.said.lower()
    elif case.fault == "failed" and job.description.failed:
        # Where an API has no message, the word for the state says what happened.
        is_word = job.description.error == job.description.status
        assert (job.description.failed[0] if is_word else REASON) in run.said
    else:
        assert REASON in run.said
    if case.fault in ("key", "upload"):
        assert run.standin.paid == 0
