"""The specs that come with the product, params for each, and the samples recorded from the documents."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playground.catalog.spec import ModelSpec, Parameter
from playground.dialects.wire import JobStatus, Outcome, ResultLink
from tests.specs import SPECS

SAMPLES = Path(__file__).parent / "samples"
RECORDED = {
    "onemin/flux-2-flex/generate": "onemin_flux-2-flex_generate",
    "onemin/flux-2-flex/edit": "onemin_flux-2-flex_edit",
    "onemin/flux-2-pro/generate": "onemin_flux-2-pro_generate",
    "onemin/flux-2-dev/generate": "onemin_flux-2-dev_generate",
    "apiframe/flux-2-flex/generate": "apiframe_flux-2-flex_generate",
    "bfl/flux-2-flex/generate": "bfl_flux-2-flex_generate",
    "bfl/flux-3-image/generate": "bfl_flux-3-image_generate",
    "replicate/flux-2-flex/generate": "replicate_flux-2-flex_generate",
    "sdcpp/loaded-model/generate": "sdcpp_loaded-model_generate",
    "fal/flux-2-dev/generate": "fal_flux-2-dev_generate",
    "fal/flux-2-flex/generate": "fal_flux-2-flex_generate",
}


def read_sample(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{name}.json").read_text())


def recorded_params(spec_id: str) -> dict[str, Any]:
    """Return the params of the documents' example, flat."""
    body = read_sample(f"{RECORDED[spec_id]}.request")
    if spec_id == "bfl/flux-3-image/generate":
        return body
    if spec_id.startswith("bfl/"):
        pictures = [body.pop("input_image"), body.pop("input_image_2")]
        return {"prompt": body.pop("prompt"), "input_image": pictures, **body}
    if "input" in body:
        return body["input"]
    if spec_id.startswith("sdcpp/"):
        sampling = body.pop("sample_params")
        return body | sampling.pop("guidance") | sampling
    if spec_id.startswith("fal/"):
        size = body["image_size"]
        return {**body, "image_size": "custom", **size} if isinstance(size, dict) else body
    if "promptObject" in body:
        return body["promptObject"]
    return {"prompt": body["prompt"], **body["fluxParams"]}


def every_param(spec: ModelSpec) -> dict[str, Any]:
    """Return a value for each parameter of the spec, as the dialect writes it: boxes are in the prompt."""
    return {parameter.name: _value(parameter) for parameter in spec.parameters if parameter.role != "layout"}


def _value(parameter: Parameter) -> Any:
    match parameter.kind:
        case "boolean":
            return True
        case "integer":
            return int(parameter.maximum or 4711)
        case "number":
            return 3.5
        case "images":
            return ["https://example.com/a.png", "https://example.com/b.png"]
        case _:
            return parameter.choices[-1] if parameter.choices else f"some {parameter.name}"


def outcome(spec_id: str, status: JobStatus = "done", **changes: Any) -> Outcome:
    """Return an outcome of the documents' example, in the state given."""
    done = status == "done"
    values: dict[str, Any] = {
        "id": "e5f6a7b8-c9d0-1234-efab-345678901234",
        "spec": SPECS[spec_id],
        "params": recorded_params(spec_id),
        "status": status,
        "progress": 100 if done else 40,
        "created": datetime(2026, 3, 27, 10, tzinfo=UTC),
        "completed": datetime(2026, 3, 27, 10, 0, 5, 250_000, tzinfo=UTC) if done else None,
        "results": (result_link(),) if done else (),
        "error": "The prompt was refused." if status == "failed" else "",
        "cost": 8.0 if done else 0.0,
    }
    return Outcome(**values | changes)


def result_link(name: str = "poster.png") -> ResultLink:
    return ResultLink(
        path=f"images/{name}",
        url=f"https://flux.example/images/{name}",
        temporary_url=f"https://flux.example/images/{name}?signature=abc",
    )
