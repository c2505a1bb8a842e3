"""The form in which staff change the limits of an owner."""

from typing import TYPE_CHECKING, Any

from django import forms

from playground.accounts.models import Owner
from playground.prices.cap_field import UNKNOWN_LABEL, CapField, to_micros, to_text
from playground.prices.caps import SERVER

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Owner]
else:
    # At run time the class is not generic.
    ModelForm = forms.ModelForm


class OwnerForm(ModelForm):
    """The limits, with the cap for this server's keys, which is a row of its own."""

    server_cap = CapField(
        label="Dollars a month",
        placeholder="",
        help_text="What this person may spend with this server's keys in a calendar month (UTC), such as 12.50. "
        "Empty means the general limit; 0 lets them make nothing that costs money.",
    )
    refuses_unknown = forms.BooleanField(
        required=False,
        label=UNKNOWN_LABEL,
        help_text="Only while there is an amount above. Otherwise they count as $0.00 until it is reached.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        cap = self.instance.caps.filter(key_source=SERVER).first()
        if cap:
            self.initial.update(server_cap=to_text(cap.micros), refuses_unknown=cap.refuses_unknown)

    @property
    def micros(self) -> int | None:
        """The cap, None for the general limit; for a valid form."""
        return to_micros(self.cleaned_data["server_cap"])
