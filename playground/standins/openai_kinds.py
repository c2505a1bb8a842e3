"""The servers that the stand-in for OpenAI's images API plays: their fields and errors, from their documents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.standins.checks import Field, Fields

PROMPT = Field("text", minimum=1, required=True)
TEXTS = Field("texts", minimum=1)
FORMATS = ("png", "jpeg", "webp")
DIFFUSERS: Fields = {
    "prompt": PROMPT,
    "model": Field("text"),
    "n": Field("whole", 1, 10),
    "size": Field("text"),
    "user": Field("text"),
    "negative_prompt": Field("text"),
    "num_inference_steps": Field("whole", 1),
    "guidance_scale": Field("number", 0),
    "true_cfg_scale": Field("number", 0),
    "seed": Field("whole", 0),
}
MLX: Fields = {
    "prompt": PROMPT,
    "model": Field("text"),
    "size": Field("text", choices=("256x256", "512x512", "1024x1024")),
    "negative_prompt": Field("text"),
    "guidance_scale": Field("number"),
    "steps": Field("whole", 1, 50),
    "seed": Field("whole"),
    "response_format": Field("text", choices=("b64_json",)),
}
TOGETHER: Fields = {
    "prompt": PROMPT,
    "model": Field("text", required=True),
    "width": Field("whole", 64),
    "height": Field("whole", 64),
    "n": Field("whole", 1, 4),
    "seed": Field("whole"),
    "negative_prompt": Field("text"),
    "response_format": Field("text", choices=("base64", "url")),
    "output_format": Field("text", choices=("jpeg", "png")),
    "reference_images": TEXTS,
    "disable_safety_checker": Field("switch"),
    "steps": Field("whole", 1),
    "guidance_scale": Field("number"),
}
ENCODED = Field("text", choices=("b64_json",))


def write_detail(status: int, sentence: str, found: Mapping[str, list[str]] | None) -> Any:  # noqa: ANN401
    """Return an error as FastAPI writes it."""
    if status != 422:
        return {"detail": sentence}
    return {
        "detail": [
            {"loc": ["body", path], "msg": "; ".join(wrong), "type": "x"} for path, wrong in (found or {}).items()
        ]
    }


def write_object(status: int, sentence: str, found: Mapping[str, list[str]] | None) -> Any:  # noqa: ANN401
    """Return an error as OpenAI writes it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": sentence, "type": kind, "param": next(iter(found or ()), None), "code": None}}


def write_text(status: int, sentence: str, found: Mapping[str, list[str]] | None) -> Any:  # noqa: ANN401
    return {"error": sentence}


@dataclass(frozen=True)
class Kind:
    """One kind of server. `edits` is None where pictures are part of the JSON, under `picture`."""

    generations: Fields
    edits: Fields | None = None
    models: tuple[str, ...] = ()
    picture: tuple[str, ...] = ("image", "image[]")
    needs_key: bool = False
    bad_form_status: int = 422
    format: str = "png"
    path: str = "/v1/images/generations"
    write_error: Callable[[int, str, Mapping[str, list[str]] | None], Any] = write_detail

    def takes(self, body: Mapping[str, Any]) -> bool:
        """Return whether it has the word for the form of the answer."""
        known = self.generations.get("response_format")
        return not known or not known.find_error(body.get("response_format"))


LAUNCHED = tuple(f"black-forest-labs/FLUX.2-{name}" for name in ("klein-4B", "klein-9B", "dev"))
EXTRAS: Fields = {"background": Field("text"), "output_compression": Field("whole", 0, 100)}
OMLX: Fields = {
    **{name: DIFFUSERS[name] for name in ("prompt", "model", "size", "num_inference_steps", "seed")},
    "n": Field("whole", 1, 4),
    "guidance": Field("number", 0),
    "response_format": ENCODED,
}
KINDS: Mapping[str, Kind] = {
    "vllm-omni": Kind(
        DIFFUSERS | {"response_format": Field("text", choices=("b64_json", "file"))},
        DIFFUSERS
        | EXTRAS
        | {"response_format": ENCODED, "output_format": Field("text", choices=("png", "jpg", "jpeg", "webp"))},
        LAUNCHED,
        bad_form_status=400,
    ),
    "sglang": Kind(
        DIFFUSERS
        | EXTRAS
        | {
            "width": Field("whole", 1),
            "height": Field("whole", 1),
            "response_format": ENCODED,
            "output_format": Field("text", choices=FORMATS),
            "enhance_prompt": Field("switch"),
        },
        DIFFUSERS | EXTRAS | {"response_format": ENCODED, "output_format": Field("text", choices=FORMATS)},
        format="jpeg",
    ),
    "localai": Kind(
        {
            **{name: DIFFUSERS[name] for name in ("prompt", "model", "n", "size", "negative_prompt", "seed")},
            "step": Field("whole", 1),
            "mode": Field("whole"),
            "ref_images": TEXTS,
            "response_format": Field("text", choices=("b64_json", "url")),
        },
        models=("flux.2-klein-4b",),
        picture=("ref_images",),
        bad_form_status=500,
        write_error=write_object,
    ),
    "mlx-openai-server": Kind(
        MLX, MLX | {"steps": Field("whole", 1)}, ("local-image-generation-model", "local-image-edit-model")
    ),
    "omlx": Kind(
        OMLX,
        OMLX | {"image_strength": Field("number", 0, 1), "use_kv_cache": Field("switch")},
        ("flux2-klein-4b", "flux2-klein-edit-4b"),
        write_error=write_text,
    ),
    "together": Kind(
        TOGETHER,
        models=tuple(f"black-forest-labs/FLUX.2-{name}" for name in ("pro", "flex", "max", "dev")),
        picture=("reference_images",),
        needs_key=True,
        bad_form_status=400,
        format="jpeg",
        write_error=write_object,
    ),
    "openrouter": Kind(
        {
            "prompt": PROMPT,
            "model": Field("text", required=True),
            "n": Field("whole", 1),
            "aspect_ratio": Field("text"),
            "resolution": Field("text"),
            "seed": Field("whole"),
            "input_references": Field("list", minimum=1),
        },
        models=tuple(f"black-forest-labs/flux.2-{name}" for name in ("pro", "flex", "max", "klein-4b")),
        picture=("input_references",),
        needs_key=True,
        bad_form_status=400,
        path="/v1/images",
        write_error=write_object,
    ),
}
