from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "playground.accounts"

    def ready(self) -> None:
        # The system checks register themselves on import, which has to wait until the settings are loaded.
        import_module("playground.accounts.checks")
