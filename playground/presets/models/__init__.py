from playground.presets.models.look import Look
from playground.presets.models.palette import Palette
from playground.presets.models.prompt_list import PromptList
from playground.presets.models.template import Template

__all__ = ["Look", "Palette", "PromptList", "Template"]
