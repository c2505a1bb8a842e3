from playground.presets.models.palette import Palette

__all__ = ["Palette"]
