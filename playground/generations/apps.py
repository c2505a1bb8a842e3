"""The Django app of the room."""

from importlib import import_module

from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    """Registers the room with Django."""

    name = "playground.generations"

    def ready(self) -> None:
        """Register the check of how files are served."""
        import_module("playground.generations.serving_checks")
