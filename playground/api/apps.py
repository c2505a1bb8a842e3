"""The Django app of the API."""

from importlib import import_module

from django.apps import AppConfig

from playground.openapi.registry import register_chapter


class ApiConfig(AppConfig):
    name = "playground.api"

    def ready(self) -> None:
        # Registering here lets the pages show the document without importing the API.
        from playground.api.registry import SERVED  # noqa: PLC0415 - the chapters need the models

        import_module("playground.api.checks")
        for served in SERVED.values():
            register_chapter(served.name, served.write_chapter, has_all_models=served.has_all_models)
