"""A prediction of Replicate that outlasts its wait, through the real worker to the stand-in."""

from typing import Any

import pytest

from playground.generations.models import Generation
from playground.standins.replicate import ReplicateStandin
from playground.standins.server import KEY
from tests.remote.driving import dispatcher, person_with_key, point_at, until, until_all_ended

pytestmark = pytest.mark.django_db(transaction=True)

SPEC = "replicate/flux-2-klein-4b/generate"


def test_a_running_prediction_shows_its_logs(settings: Any, files: Any) -> None:
    with ReplicateStandin(seconds=120) as standin:
        standin.is_patient = False
        point_at(settings, replicate=standin.address)
        row = person_with_key("replicate", KEY).ask(SPEC)
        with dispatcher(("replicate",)) as board:
            board.wake("replicate")
            until(lambda: bool(standin.steps("poll")), "the first poll")
            [job] = standin.jobs.values()
            # As if half of its time had passed, then all of it.
            job.created -= 60
            until(lambda: "Generating image" in Generation.objects.get().stage, "the line of the logs")
            job.created -= 60
            until_all_ended()
    row.refresh_from_db()
    assert (row.status, row.error, row.remote_id) == ("done", "", job.id)
    assert standin.violations == []
