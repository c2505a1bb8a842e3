"""A wish to cancel goes through the real worker to each API that can cancel, in that API's own words."""

from typing import Any

import pytest

from playground.dialects.registry import DIALECTS
from playground.standins.registry import STANDINS
from playground.standins.server import KEY
from tests.remote.driving import dispatcher, person_with_key, point_at, until, until_all_ended
from tests.remote.samples.registry import SAMPLES
from tests.standins import asking

pytestmark = pytest.mark.django_db(transaction=True)

# The dialect, whether another job is before this one, the request and its status, and the end of the sentence.
CASES = [
    ("fal", False, "PUT", 202, " after it was sent to fal.ai, which was asked to stop. It may still be charged."),
    (
        "replicate",
        False,
        "POST",
        200,
        " after it was sent to Replicate, which was asked to stop. It may still be charged.",
    ),
    ("sdcpp", True, "POST", 200, ", and stable-diffusion.cpp was asked to stop."),
    # It cannot interrupt the picture that it is making.
    ("sdcpp", False, "POST", 409, ", but stable-diffusion.cpp goes on with it."),
]


def test_each_api_that_can_cancel_is_here() -> None:
    assert {name for name, *_ in CASES} == {name for name, dialect in DIALECTS.items() if dialect.policy.can_cancel}


@pytest.mark.parametrize(("name", "is_behind", "method", "status", "words"), CASES)
def test_a_job_is_cancelled_at_its_api(
    name: str, is_behind: bool, method: str, status: int, words: str, settings: Any
) -> None:
    standin: Any
    spec_id, params = SAMPLES[name].order
    with STANDINS[name](seconds=120, keys=(KEY,)) as standin:
        # Replicate would hold the request, so that its job had no id yet.
        standin.is_patient = False
        point_at(settings, **{name: standin.address})
        if is_behind:
            asking.order(standin, spec_id, {"prompt": "a fox", **params})
        row = person_with_key(name, KEY).ask(spec_id, **params)
        with dispatcher((name,)) as board:
            board.wake(name)
            until(lambda: bool(standin.steps("poll")), "the first poll")
            row.refresh_from_db()
            row.cancel()
            until_all_ended()
    row.refresh_from_db()
    assert (row.status, row.error) == ("cancelled", f"You cancelled this{words}")
    [asked] = standin.steps("cancel")
    assert (asked.request.method, asked.status, asked.label) == (method, status, KEY)
    assert row.remote_id in asked.request.path
    assert standin.violations == []
