"""The Django app of the pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Registers the pages with Django."""

    name = "playground.pages"
