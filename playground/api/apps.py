"""The Django app of the API."""

from django.apps import AppConfig

from playground.openapi.registry import register_chapter


class ApiConfig(AppConfig):
    """Puts the served dialects into the OpenAPI document, which pages show as well."""

    name = "playground.api"

    def ready(self) -> None:
        """Register the chapter of each served dialect."""
        from playground.api.registry import SERVED  # noqa: PLC0415 - the chapters need the models

        for served in SERVED.values():
            register_chapter(served.name, served.write_chapter)
