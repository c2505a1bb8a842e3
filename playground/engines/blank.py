"""An engine that does no work, for measuring everything else."""

import time
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from django.conf import settings
from PIL import Image

from playground.engines.base import EnginePicture, EngineRequest, EngineResult, Progress
from playground.sketch.asked import read_format

# Seconds between two progress reports, in which the engine notices that it was cancelled.
SLICE = 0.05


# Without the cache, encoding would be a large part of what is measured.
@lru_cache(maxsize=32)
def _encode(width: int, height: int, extension: str) -> bytes:
    target = BytesIO()
    picture = Image.new("RGB", (width, height), (226, 228, 232))
    picture.save(target, {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[extension])
    return target.getvalue()


class BlankEngine:
    """Returns plain pictures of the requested size and format, after `settings.BLANK_SECONDS`."""

    name = "blank"

    def __init__(
        self, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._clock = clock

    def run(self, request: EngineRequest, progress: Progress) -> EngineResult:
        """Return `request.count` equal pictures."""
        self._wait(float(settings.BLANK_SECONDS), progress)
        extension = read_format(request)
        content = _encode(request.size.width, request.size.height, extension)
        pictures = tuple(EnginePicture(content, extension, request.seed + index) for index in range(request.count))
        return EngineResult(pictures)

    def _wait(self, seconds: float, progress: Progress) -> None:
        # Each sleep ends at a fixed moment, so that the time of the progress reports does not add up.
        begun = self._clock()
        slices = round(seconds / SLICE)
        for index in range(slices):
            progress(index / slices, "Waiting")
            self._sleep(max(0.0, begun + seconds * (index + 1) / slices - self._clock()))
        progress(1.0, "Done")
