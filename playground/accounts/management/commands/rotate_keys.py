"""Re-encrypts the keys that people entered for the public APIs."""

from typing import Any

from django.core.management.base import BaseCommand

from playground.accounts.remote_keys import rotate_keys


class Command(BaseCommand):
    help = (
        "Re-encrypt people's keys for the public APIs with the first of PLAYGROUND_ENCRYPTION_KEYS. Afterwards the"
        " others can be removed."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        done, lost = rotate_keys()
        self.stdout.write(f"Keys re-encrypted: {done}. Unreadable keys: {lost}.")
