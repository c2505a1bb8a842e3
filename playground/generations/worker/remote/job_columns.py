"""The columns that keep what an API has accepted: a job to poll, or an answer whose pictures are not stored."""

from dataclasses import replace
from typing import Any

from playground.dialects.base import Answer
from playground.engines.remote.base import running_job
from playground.generations.models import Generation

# The fields that are kept of an answer that names finished pictures, beside their URLs.
KEPT = ("id", "seed", "prompt", "cost", "result_url")
# What is kept of the answer that names a job, beside its id and the address to poll, where the API has said it.
KEPT_OF_JOB = ("cancel_url", "result_url", "seed", "prompt", "cost")


def read_accepted(row: Generation) -> Answer | None:
    """Return the answer with which the API accepted or finished the job; None where there was none."""
    kept = row.remote_answer
    if kept is not None:
        return Answer(status="done", progress=100, error="", **kept | {"urls": tuple(kept["urls"])})
    if row.remote_id:
        return replace(running_job(row.remote_id, row.remote_url), **row.remote_job or {})
    return None


def write_accepted(answer: Answer) -> dict[str, Any]:
    """Return the columns that keep the answer. Pictures that it contains are not among them."""
    if answer.status == "done":
        return {"remote_answer": {"urls": list(answer.urls)} | {name: getattr(answer, name) for name in KEPT}}
    said = {name: value for name in KEPT_OF_JOB if (value := getattr(answer, name)) not in ("", None)}
    return {"remote_id": answer.id, "remote_url": answer.poll_url, "remote_job": said or None}
