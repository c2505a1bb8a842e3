from importlib import import_module

from django.apps import AppConfig


class SweepsConfig(AppConfig):
    name = "playground.sweeps"

    def ready(self) -> None:
        # Importing this module lets a guest's sweeps move with the generations, whose package does not know this one.
        import_module("playground.sweeps.adopt")
