"""A sketch has a time limit of its own, whatever is asked."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from PIL import Image

from playground.engines.errors import Failed
from playground.imaging.facts import read_size
from playground.sketch.canvas import Canvas, Fill
from playground.sketch.deadline import Deadline
from playground.sketch.engine import SketchEngine
from tests.engines.cases import make_input, make_request


def ticking(seconds: float) -> Callable[[], float]:
    """Return a clock that advances by this many seconds each time it is read."""
    ticks: Iterator[float] = (tick * seconds for tick in count())
    return lambda: next(ticks)


def ignore(fraction: float | None, stage: str) -> None: ...


@pytest.mark.parametrize("wish", [{}, {"size": (2048, 2048)}, {"count": 4}, {"prompt_upsampling": True}])
def test_a_sketch_ends_at_its_limit_and_says_what_to_do(wish: dict[str, object]) -> None:
    stages: list[str] = []
    engine = SketchEngine(clock=ticking(20))
    with pytest.raises(Failed, match=r"60 seconds.*ask for a smaller size"):
        engine.run(make_request("a city at night", **wish), lambda fraction, stage: stages.append(stage))
    assert len(stages) <= 3


def test_an_edit_ends_at_its_limit() -> None:
    request = make_request("make it a watercolour", inputs=[make_input(Image.new("RGB", (64, 64)))])
    with pytest.raises(Failed, match="60 seconds"):
        SketchEngine(clock=ticking(20)).run(request, ignore)


def test_the_wait_that_a_prompt_asks_for_is_not_counted() -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    engine = SketchEngine(sleep=sleep, clock=lambda: now[0])
    assert engine.run(make_request("a lake [sketch:wait 100]"), ignore).pictures


def test_each_shape_looks_at_the_time() -> None:
    deadline = Deadline(ignore, 3, ticking(1))
    canvas = Canvas(64, 64, deadline.check)
    for _ in range(3):
        canvas.disc((32, 32), 9, Fill((1, 2, 3)))
    with pytest.raises(Failed):
        canvas.glow((32, 32), 9, (1, 2, 3))


def test_a_sketch_in_time_is_not_disturbed() -> None:
    result = SketchEngine(clock=ticking(0.0001)).run(make_request("a city at night"), ignore)
    assert read_size(result.pictures[0].content, "png") == (256, 256)
