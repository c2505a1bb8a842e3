from importlib import import_module

from django.apps import AppConfig


class PricesConfig(AppConfig):
    name = "playground.prices"

    def ready(self) -> None:
        # The system check registers itself on import, which has to wait until the settings are loaded.
        import_module("playground.prices.checks")
