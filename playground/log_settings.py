"""The setting `LOGGING`: one line for each record, on standard error."""

from typing import Any

from playground.log_lines import choose_format

# Asks whether what was away is back.
PROBE = "playground.generations.outage_probes.probe"


def log_settings() -> dict[str, Any]:
    """Return `LOGGING`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "playground.log_lines.make_formatter", "shape": choose_format()}},
        "filters": {"causes": {"()": "playground.log_causes.CauseFilter", "probe": PROBE}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["causes"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "playground": {"level": "INFO"},
            "huey": {"level": "WARNING"},
            "django.tasks": {"level": "WARNING"},
        },
    }
