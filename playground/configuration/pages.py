"""The setting `TEMPLATES`."""

from pathlib import Path
from typing import Any


def template_settings(folder: Path) -> list[dict[str, Any]]:
    processors = (
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
        "playground.pages.context.site",
    )
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [folder],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": list(processors)},
        }
    ]
