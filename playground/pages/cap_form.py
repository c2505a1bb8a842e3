"""The form in which a person sets the cap for their own keys."""

from decimal import Decimal
from typing import Self

from django import forms

from playground.accounts.models import Owner
from playground.prices.caps import OWN, find_cap
from playground.prices.money import MOST_DOLLARS, from_number, plain


class CapForm(forms.Form):
    """An amount of dollars for a calendar month, empty for no cap."""

    dollars = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=MOST_DOLLARS,
        decimal_places=6,
        max_digits=13,
        label="Cap in US dollars a month",
        help_text="Leave it empty for no cap. 0 lets your own keys make nothing that costs money.",
        error_messages={
            "invalid": "The cap is not a number. Enter an amount such as 12.50, or leave the field empty.",
            "min_value": "The cap is negative; the minimum is 0.",
            "max_value": "The cap is too large; the maximum is %(limit_value)s.",
            "max_decimal_places": "The cap has more than %(max)s decimals. Enter an amount such as 12.50.",
            "max_digits": "The cap has too many digits. Enter an amount such as 12.50.",
            "max_whole_digits": "The cap has too many digits. Enter an amount such as 12.50.",
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "no cap"}),
    )
    refuses_unknown = forms.BooleanField(
        required=False,
        label="Refuse requests without a known price",
        help_text="Otherwise they count as $0.00, because nobody knows what they cost.",
        widget=forms.CheckboxInput({"role": "switch"}),
    )

    @classmethod
    def of(cls, owner: Owner | None) -> Self:
        """Return the form with the owner's present cap."""
        micros, refuses_unknown = find_cap(owner, OWN)
        amount = "" if micros is None else plain(micros)
        return cls(initial={"dollars": amount, "refuses_unknown": refuses_unknown})

    @property
    def micros(self) -> int | None:
        """The amount, None for no cap; for a valid form."""
        amount: Decimal | None = self.cleaned_data["dollars"]
        return None if amount is None else from_number(amount)
