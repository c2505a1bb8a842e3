"""The form in which a person sets the cap for their own keys."""

from typing import Self

from django import forms

from playground.accounts.models import Owner
from playground.prices.cap_field import UNKNOWN_LABEL, CapField, to_micros, to_text
from playground.prices.caps import OWN, find_cap


class CapForm(forms.Form):
    """An amount of dollars for a calendar month, empty for no cap."""

    dollars = CapField(help_text="Leave it empty for no cap. 0 lets your own keys make nothing that costs money.")
    refuses_unknown = forms.BooleanField(
        required=False,
        label=UNKNOWN_LABEL,
        help_text="Only while there is a cap. Otherwise they count as $0.00, because nobody knows what they cost.",
        widget=forms.CheckboxInput({"role": "switch"}),
    )

    @classmethod
    def of(cls, owner: Owner | None) -> Self:
        """Return the form with the owner's present cap."""
        micros, refuses_unknown = find_cap(owner, OWN)
        return cls(initial={"dollars": to_text(micros), "refuses_unknown": refuses_unknown})

    @property
    def micros(self) -> int | None:
        """The amount, None for no cap; for a valid form."""
        return to_micros(self.cleaned_data["dollars"])
