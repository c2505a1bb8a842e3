#!/usr/bin/env python
"""Runs Django's management commands: `uv run python manage.py <command>`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    try:
        execute_from_command_line(sys.argv)
    # A wrong setting is an operator's mistake, which needs one sentence and not a traceback.
    except ImproperlyConfigured as error:
        sys.exit(str(error))
