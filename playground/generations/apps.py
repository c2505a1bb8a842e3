"""The Django app of the room."""

from django.apps import AppConfig


class GenerationsConfig(AppConfig):
    """Registers the room with Django."""

    name = "playground.generations"
