"""Confirms e-mail addresses by hand, where no mail can."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from playground.accounts.membership import confirm_address
from playground.accounts.models import User


class Command(BaseCommand):
    """Makes members of accounts: who may use this server's keys has a confirmed address."""

    help = "Confirm the e-mail addresses of accounts, so that their owners count as members."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the addresses."""
        parser.add_argument("emails", nargs="+", metavar="email")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Confirm all of the addresses, or none where one of them has no account."""
        emails = [email.strip().lower() for email in options["emails"]]
        users = User.objects.in_bulk(emails, field_name="email")
        missing = [email for email in emails if email not in users]
        if missing:
            raise CommandError(f"There is no account with the address {missing[0]}. Sign up with it first.")
        for email in emails:
            state = "is confirmed" if confirm_address(users[email]) else "was confirmed already"
            self.stdout.write(f"{email} {state}.")
