"""The administration, which is installed only where `PLAYGROUND_ADMIN_PATH` is set."""

from importlib import import_module

from django.contrib.admin.apps import SimpleAdminConfig


class OperatorsConfig(SimpleAdminConfig):
    """Django's administration with the site of this product, and nothing on it but what this product puts there."""

    default_site = "playground.operators.site.OperatorSite"

    def ready(self) -> None:
        """Put it there."""
        super().ready()
        import_module("playground.operators.admin")
