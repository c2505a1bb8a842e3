"""The code for a whole job, run against the strict stand-in of each API: it brings the picture, or says why not."""

import urllib.request

import pytest
from PIL import Image

from playground.snippets.job import WITHHELD, follow_plan
from tests.snippets.job_runs import Runs, is_run, job_runs, standins
from tests.snippets.jobs import JOBS, REASON, JobCase

__all__ = ["job_runs", "standins"]

RUNNERS = ("bash", "sh", "javascript", "python")
runs = [(runner, case) for runner in RUNNERS for case in JOBS if is_run(runner, case)]


@pytest.mark.parametrize(("runner", "case"), [run for run in runs if not run[1].fault], ids=str)
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


@pytest.mark.parametrize(("runner", "case"), [run for run in runs if run[1].fault], ids=str)
def test_the_code_says_why_there_is_no_picture(job_runs: Runs, runner: str, case: JobCase) -> None:
    run = job_runs(runner, case)
    assert run.status != 0
    assert (run.printed, run.saved) == ([], [])
    job = follow_plan(case.plan("http://localhost"), case.options)
    assert job is not None
    if case.fault == "key":
        assert "key" in run.said.lower() or "authenticat" in run.said.lower()
    elif case.fault == "refused":
        assert WITHHELD in run.said
    elif case.fault == "failed" and job.description.failed:
        # Where an API has no message, the word for the state says what happened.
        is_word = job.description.error == job.description.status
        assert (job.description.failed[0] if is_word else REASON) in run.said
    else:
        assert REASON in run.said
    if case.fault in ("key", "upload"):
        assert run.standin.paid == 0
