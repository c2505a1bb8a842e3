"""Confirms e-mail addresses on a server that cannot send mail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.accounts.membership import confirm_address
from playground.accounts.models import User


class Command(BaseCommand):
    help = "Confirm the e-mail addresses of accounts, so that they may use this server's API keys."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("emails", nargs="+", metavar="email")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Confirm all of the addresses, or none if one of them has no account."""
        emails = [email.strip().lower() for email in options["emails"]]
        users = User.objects.in_bulk(emails, field_name="email")
        missing = [email for email in emails if email not in users]
        if missing:
            raise CommandError(f"There is no account with the address {missing[0]}. Sign up with it first.")
        for email in emails:
            state = "is confirmed" if confirm_address(users[email]) else "was already confirmed"
            self.stdout.write(f"{email} {state}.")
