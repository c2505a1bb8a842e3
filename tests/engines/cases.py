"""Requests for the engines' tests, a way to run the sketch engine, and measures of what it drew."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageStat

from playground.catalog.spec import Mode, ModelSpec, Parameter, Size
from playground.engines.base import EngineRequest, EngineResult, InputPicture
from playground.sketch.engine import SketchEngine

ROLES = {
    "prompt": "prompt",
    "steps": "steps",
    "guidance": "guidance",
    "prompt_strength": "strength",
    "go_fast": "fast",
    "prompt_upsampling": "upsampling",
    "output_format": "format",
    "output_quality": "quality",
    "imageUrl": "picture",
}


def _ignore(fraction: float | None, stage: str) -> None: ...


def make_spec(mode: Mode = "generate") -> ModelSpec:
    """Return a spec with the roles that the engines read."""
    parameters = [Parameter(name, "string", name, "", role, "prompt") for name, role in ROLES.items()]
    parameters += [
        Parameter("safety_tolerance", "integer", "", "", "safety", "slider", minimum=1, maximum=6),
        Parameter("disable_safety_checker", "boolean", "", "", "checker", "switch"),
    ]
    return ModelSpec(f"test/model/{mode}", "test", "model", "model", mode, "", "", (), tuple(parameters), {})


def make_request(prompt: str, **wishes: Any) -> EngineRequest:
    """Return a request; `size`, `seed`, `inputs`, `count` and `mode` are its own, the rest are parameters."""
    inputs = tuple(wishes.pop("inputs", ()))
    mode: Mode = wishes.pop("mode", "edit" if inputs else "generate")
    width, height = wishes.pop("size", (256, 256))
    seed, count = wishes.pop("seed", 1), wishes.pop("count", 1)
    resolved: dict[str, Any] = {
        "prompt": prompt,
        "steps": 8,
        "guidance": 3,
        "output_format": "png",
        "output_quality": 80,
    } | wishes
    return EngineRequest(make_spec(mode), resolved, seed, Size(width, height), inputs, count)


def make_input(picture: Image.Image) -> InputPicture:
    """Return the picture as an input, encoded as PNG."""
    target = BytesIO()
    picture.save(target, "PNG")
    return InputPicture(target.getvalue(), Size(*picture.size))


def open_picture(result: EngineResult, index: int = 0) -> Image.Image:
    """Return the decoded picture of a result, in RGB."""
    return Image.open(BytesIO(result.pictures[index].content)).convert("RGB")


def run(prompt: str, **wishes: Any) -> EngineResult:
    """Run the sketch engine without waiting; `progress` is what it reports to."""
    progress = wishes.pop("progress", _ignore)
    return SketchEngine(sleep=lambda seconds: None).run(make_request(prompt, **wishes), progress)


def draw(prompt: str, **wishes: Any) -> Image.Image:
    """Run the sketch engine and return its first picture."""
    return open_picture(run(prompt, **wishes))


def difference(first: Image.Image, second: Image.Image, box: tuple[int, int, int, int] | None = None) -> float:
    """Return the mean difference of two pictures, from 0 to 255, inside the box."""
    stat = ImageStat.Stat(ImageChops.difference(first.crop(box), second.crop(box)))
    return sum(stat.mean) / 3


def share_near(picture: Image.Image, colour: tuple[int, int, int], reach: int = 30) -> float:
    """Return the share of pixels that lie near the colour in every channel."""
    distance = ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).split()
    farthest = ImageChops.lighter(ImageChops.lighter(distance[0], distance[1]), distance[2])
    return sum(farthest.histogram()[: reach + 1]) / (picture.width * picture.height)
