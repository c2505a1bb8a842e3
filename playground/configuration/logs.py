"""The setting `LOGGING`: one line for each record, on standard error."""

from importlib import import_module
from typing import Any

from playground.configuration.optional_imports import import_without

# Asks whether what was away is back.
PROBE = "playground.generations.outage_probes.probe"


def log_settings() -> dict[str, Any]:
    """Return `LOGGING`."""
    # structlog loads what colours its lines where it is installed, and none of ours is coloured: 7 MB a process.
    import_without("structlog", ["rich", "better_exceptions"])
    shape = import_module("playground.logs.lines").choose_format()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "playground.logs.lines.make_formatter", "shape": shape}},
        "filters": {
            "refusals": {"()": "playground.logs.refusals.RefusalFilter"},
            "causes": {"()": "playground.logs.causes.CauseFilter", "probe": PROBE},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals", "causes"]}
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "playground": {"level": "INFO"},
            # Each request has a line of its own, with the cause of a refusal and without what must stay secret.
            "django.request": {"level": "ERROR"},
            "huey": {"level": "WARNING"},
            "django.tasks": {"level": "WARNING"},
        },
    }
