"""The Django app of the room."""

from importlib import import_module

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the room with Django."""

    name = "playground.catalog"

    def ready(self) -> None:
        """Register the check of the spec files."""
        import_module("playground.catalog.checks")
