"""The blank engine waits as long as it is told, and can be cancelled while it does."""

import pytest
from pytest_django import Settings

from playground.engines.blank import BlankEngine
from playground.engines.errors import Cancelled
from tests.engines.cases import make_request


def test_waits_the_seconds_of_the_setting_in_small_slices(settings: Settings) -> None:
    settings.BLANK_SECONDS = 2.5
    slept: list[float] = []
    fractions: list[float | None] = []
    BlankEngine(sleep=slept.append, clock=lambda: sum(slept)).run(
        make_request("x"), lambda fraction, stage: fractions.append(fraction)
    )
    assert sum(slept) == pytest.approx(2.5)
    assert max(slept) <= 0.1
    assert fractions[-1] == 1.0
    assert len(fractions) == len(slept) + 1


def test_waits_not_at_all_unless_told(settings: Settings) -> None:
    settings.BLANK_SECONDS = 0
    slept: list[float] = []
    BlankEngine(sleep=slept.append, clock=lambda: sum(slept)).run(make_request("x"), lambda fraction, stage: None)
    assert slept == []


def test_stops_when_cancelled(settings: Settings) -> None:
    settings.BLANK_SECONDS = 100

    def cancel(fraction: float | None, stage: str) -> None:
        if fraction and fraction > 0.01:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        BlankEngine(sleep=lambda seconds: None).run(make_request("x"), cancel)


def test_encodes_a_picture_once_for_each_size_and_format() -> None:
    results = [BlankEngine().run(make_request("x", seed=seed), lambda fraction, stage: None) for seed in (1, 2)]
    assert results[0].pictures[0].content is results[1].pictures[0].content
