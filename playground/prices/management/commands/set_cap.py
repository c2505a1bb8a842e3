"""Sets what one person may spend with this server's keys in a month."""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from playground.accounts.models import Owner
from playground.prices.caps import SERVER, find_cap, set_cap
from playground.prices.money import MOST_DOLLARS, NotExact, dollars, from_number


class Command(BaseCommand):
    help = "Set what one person may spend with this server's keys in a calendar month (UTC)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", help="an email address, or the id of an owner")
        parser.add_argument("dollars", help="an amount such as 12.50, or `general` for the limit of the settings")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        owner, micros = _find(options["who"]), _read(options["dollars"])
        # The administration can set this, too; another amount leaves it as it is.
        refuses_unknown = find_cap(owner, SERVER)[1]
        set_cap(owner, SERVER, micros, refuses_unknown=refuses_unknown)
        limit = "the general limit of the settings" if micros is None else f"{dollars(micros)} a month"
        self.stdout.write(f"{owner} may spend {limit} with this server's keys.")


def _find(who: str) -> Owner:
    try:
        found = Owner.objects.filter(pk=UUID(who.strip())).first()
    except ValueError:
        found = Owner.objects.filter(user__email=who.strip().lower()).first()
    if found is None:
        raise CommandError(
            f"There is nobody with the address or id {who}. A person exists once they have made a picture."
        )
    return found


def _read(text: str) -> int | None:
    if text == "general":
        return None
    try:
        amount = Decimal(text)
        if 0 <= amount <= MOST_DOLLARS:
            return from_number(amount)
    except (InvalidOperation, NotExact):
        pass
    raise CommandError(
        f"The cap is {text}. Enter an amount from 0 to {MOST_DOLLARS} with at most six decimals, such as 12.50, or"
        " `general`."
    )
