"""The tools whose files can be read, and what reads a file: one module a tool, one line here."""

from collections.abc import Mapping

from playground.imaging.containers import read_recipe
from playground.recall.files import automatic1111, comfyui, fooocus, invokeai, novelai, own, swarmui
from playground.recall.files.own import read_own
from playground.recall.files.texts import read_texts
from playground.recall.files.tool import FileRecipe, Tool

# In this order, since some write beside their own what others read: ComfyUI's graph is last, as nodes that save files
# for other tools say more clearly what was meant.
TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        own.TOOL,
        swarmui.TOOL,
        fooocus.TOOL,
        invokeai.TOOL,
        novelai.TOOL,
        automatic1111.TOOL,
        comfyui.TOOL,
    )
}


def read_file(content: bytes) -> FileRecipe | None:
    """Return the recipe in a PNG, JPEG or WebP, or None. Raises nothing, whatever the bytes are.

    The picture is never decoded, so the file may hold nothing but what it says about itself.
    """
    recipe = read_own(read_recipe(content) or {})
    if recipe:
        return recipe
    texts = read_texts(content)
    return next((found for tool in TOOLS.values() if (found := tool.read(texts))), None)
