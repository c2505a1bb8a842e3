"""The field in which a person or an administrator enters a cap."""

from decimal import Decimal
from typing import Any

from django import forms

from playground.prices.money import MOST_DOLLARS, from_number, plain

LABEL = "Cap in US dollars a month"
UNKNOWN_LABEL = "Refuse requests without a known price"
MESSAGES = {
    "invalid": "The cap is not a number. Enter an amount such as 12.50, or leave the field empty.",
    "min_value": "The cap is negative; the minimum is 0.",
    "max_value": "The cap is too large; the maximum is %(limit_value)s.",
    "max_decimal_places": "The cap has more than %(max)s decimals. Enter an amount such as 12.50.",
    "max_digits": "The cap has too many digits. Enter an amount such as 12.50.",
    "max_whole_digits": "The cap has too many digits. Enter an amount such as 12.50.",
}


class CapField(forms.DecimalField):
    """An amount of dollars for a calendar month, empty for no cap."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        placeholder = options.pop("placeholder", "no cap")
        attributes = {"inputmode": "decimal", "autocomplete": "off", "placeholder": placeholder}
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST_DOLLARS,
            decimal_places=6,
            max_digits=13,
            error_messages=MESSAGES,
            widget=forms.TextInput(attrs=attributes),
            **{"label": LABEL} | options,
        )


def to_micros(dollars: Decimal | None) -> int | None:
    """Return what a valid field says, None for no cap."""
    return None if dollars is None else from_number(dollars)


def to_text(micros: int | None) -> str:
    """Return what the field shows for a cap."""
    return "" if micros is None else plain(micros)
