"""Creates a key for this server's API."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner, User


class Command(BaseCommand):
    """Prints the new key as the last word, where a script can find it."""

    help = "Create and print an API key for the user with this e-mail address, who is created if necessary."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="the name of the key in the list of keys")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address.") from error
        user = User.objects.filter(email=email).first() or User.objects.create_user(email)
        owner, _ = Owner.objects.get_or_create(user=user)
        key, raw = create_key(owner, options["name"][:60])
        self.stdout.write(f"{email}, {key.name or 'unnamed'}: {raw}")
