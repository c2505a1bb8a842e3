"""The Django app of the room."""

from importlib import import_module

from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    """Registers the room with Django."""

    name = "playground.generations"

    def ready(self) -> None:
        """Register the checks of where files are kept and how they are served."""
        import_module("playground.generations.serving_checks")
        import_module("playground.stores.checks")
