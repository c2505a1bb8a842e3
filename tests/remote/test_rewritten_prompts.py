"""The prompt that an API says it used is kept if it is another one than was sent."""

from typing import Any

import pytest

from playground.catalog.loading import get_spec
from playground.dialects.base import Answer
from playground.dialects.layouts import compose
from playground.engines.remote.base import Account, RemoteResult
from playground.generations.worker.remote.results import make_notes
from tests.cast import Person

PARAMS: dict[str, Any] = {"prompt": "a room", "boxes": "lamp_1 100 200 500 600 a lamp"}


def note(bob: Person, spec_id: str, said: str) -> str:
    row = bob.ask(spec_id, **PARAMS)
    answer = Answer("x", "done", None, ("https://delivery.bfl.ai/a.png",), "", prompt=said)
    return make_notes(row, Account("https://api.bfl.ai", "", "own"), RemoteResult(answer, ())).get(
        "rewritten_prompt", ""
    )


@pytest.mark.parametrize("spec_id", ["bfl/flux-3-image/generate", "bfl/flux-2-pro/generate"])
def test_boxes_in_the_prompt_are_no_rewriting(bob: Person, spec_id: str) -> None:
    sent = compose(get_spec(spec_id), PARAMS)["prompt"]
    assert sent != PARAMS["prompt"]
    assert [note(bob, spec_id, said) for said in (sent, "a room", "")] == ["", "", ""]


def test_the_expanded_prompt_of_flux_3_is_kept(bob: Person) -> None:
    expanded = "a sunlit room with a brass lamp"
    assert note(bob, "bfl/flux-3-image/generate", expanded) == expanded
