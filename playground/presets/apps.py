from importlib import import_module

from django.apps import AppConfig


class PresetsConfig(AppConfig):
    name = "playground.presets"

    def ready(self) -> None:
        # Importing this module lets a guest's presets move with the generations, whose package does not know this one.
        import_module("playground.presets.adopt")
