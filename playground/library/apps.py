from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from playground.library.database.installing import after_migrations, before_migrations


class LibraryConfig(AppConfig):
    name = "playground.library"

    def ready(self) -> None:
        # Importing this module lets a guest's library move with the generations, whose package does not know this one.
        import_module("playground.library.adopt")
        # Every migration runs without the triggers.
        pre_migrate.connect(before_migrations, sender=self)
        post_migrate.connect(after_migrations, sender=self)
