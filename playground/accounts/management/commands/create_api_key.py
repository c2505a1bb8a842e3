"""Makes a key for this server's API from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner, User


class Command(BaseCommand):
    """Prints a new key as the last word; makes the user if there is none of that address."""

    help = "Create an API key for the user of an e-mail address, who is made if need be, and print it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address and a name for the key."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="what the list of keys calls it")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Create the key, or say what is wrong with the address."""
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        owner, _ = Owner.objects.get_or_create(user=user)
        key, raw = create_key(owner, options["name"][:60])
        self.stdout.write(f"{email}, {key.name or 'unnamed'}: {raw}")
