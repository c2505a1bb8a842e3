"""The triggers let every state be tried."""

from typing import Any

import pytest

from playground.engines.errors import Cancelled, Failed, Refused
from playground.sketch.engine import SketchEngine
from tests.engines.cases import make_request, run


@pytest.mark.parametrize("prompt", ["[sketch:refuse]", "a lake [Sketch: REFUSE] at dusk"])
def test_refuses_with_a_sentence_that_says_what_to_do(prompt: str) -> None:
    with pytest.raises(Refused, match="safety_tolerance") as caught:
        run(prompt, safety_tolerance=5)
    assert caught.value.permanent


@pytest.mark.parametrize("wish", [{"safety_tolerance": 6}, {"disable_safety_checker": True}])
def test_permissive_safety_parameters_let_it_pass(wish: dict[str, object]) -> None:
    assert len(run("a lake [sketch:refuse]", **wish).pictures) == 1


def test_fails_with_a_sentence() -> None:
    with pytest.raises(Failed, match="sketch:fail"):
        run("a lake [sketch:fail]")


@pytest.mark.parametrize(
    ("asked", "seconds"), [("5", 5), ("0.25", 0.25), (".5", 0.5), ("5.", 5), ("9000", 120), ("", 1)]
)
def test_waits_the_seconds_asked(asked: str, seconds: float) -> None:
    slept: list[float] = []
    stages: list[str] = []
    engine = SketchEngine(sleep=slept.append)
    engine.run(make_request(f"a lake [sketch:wait {asked}]"), lambda fraction, stage: stages.append(stage))
    assert sum(slept) == pytest.approx(seconds)
    assert max(slept) <= 0.13
    assert stages[0].startswith("Waiting")


def test_only_the_first_wait_of_a_prompt_counts() -> None:
    slept: list[float] = []
    prompt = "a lake [sketch:wait 2]" + " [sketch:wait 120]" * 1000
    result = SketchEngine(sleep=slept.append).run(make_request(prompt), lambda fraction, stage: None)
    assert sum(slept) == pytest.approx(2)
    assert result.notes["triggers"] == "The prompt has 1001 waits; only the first one counts."


def test_a_wait_is_short_where_strangers_share_the_server(settings: Any) -> None:
    settings.SKETCH_LONGEST_WAIT = 10
    slept: list[float] = []
    result = SketchEngine(sleep=slept.append).run(make_request("[sketch:wait 90]"), lambda fraction, stage: None)
    assert sum(slept) == pytest.approx(10)
    assert result.notes["triggers"] == "The wait was 90 seconds; the maximum is 10."


def test_a_wait_that_counts_needs_no_words() -> None:
    assert "triggers" not in run("a lake [sketch:wait 1]").notes


def test_a_wait_can_be_cancelled() -> None:
    slept: list[float] = []

    def cancel(fraction: float | None, stage: str) -> None:
        if len(slept) == 3:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        SketchEngine(sleep=slept.append).run(make_request("[sketch:wait 60]"), cancel)
    assert len(slept) == 3


def test_a_trigger_is_never_drawn() -> None:
    assert run("a lake [sketch:wait 1]").pictures == run("a lake").pictures
