"""A worker draws a picture for nobody as it starts, so that the first person does not wait for what that loads."""

from typing import Any

import pytest

from playground.engines.registry import ENGINES
from playground.generations.models import Generation
from playground.generations.worker.warm_up import start_warm_up, warm_up


@pytest.mark.parametrize("name", ENGINES)
def test_it_works_with_every_engine_and_leaves_nothing(name: str, settings: Any, db: None) -> None:
    settings.ENGINE, settings.BLANK_SECONDS = name, 0
    warm_up()
    assert not Generation.objects.exists()


def test_an_engine_that_fails_does_not_stop_the_worker(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.ENGINE = "gone"
    start_warm_up().join(60)
    assert "the engine gone could not be warmed up" in caplog.text
