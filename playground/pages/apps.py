"""The Django app of the room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Registers the room with Django."""

    name = "playground.pages"
