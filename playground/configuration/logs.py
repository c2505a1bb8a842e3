"""The setting `LOGGING`: one line per record, on standard error."""

from importlib import import_module
from typing import Any

from playground.configuration.optional_imports import import_without

# Tests whether a service that was unavailable is back.
PROBE = "playground.generations.outage_probes.probe"


def log_settings() -> dict[str, Any]:
    # structlog imports these libraries for coloured output if they are installed. No line here has colours, and they
    # would take 7 MB per process.
    import_without("structlog", ["rich", "better_exceptions"])
    format_name = import_module("playground.logs.lines").choose_format()
    return {
        "version": 1,
        # Modules that were imported before this setting takes effect already have their loggers.
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "playground.logs.lines.make_formatter", "format_name": format_name}},
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
            # Django's lines are dropped, because each request has its own line, which contains no secrets.
            "django.request": {"level": "ERROR"},
            "huey": {"level": "WARNING"},
            "django.tasks": {"level": "WARNING"},
        },
    }
