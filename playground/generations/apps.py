from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from playground.generations.spending.installing import after_migrations, before_migrations


class GenerationsConfig(AppConfig):
    name = "playground.generations"

    def ready(self) -> None:
        # Importing these modules registers their system checks.
        import_module("playground.generations.serving_checks")
        import_module("playground.stores.checks")
        pre_migrate.connect(before_migrations, sender=self)
        post_migrate.connect(after_migrations, sender=self)
