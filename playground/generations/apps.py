from importlib import import_module

from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    name = "playground.generations"

    def ready(self) -> None:
        # Importing these modules registers their system checks.
        import_module("playground.generations.serving_checks")
        import_module("playground.stores.checks")
