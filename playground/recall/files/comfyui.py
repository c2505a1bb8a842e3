"""ComfyUI: a graph of nodes in `prompt` and `workflow` of a PNG, or in EXIF fields that begin with these words."""

from collections.abc import Iterator, Mapping

from playground.recall.files.comfyui_graph import Graph, Node, read_graph
from playground.recall.files.comfyui_workflow import read_workflow
from playground.recall.files.tool import FileRecipe, Tool, load_object, make_recipe
from playground.recall.recipe import make_source

SOURCE = make_source(
    "ComfyUI",
    [
        ("text", "prompt", "string"),
        ("steps", "steps", "integer"),
        ("guidance", "guidance", "number"),
        ("seed", "seed", "integer"),
        ("width", "width", "integer"),
        ("height", "height", "integer"),
    ],
)
# Longer texts are checked for these words only at their beginning.
_PREFIXES = {"prompt:": "prompt", "workflow:": "workflow"}
_SEEDS = ("seed", "noise_seed")
_TEXTS = ("text", "t5xxl", "clip_l", "prompt", "string", "value")
_MODELS = ("unet_name", "ckpt_name", "model_name")
_OUTPUT = "Save"
# What a sampler takes its prompt from, in the order in which it is looked for.
_CONDITIONING = ("positive", "guider", "conditioning")


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    found = {name: texts[name] for name in ("prompt", "workflow") if name in texts}
    for text in texts.values():
        prefix = text[:9].lower().partition(":")[0] + ":"
        if prefix in _PREFIXES:
            found.setdefault(_PREFIXES[prefix], text[len(prefix) :])
    graphs = (read_graph(load_object(found.get("prompt", ""))), read_workflow(load_object(found.get("workflow", ""))))
    for graph in graphs:
        sampler = _find_sampler(graph)
        if sampler:
            model = graph.find(graph.follow(sampler.inputs.get("model") or sampler.inputs.get("guider")), *_MODELS)
            return make_recipe("comfyui", SOURCE, _list(graph, sampler), model)
    return None


def _find_sampler(graph: Graph) -> Node | None:
    """Return the sampler that made the picture; of two passes the first, which began with noise."""
    outputs = [node for node in graph.nodes.values() if node.kind.startswith((_OUTPUT, "Preview"))]
    reached = [node for output in outputs[:10] for node in graph.walk(output)] or list(graph.nodes.values())
    samplers = [node for node in reached if _is_sampler(node)]
    # Along the links from the picture, the first pass comes last.
    return samplers[-1] if samplers else None


def _is_sampler(node: Node) -> bool:
    inputs = node.inputs
    return "Sampler" in node.kind and ("latent_image" in inputs or "guider" in inputs or "positive" in inputs)


def _list(graph: Graph, sampler: Node) -> Iterator[tuple[str, object]]:
    inputs = sampler.inputs
    conditioning = next((node for name in _CONDITIONING if (node := graph.follow(inputs.get(name)))), None)
    yield "text", _find_text(graph, conditioning)
    yield "steps", graph.find(sampler, "steps")
    yield "guidance", graph.find(conditioning, "guidance")
    yield "seed", graph.find(sampler, *_SEEDS)
    latent = graph.follow(inputs.get("latent_image") or inputs.get("latent"))
    for name in ("width", "height"):
        yield name, graph.find(latent, name)
    for name in ("cfg", "sampler_name", "scheduler", "denoise"):
        yield name, graph.find(sampler, name)
    negative = graph.follow(inputs.get("negative"))
    yield "negative text", _find_text(graph, negative) if negative is not conditioning else None
    batch = graph.find(latent, "batch_size")
    yield "batch_size", batch if batch != 1 else None
    for node in graph.walk(sampler):
        if node.kind.startswith("LoadImage"):
            # It began with a picture, or looked at one; the file has only its name.
            yield node.kind, node.inputs.get("image") or "a picture"
        if isinstance(lora := node.inputs.get("lora_name"), str):
            yield "lora_name", lora


def _find_text(graph: Graph, start: Node | None) -> str | None:
    """Return the nearest text that a node encodes; the names of files and samplers are texts, too."""
    for node in graph.walk(start) if start else ():
        for name in _TEXTS:
            value = node.inputs.get(name)
            if isinstance(value, str) and value.strip():
                return value
        # A zeroed conditioning has no text, whatever is behind it.
        if node.kind == "ConditioningZeroOut":
            return None
    return None


TOOL = Tool("comfyui", "ComfyUI", SOURCE, _read)
