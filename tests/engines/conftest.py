"""Requests for the engines' tests: small specs, a way to run the sketch engine and to open what it made."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from playground.catalog.spec import Mode, ModelSpec, Parameter, Size
from playground.engines.base import EngineRequest, EngineResult, InputPicture
from playground.engines.sketch.engine import SketchEngine

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

type Run = Callable[..., EngineResult]


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
    resolved = {"prompt": prompt, "steps": 8, "guidance": 3, "output_format": "png", "output_quality": 80} | wishes
    return EngineRequest(make_spec(mode), resolved, seed, Size(width, height), inputs, count)


def make_input(picture: Image.Image) -> InputPicture:
    """Return the picture as an input, encoded as PNG."""
    target = BytesIO()
    picture.save(target, "PNG")
    return InputPicture(target.getvalue(), Size(*picture.size))


def open_picture(result: EngineResult, index: int = 0) -> Image.Image:
    """Return the decoded picture of a result, in RGB."""
    return Image.open(BytesIO(result.pictures[index].content)).convert("RGB")


@pytest.fixture
def run() -> Run:
    """Return a function that runs the sketch engine without waiting."""

    def start(prompt: str, **wishes: Any) -> EngineResult:
        progress = wishes.pop("progress", _ignore)
        return SketchEngine(sleep=lambda seconds: None).run(make_request(prompt, **wishes), progress)

    return start
