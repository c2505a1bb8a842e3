"""The graph as ComfyUI's page keeps it, the text `workflow` of a file: links in a list, and values without names."""

from collections.abc import Mapping
from typing import Any

from playground.recall.files.comfyui_graph import MOST_NODES, Graph, Node

# The names of the values in the order in which the page keeps them. "" is a control of the page beside a seed.
WIDGETS: Mapping[str, tuple[str, ...]] = {
    "KSampler": ("seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": ("add_noise", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"),
    "RandomNoise": ("noise_seed",),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "Flux2Scheduler": ("steps", "width", "height"),
    "KSamplerSelect": ("sampler_name",),
    "CFGGuider": ("cfg",),
    "FluxGuidance": ("guidance",),
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeFlux": ("clip_l", "t5xxl", "guidance"),
    "EmptyLatentImage": ("width", "height", "batch_size"),
    "EmptySD3LatentImage": ("width", "height", "batch_size"),
    "EmptyFlux2LatentImage": ("width", "height", "batch_size"),
    "LoadImage": ("image",),
    "UNETLoader": ("unet_name",),
    "UnetLoaderGGUF": ("unet_name",),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "LoraLoader": ("lora_name",),
    "LoraLoaderModelOnly": ("lora_name",),
    "PrimitiveNode": ("value",),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
}


def read_workflow(document: Mapping[str, Any]) -> Graph:
    """Return the graph; values of nodes that are not listed above are left out."""
    sources = _read_links(document.get("links"))
    nodes = {}
    for entry in _as_list(document.get("nodes")):
        if not isinstance(entry, dict) or not isinstance(kind := entry.get("type"), str):
            continue
        inputs: dict[str, Any] = dict(_read_values(kind, entry.get("widgets_values")))
        for slot in _as_list(entry.get("inputs")):
            # A link replaces the value that the node kept.
            if isinstance(slot, dict) and isinstance(link := slot.get("link"), int) and link in sources:
                inputs[str(slot.get("name"))] = [sources[link], 0]
        nodes[str(entry.get("id"))] = Node(kind, inputs)
    return Graph(nodes)


def _read_values(kind: str, values: object) -> list[tuple[str, Any]]:
    if isinstance(values, dict):
        return [(str(name), value) for name, value in values.items()]
    return [(name, value) for name, value in zip(WIDGETS.get(kind, ()), _as_list(values), strict=False) if name]


def _read_links(links: object) -> dict[int, str]:
    """Return the node that each link comes from. A link is a list: its id, the node and output, the node and input."""
    return {
        link[0]: str(link[1])
        for link in _as_list(links)
        if isinstance(link, list) and len(link) >= 5 and isinstance(link[0], int)
    }


def _as_list(value: object) -> list[Any]:
    return value[: 4 * MOST_NODES] if isinstance(value, list) else []
