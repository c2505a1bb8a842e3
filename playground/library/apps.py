from importlib import import_module

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "playground.library"

    def ready(self) -> None:
        # Importing this module lets a guest's library move with the generations, whose package does not know this one.
        import_module("playground.library.adopt")
