"""Encrypts the keys that people entered for the public APIs anew."""

from typing import Any

from django.core.management.base import BaseCommand

from playground.accounts.remote_keys import rotate_keys


class Command(BaseCommand):
    """Run it with a new encryption key in front of the old ones, which can go afterwards."""

    help = "Encrypt people's keys for the public APIs with the first of PLAYGROUND_ENCRYPTION_KEYS."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Rotate, and say how many keys can no longer be read."""
        done, lost = rotate_keys()
        self.stdout.write(f"Encrypted again: {done}. Cannot be read: {lost}.")
