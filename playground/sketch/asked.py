"""Reads the values of a request by role or, if a spec does not have the role, by documented name."""

from dataclasses import dataclass

from playground.catalog.spec import Value
from playground.engines.base import EngineRequest

NAMES = {
    "prompt": ("prompt",),
    "steps": ("steps", "num_inference_steps"),
    "guidance": ("guidance",),
    "strength": ("prompt_strength",),
    "fast": ("go_fast",),
    "upsampling": ("prompt_upsampling",),
    "format": ("output_format",),
    "quality": ("output_quality",),
    "safety": ("safety_tolerance",),
    "unsafe": ("disable_safety_checker",),
}
EXTENSIONS = {"png": "png", "jpg": "jpg", "jpeg": "jpg", "webp": "webp"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The values that the sketch uses. `strength` is from 0 to 1, `quality` from 0 to 100."""

    prompt: str
    steps: int
    guidance: float
    strength: float
    upsampling: bool
    extension: str
    quality: int
    permissive: bool
    edits: bool


def read_value(request: EngineRequest, role: str) -> Value | None:
    """Return the resolved value of a role, or of its documented names if no parameter has the role."""
    found = request.by_role(role)
    if found is not None:
        return found
    return next((request.resolved[name] for name in NAMES[role] if name in request.resolved), None)


def read_format(request: EngineRequest) -> str:
    """Return the requested format: `png`, `jpg` or `webp`. The default is png."""
    return EXTENSIONS.get(str(read_value(request, "format")).lower(), "png")


def _number(request: EngineRequest, role: str, default: float) -> float:
    value = read_value(request, role)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def read_asked(request: EngineRequest) -> Asked:
    """Return the values of the request. `go_fast` halves the steps."""
    # An operator's own spec may have no bounds, so the engine has its own.
    steps = max(1, min(200, round(_number(request, "steps", 25))))
    if read_value(request, "fast") is True:
        # Rounded up, because at least one step is needed.
        steps = (steps + 1) // 2
    return Asked(
        prompt=str(read_value(request, "prompt") or ""),
        steps=steps,
        guidance=max(0.0, min(10.0, _number(request, "guidance", 3))),
        strength=max(0.0, min(1.0, _number(request, "strength", 1))),
        upsampling=read_value(request, "upsampling") is True,
        extension=read_format(request),
        quality=max(0, min(100, round(_number(request, "quality", 80)))),
        permissive=_permissive(request),
        edits=request.spec.mode == "edit",
    )


def _permissive(request: EngineRequest) -> bool:
    parameter = request.spec.by_role("safety")
    highest = parameter.maximum if parameter and parameter.maximum is not None else 6
    return read_value(request, "unsafe") is True or _number(request, "safety", 0) >= highest
