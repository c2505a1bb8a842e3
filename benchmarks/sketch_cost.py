"""Measures the CPU time of a sketch: drawing and encoding separately, for sizes, formats and steps.

Times are the median of three runs after a warm-up.
"""

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

from playground.catalog.loading import get_spec
from playground.catalog.spec import Size
from playground.engines.base import EngineRequest
from playground.sketch.asked import read_asked
from playground.sketch.drawing import Task, draw_sketch
from playground.sketch.encoding import encode

PROMPTS = (
    "A vibrant event poster with bold typography: SUMMER FEST 2026, colorful gradient background",
    "A professional product photo of a minimalist watch on a marble surface, studio lighting",
    "A cozy coffee shop interior in the morning, warm light, steam rising from a cup",
    "abstract waves in deep blue and gold",
    "botanical print with flowers, forest",
)
SIZES = (Size(512, 512), Size(1024, 1024), Size(1360, 768), Size(2048, 2048))
BUDGET = 0.35


def measure(work: Callable[[], object]) -> float:
    """Return the median CPU seconds of three runs."""
    work()
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def make_task(prompt: str, size: Size, steps: int) -> Task:
    """Return the task for a prompt with the defaults of 1min.ai's flex."""
    spec = get_spec("onemin/flux-2-flex/generate")
    resolved = {item.name: item.default for item in spec.parameters if item.default is not None}
    request = EngineRequest(spec, {**resolved, "prompt": prompt, "steps": steps}, 7, size)
    return Task(request, read_asked(request), prompt, 7, lambda step: None, lambda: None)


def main() -> None:
    """Print a row for each prompt with the defaults, then for each size, format and number of steps."""
    print(f"{'prompt, 1024 × 1024, 25 steps':46}{'draw ms':>9}   (budget {BUDGET * 1000:.0f})")
    for prompt in PROMPTS:
        task = make_task(prompt, Size(1024, 1024), 25)
        print(f"{prompt[:44]:46}{measure(lambda task=task: draw_sketch(task)) * 1000:9.0f}")  # type: ignore[misc]
    print(f"\n{'size':14}{'steps':>6}{'draw ms':>9}{'png ms':>9}{'jpg ms':>9}{'webp ms':>9}{'png KB':>9}")
    for size in SIZES:
        for steps in (6, 25, 50):
            task = make_task(PROMPTS[0], size, steps)
            drawn = draw_sketch(task)
            row = [measure(lambda task=task: draw_sketch(task))]  # type: ignore[misc]
            row += [measure(lambda form=form, drawn=drawn: encode(drawn, form, 80)) for form in ("png", "jpg", "webp")]  # type: ignore[misc]
            cells = "".join(f"{seconds * 1000:9.0f}" for seconds in row)
            print(f"{size!s:14}{steps:6}{cells}{len(encode(drawn, 'png', 80)) // 1024:9}")


if __name__ == "__main__":
    main()
