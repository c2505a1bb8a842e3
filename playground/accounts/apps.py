"""The Django app of the room."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the room with Django."""

    name = "playground.accounts"

    def ready(self) -> None:
        """Register the check of who can spend this server's keys."""
        import_module("playground.accounts.checks")
