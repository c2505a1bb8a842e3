"""Picture files as other tools write them: the same recipe in each, in a PNG, a JPEG and a WebP."""

import json
import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PROMPT = "a red fox, “dawn” <b>mist</b>"
NEGATIVE = "blurry, low quality"
# Each has this prompt, 28 steps, guidance 3.5, seed 42, and 896 × 1152 pixels.
INFOTEXT = (
    f"{PROMPT}\nNegative prompt: {NEGATIVE}\n"
    "Steps: 28, Sampler: Euler, Schedule type: Simple, CFG scale: 1, Distilled CFG Scale: 3.5, Seed: 42,"
    " Size: 896x1152,"
    ' Model hash: 2e8b0c, Model: flux2_dev_fp8, Lora hashes: "a: 1, b: 2", Version: f2.0.1v1.10.1-previous'
)
GRAPH: dict[str, Any] = {
    "5": {"class_type": "EmptyFlux2LatentImage", "inputs": {"width": 896, "height": 1152, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["30", 0], "clip": ["11", 0]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["13", 0], "vae": ["10", 0]}},
    "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}},
    "10": {"class_type": "VAELoader", "inputs": {"vae_name": "flux2-vae.safetensors"}},
    "11": {"class_type": "CLIPLoader", "inputs": {"clip_name": "mistral.safetensors", "type": "flux2"}},
    "12": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux2_dev_fp8mixed.safetensors"}},
    "13": {
        "class_type": "SamplerCustomAdvanced",
        "inputs": {
            "noise": ["25", 0],
            "guider": ["22", 0],
            "sampler": ["16", 0],
            "sigmas": ["48", 0],
            "latent_image": ["5", 0],
        },
        "is_changed": [float("nan")],
    },
    "16": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
    "22": {"class_type": "BasicGuider", "inputs": {"model": ["12", 0], "conditioning": ["26", 0]}},
    "25": {"class_type": "RandomNoise", "inputs": {"noise_seed": 42}},
    "26": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["6", 0]}},
    "30": {"class_type": "PrimitiveStringMultiline", "inputs": {"value": PROMPT}},
    "48": {"class_type": "Flux2Scheduler", "inputs": {"steps": 28, "width": 896, "height": 1152}},
}
WORKFLOW: dict[str, Any] = {
    "nodes": [
        {"id": 1, "type": "CLIPTextEncode", "widgets_values": [PROMPT]},
        {"id": 2, "type": "CLIPTextEncode", "widgets_values": [NEGATIVE]},
        {"id": 3, "type": "FluxGuidance", "widgets_values": [3.5], "inputs": [{"name": "conditioning", "link": 1}]},
        {"id": 4, "type": "EmptySD3LatentImage", "widgets_values": [896, 1152, 1]},
        {"id": 5, "type": "CheckpointLoaderSimple", "widgets_values": ["flux2-dev.safetensors"]},
        {
            "id": 6,
            "type": "KSampler",
            "widgets_values": [42, "randomize", 28, 1, "euler", "simple", 1],
            "inputs": [
                {"name": "model", "link": 2},
                {"name": "positive", "link": 3},
                {"name": "negative", "link": 4},
                {"name": "latent_image", "link": 5},
            ],
        },
        {"id": 7, "type": "SaveImage", "inputs": [{"name": "images", "link": 6}]},
    ],
    "links": [
        [1, 1, 0, 3, 0, "CONDITIONING"],
        [2, 5, 0, 6, 0, "MODEL"],
        [3, 3, 0, 6, 1, "CONDITIONING"],
        [4, 2, 0, 6, 2, "CONDITIONING"],
        [5, 4, 0, 6, 3, "LATENT"],
        [6, 6, 0, 7, 0, "IMAGE"],
    ],
}
INVOKEAI = {
    "app_version": "6.9.0",
    "generation_mode": "flux_txt2img",
    "positive_prompt": PROMPT,
    "negative_prompt": NEGATIVE,
    "width": 896,
    "height": 1152,
    "seed": 42,
    "cfg_scale": 1,
    "guidance": 3.5,
    "steps": 28,
    "scheduler": "euler",
    "model": {"key": "1", "name": "FLUX.2 [dev]", "base": "flux2", "type": "main"},
    "loras": [{"model": {"name": "Watercolour"}, "weight": 0.7}],
}
SD_METADATA = {
    "model": "stable diffusion",
    "model_weights": "flux2-dev",
    "image": {
        "prompt": [{"prompt": PROMPT, "weight": 1.0}],
        "steps": 28,
        "cfg_scale": 3.5,
        "seed": 42,
        "width": 896,
        "height": 1152,
        "sampler": "k_euler",
    },
}
DREAM = f'"{PROMPT}" -s 28 -S42 -W896 -H1152 -C3.5 -A k_euler'
FOOOCUS = {
    "prompt": PROMPT,
    "negative_prompt": NEGATIVE,
    "styles": "['Fooocus V2']",
    "performance": "Speed",
    "steps": 28,
    "resolution": "(896, 1152)",
    "guidance_scale": 3.5,
    "sharpness": 2.0,
    "base_model": "flux2-dev",
    "seed": "42",
    "sampler": "dpmpp_2m_sde_gpu",
    "metadata_scheme": "fooocus",
    "version": "Fooocus v2.5.5",
}
SWARMUI = {
    "sui_image_params": {
        "prompt": PROMPT,
        "negativeprompt": NEGATIVE,
        "model": "Flux/flux2-dev",
        "seed": 42,
        "steps": 28,
        "cfgscale": 1.0,
        "fluxguidancescale": 3.5,
        "width": 896,
        "height": 1152,
        "sampler": "euler",
        "swarm_version": "0.9.7.0",
    },
    "sui_extra_data": {"date": "2026-11-01"},
}
NOVELAI = {
    "prompt": PROMPT,
    "steps": 28,
    "height": 1152,
    "width": 896,
    "scale": 3.5,
    "seed": 42,
    "sampler": "k_euler",
    "uc": NEGATIVE,
    "noise_schedule": "karras",
}
_NOVELAI_TEXTS = {
    "Title": "AI generated image",
    "Description": PROMPT,
    "Software": "NovelAI",
    "Source": "FLUX.2 dev",
    "Comment": json.dumps(NOVELAI),
}
# The tool that a reader has to name, with the texts of a PNG.
PNG_TEXTS: dict[str, tuple[str, Mapping[str, str]]] = {
    "AUTOMATIC1111": ("automatic1111", {"parameters": INFOTEXT}),
    "ComfyUI": ("comfyui", {"prompt": json.dumps(GRAPH), "workflow": json.dumps(WORKFLOW)}),
    "ComfyUI, only its workflow": ("comfyui", {"workflow": json.dumps(WORKFLOW)}),
    "InvokeAI": ("invokeai", {"invokeai_metadata": json.dumps(INVOKEAI)}),
    "InvokeAI 2": ("invokeai", {"sd-metadata": json.dumps(SD_METADATA)}),
    "InvokeAI 1": ("invokeai", {"Dream": DREAM}),
    "Fooocus": ("fooocus", {"parameters": json.dumps(FOOOCUS), "fooocus_scheme": "fooocus"}),
    "Fooocus as AUTOMATIC1111": ("fooocus", {"parameters": INFOTEXT, "fooocus_scheme": "a1111"}),
    "SwarmUI": ("swarmui", {"parameters": json.dumps(SWARMUI, indent=2)}),
    "NovelAI": ("novelai", _NOVELAI_TEXTS),
}
# The same of a JPEG or WebP, by the numbers of EXIF fields.
COMMENT, MAKER_NOTE, MAKE, MODEL = 0x9286, 0x927C, 0x010F, 0x0110
EXIF_TEXTS: dict[str, tuple[str, Mapping[int, str]]] = {
    "AUTOMATIC1111": ("automatic1111", {COMMENT: INFOTEXT}),
    "ComfyUI": ("comfyui", {MODEL: f"prompt:{json.dumps(GRAPH)}", MAKE: f"workflow:{json.dumps(WORKFLOW)}"}),
    "Fooocus": ("fooocus", {COMMENT: json.dumps(FOOOCUS), MAKER_NOTE: "fooocus"}),
    "SwarmUI": ("swarmui", {COMMENT: json.dumps(SWARMUI)}),
    "NovelAI": ("novelai", {COMMENT: json.dumps(_NOVELAI_TEXTS)}),
}


def make_png(texts: Mapping[str, str], *, packed: bool = False) -> bytes:
    info = PngInfo()
    for name, text in texts.items():
        info.add_text(name, text, zip=packed)
    return _save("PNG", pnginfo=info)


def make_with_exif(format: str, texts: Mapping[int, str], encoding: str = "utf-16-be") -> bytes:
    exif = Image.Exif()
    inner = exif.get_ifd(0x8769)
    for tag, text in texts.items():
        if tag == COMMENT:
            inner[tag] = _encode_comment(text, encoding)
        elif tag == MAKER_NOTE:
            inner[tag] = text.encode()
        else:
            exif[tag] = text
    return _save(format, exif=exif)


def _encode_comment(text: str, encoding: str) -> bytes:
    code = b"UNICODE\0" if encoding.startswith("utf-16") else b"ASCII\0\0\0"
    return code + text.encode(encoding)


def _save(format: str, **options: Any) -> bytes:
    target = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(target, format, **options)
    return target.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a PNG chunk without a right checksum, which readers of texts do not need."""
    return struct.pack(">I", len(body)) + kind + body + b"\0\0\0\0"
