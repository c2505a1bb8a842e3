"""The administration. It is only installed if `PLAYGROUND_ADMIN_PATH` is set."""

from importlib import import_module

from django.contrib.admin.apps import SimpleAdminConfig


class OperatorsConfig(SimpleAdminConfig):
    """Django's administration with its own site, and only with the models registered here."""

    default_site = "playground.operators.site.OperatorSite"

    def ready(self) -> None:
        super().ready()
        # The base class does not search apps for such modules, so the models of other apps are not registered.
        import_module("playground.operators.admin")
