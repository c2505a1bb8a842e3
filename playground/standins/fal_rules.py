"""What fal.ai's documentation says about the fields of its FLUX.2 models, written by hand.

It is stricter in one point: the real API ignores fields that it does not know.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from playground.standins.checks import TYPES, Field, Fields, check, read_picture
from playground.standins.server import InvalidRequest

SIZES = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
COMMON: Fields = {
    "prompt": Field("text", minimum=1, required=True),
    "seed": Field("whole"),
    "enable_safety_checker": Field("switch"),
    "sync_mode": Field("switch"),
}
OPEN: Fields = COMMON | {
    "num_images": Field("whole", 1, 4),
    "output_format": Field("text", choices=("jpeg", "png", "webp")),
}
FAST: Fields = OPEN | {"guidance_scale": Field("number", 0, 20), "enable_prompt_expansion": Field("switch")}
DEV: Fields = FAST | {
    "num_inference_steps": Field("whole", 4, 50),
    "acceleration": Field("text", choices=("none", "regular", "high")),
}
KLEIN: Fields = OPEN | {"num_inference_steps": Field("whole", 4, 8)}
BASE: Fields = OPEN | {
    "negative_prompt": Field("text"),
    "guidance_scale": Field("number", 0, 20),
    "num_inference_steps": Field("whole", 4, 50),
    "acceleration": Field("text", choices=("none", "regular", "high")),
}
PAID: Fields = COMMON | {
    "safety_tolerance": Field("text", choices=("1", "2", "3", "4", "5")),
    "output_format": Field("text", choices=("jpeg", "png")),
}
MODELS: Mapping[str, Fields] = {
    "fal-ai/flux-2": DEV,
    "fal-ai/flux-2/lora": DEV,
    "fal-ai/flux-2/turbo": FAST,
    "fal-ai/flux-2/flash": FAST,
    "fal-ai/flux-2/klein/4b": KLEIN,
    "fal-ai/flux-2/klein/9b": KLEIN,
    "fal-ai/flux-2/klein/4b/base": BASE,
    "fal-ai/flux-2/klein/9b/base": BASE,
    "fal-ai/flux-2-pro": PAID,
    "fal-ai/flux-2-max": PAID,
    "fal-ai/flux-2-flex": PAID
    | {"guidance_scale": Field("number", 1.5, 10), "num_inference_steps": Field("whole", 1, 50)},
}
# How many pictures each model takes; the others take four.
MOST_PICTURES = {"fal-ai/flux-2-pro": 8, "fal-ai/flux-2-max": 8, "fal-ai/flux-2-flex": 10}
MOST_LORAS = 3
DATA_URL = re.compile(r"data:(image/[a-z]+);base64,(.*)", re.DOTALL)


def check_body(model: str, body: Mapping[str, Any], is_edit: bool) -> tuple[int, int]:
    """Raise `InvalidRequest` for a body that is not as documented; return the size of its pictures."""
    flat = dict(body)
    size, loras, urls = flat.pop("image_size", None), flat.pop("loras", None), flat.pop("image_urls", None)
    check(MODELS[model], flat)
    has_auto = is_edit and model in MOST_PICTURES
    if isinstance(size, str) and size not in (*SIZES, *(["auto"] if has_auto else [])):
        raise InvalidRequest({"image_size": [f"{size!r} is not a size"]})
    if "image_size" in body and not isinstance(size, str):
        _check_sides(size)
    if (loras is not None) != model.endswith("/lora"):
        raise InvalidRequest({"loras": ["is missing" if loras is None else "is not documented"]})
    if loras is not None:
        _check_loras(loras)
    if (urls is not None) != is_edit:
        raise InvalidRequest({"image_urls": ["is missing" if is_edit else "is not documented"]})
    inputs = _read_inputs(urls, MOST_PICTURES.get(model, 4)) if is_edit else []
    if isinstance(size, dict):
        return size["width"], size["height"]
    # Without a size an edit has that of its first picture, in multiples of 16.
    first = inputs[0] if inputs else SIZES["landscape_4_3"]
    return SIZES.get(size or "", (max(16, first[0] // 16 * 16), max(16, first[1] // 16 * 16)))


def _check_sides(size: object) -> None:
    if not isinstance(size, dict) or set(size) != {"width", "height"}:
        raise InvalidRequest({"image_size": ["must be a name or an object with width and height"]})
    side = Field("whole", 512, 2048)
    wrong = {f"image_size.{name}": [error] for name in size if (error := side.find_error(size[name]))}
    if wrong:
        raise InvalidRequest(wrong)


def _check_loras(loras: object) -> None:
    if not isinstance(loras, list) or len(loras) > MOST_LORAS:
        raise InvalidRequest({"loras": [f"must be a list of at most {MOST_LORAS}"]})
    for position, lora in enumerate(loras):
        if not isinstance(lora, dict):
            raise InvalidRequest({f"loras.{position}": ["is not an object"]})
        fields: Fields = {"path": Field("text", minimum=1, required=True), "scale": Field("number", 0, 4)}
        check(fields, lora, f"loras.{position}.")


def _read_inputs(urls: object, most: int) -> list[tuple[int, int]]:
    if not isinstance(urls, list) or not 1 <= len(urls) <= most:
        raise InvalidRequest({"image_urls": [f"must be a list of 1 to {most} URLs"]})
    return [_read_input(f"image_urls.{position}", url) for position, url in enumerate(urls)]


def _read_input(name: str, url: object) -> tuple[int, int]:
    if isinstance(url, str) and url.startswith("https://"):
        # The real API fetches it.
        return SIZES["square_hd"]
    found = DATA_URL.fullmatch(url) if isinstance(url, str) else None
    if found is None:
        raise InvalidRequest({name: ["is neither an https URL nor a data URL"]})
    try:
        content = base64.b64decode(found[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest({name: ["is not Base64"]}) from error
    picture = read_picture(content, name)
    if TYPES.get((picture.format or "").lower()) != found[1]:
        raise InvalidRequest({name: [f"is {picture.format}, not {found[1]}"]})
    return picture.size
