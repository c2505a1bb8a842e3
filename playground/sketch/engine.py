"""The engine class, which turns a request into pictures."""

import time
from collections.abc import Callable

from django.conf import settings

from playground.engines.base import EnginePicture, EngineRequest, EngineResult, Progress
from playground.sketch.asked import Asked, read_asked
from playground.sketch.deadline import Deadline
from playground.sketch.drawing import Task, draw_sketch
from playground.sketch.encoding import encode
from playground.sketch.triggers import Waiting, apply_triggers, strip_triggers
from playground.sketch.upsampling import rewrite_prompt


class SketchEngine:
    """Draws sketches. `[sketch:wait 5]` calls `sleep` with the seconds.

    Without that wait, drawing a request takes at most `settings.SKETCH_SECONDS`.
    """

    name = "sketch"

    def __init__(
        self, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._clock = clock

    def run(self, request: EngineRequest, progress: Progress) -> EngineResult:
        """Return `request.count` pictures. Triggers in the prompt can raise `Refused` or `Failed`."""
        asked = read_asked(request)
        waiting = Waiting(self._sleep, settings.SKETCH_LONGEST_WAIT)
        ignored = apply_triggers(asked.prompt, asked.permissive, progress, waiting)
        # The time limit starts after the wait of a trigger, which has a limit of its own.
        deadline = Deadline(progress, settings.SKETCH_SECONDS, self._clock)
        prompt, notes = strip_triggers(asked.prompt), {"triggers": ignored} if ignored else {}
        if asked.upsampling:
            prompt = rewrite_prompt(prompt, request.seed)
            notes["rewritten_prompt"] = prompt
        pictures = tuple(
            self._make(request, asked, prompt, index=index, progress=deadline) for index in range(request.count)
        )
        return EngineResult(pictures, notes)

    def _make(
        self, request: EngineRequest, asked: Asked, prompt: str, *, index: int, progress: Deadline
    ) -> EnginePicture:
        def tell(step: int) -> None:
            stage = f"Step {step} of {asked.steps}"
            if request.count > 1:
                stage = f"Picture {index + 1} of {request.count}, step {step} of {asked.steps}"
            progress((index + step / asked.steps) / request.count, stage)

        # Each picture has its own seed, so that it can be generated again by itself.
        seed = request.seed + index
        picture = draw_sketch(Task(request, asked, prompt, seed, tell, progress.check))
        return EnginePicture(encode(picture, asked.extension, asked.quality), asked.extension, seed)
