"""Measures the CPU time in which the colours of a prompt are found in a picture, and that of a prompt without any.

Times are the median of five runs after a warm-up.
"""

import os
import statistics
import time
from collections.abc import Callable
from io import BytesIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")

from PIL import Image

from benchmarks.sketch_cost import make_task
from playground.catalog.asked_colours import find_asked_colours
from playground.catalog.spec import Size
from playground.imaging.measuring import find_colours
from playground.sketch.drawing import draw_sketch

PROMPT = "A cozy coffee shop interior in the morning, warm light, steam rising from a cup"
COLOURS = [f"#{(number * 1_396_713) % 0x1000000:06X}" for number in range(1, 13)]


def measure(work: Callable[[], object]) -> float:
    """Return the median CPU milliseconds of five runs."""
    work()
    times = []
    for _ in range(5):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def make_pictures() -> dict[str, Image.Image]:
    """Return a sketch, a sketch of four megapixels, and noise, which has the most colours."""
    noise = Image.effect_noise((1024, 1024), 90)
    return {
        "sketch, 1 megapixel": draw_sketch(make_task(PROMPT, Size(1024, 1024), 25)),
        "sketch, 4 megapixels": draw_sketch(make_task(PROMPT, Size(2048, 2048), 25)),
        "noise, 1 megapixel": Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))),
    }


def main() -> None:
    """Print a row for each picture and format, then the cost of a prompt without colours."""
    print("| picture | format | 1 colour, ms | 12 colours, ms |\n|---|---|---|---|")
    for name, picture in make_pictures().items():
        for form in ("PNG", "JPEG", "WEBP"):
            target = BytesIO()
            picture.save(target, form)
            content = target.getvalue()
            times = [measure(lambda c=content, n=n: find_colours(c, COLOURS[:n])) for n in (1, 12)]  # type: ignore[misc]
            print(f"| {name} | {form} | {times[0]:.0f} | {times[1]:.0f} |")
    print(f"\nA prompt without colours: {measure(lambda: find_asked_colours(PROMPT)):.4f} ms")


if __name__ == "__main__":
    main()
