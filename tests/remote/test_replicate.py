"""A prediction of Replicate that outlasts its wait, through the real worker to the stand-in."""

from typing import Any

import pytest

from playground.generations.models import Generation
from playground.standins.replicate import ReplicateStandin
from playground.standins.server import KEY
from tests.remote.driving import dispatcher, person_with_key, point_at, until

pytestmark = pytest.mark.django_db(transaction=True)

SPEC = "replicate/flux-2-klein-4b/generate"


def test_a_running_prediction_shows_its_logs_and_is_cancelled_there_too(settings: Any) -> None:
    with ReplicateStandin(seconds=120) as standin:
        standin.is_patient = False
        point_at(settings, replicate=standin.address)
        row = person_with_key("replicate", KEY).ask(SPEC)
        with dispatcher(("replicate",)) as board:
            board.wake("replicate")
            until(lambda: bool(standin.steps("poll")), "the first poll")
            [job] = standin.jobs.values()
            # As if half of its time had passed.
            job.created -= 60
            until(lambda: "Generating image" in Generation.objects.get().stage, "the line of the logs")
            row.refresh_from_db()
            row.cancel()
            until(lambda: bool(standin.steps("cancel")), "the request that cancels")
            until(lambda: not Generation.objects.active().exists(), "the end")
    row.refresh_from_db()
    assert (row.status, row.remote_id) == ("cancelled", job.id)
    assert "which was asked to stop" in row.error
    assert standin.cancelled == {job.id}
    assert standin.violations == []
