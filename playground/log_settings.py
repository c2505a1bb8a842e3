"""The setting `LOGGING`: one line for each record, on standard error."""

from typing import Any


def log_settings() -> dict[str, Any]:
    """Return `LOGGING`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "playground": {"level": "INFO"},
            "huey": {"level": "WARNING"},
            "django.tasks": {"level": "WARNING"},
        },
    }
