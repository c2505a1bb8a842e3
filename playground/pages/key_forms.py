"""The forms that take a key for a public API, or the address of a person's own server."""

from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict

from playground.accounts.own_servers import InvalidAddress, clean_address
from playground.accounts.remote_keys import InvalidKey, clean_key
from playground.dialects.base import Dialect
from playground.pages.key_words import words_for


@dataclass(frozen=True, slots=True)
class Entered:
    """A key, and the address of the person's own server, or "" for a public API."""

    key: str = field(repr=False)
    address: str = ""


class RemoteKeyForm(forms.Form):
    """A key for one public API. After an error the field is left empty, so that no page contains a key."""

    key = forms.CharField(
        max_length=1000,
        error_messages={"required": "Paste a key."},
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    insist = forms.BooleanField(required=False)
    # Whether the API has refused the key. Only then the person may insist on saving it.
    is_refused = False
    # The field that shows what is wrong with the entry.
    main_field = "key"

    def __init__(self, dialect: Dialect, data: QueryDict | None = None, *, address: str = "") -> None:
        super().__init__(data, prefix=dialect.name, initial={"address": address})
        self.words = words_for(is_own_server=dialect.policy.is_own_server)
        self.fields["key"].label = f"Key for {dialect.title}"
        self.fields["insist"].label = self.words.refusal

    def read(self) -> Entered | None:
        """Return what was entered, or add an error to the form and return None."""
        if not self.is_valid():
            return None
        try:
            return Entered(clean_key(self.cleaned_data["key"]))
        except InvalidKey as error:
            self.refuse("key", error.sentence)
            return None

    def refuse(self, name: str, sentence: str) -> None:
        """Add the error to the field, and that nothing was saved."""
        self.add_error(name, f"{sentence} {self.words.not_saved}")


class OwnServerForm(RemoteKeyForm):
    """The address of a person's own server, and a key if it wants one. An empty key leaves a saved one as it is."""

    address = forms.CharField(
        max_length=1000,
        label="Address",
        error_messages={"required": "Enter the address of your server, such as http://127.0.0.1:1234."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none", "inputmode": "url"}
        ),
    )
    main_field = "address"
    field_order = ("address", "key", "insist")

    def __init__(self, dialect: Dialect, data: QueryDict | None = None, *, address: str = "") -> None:
        super().__init__(dialect, data, address=address)
        self.fields["key"].required = False
        self.fields["key"].label = "Key of the server"
        self.fields["address"].widget.attrs["placeholder"] = dialect.base_url

    def read(self) -> Entered | None:
        """Return the address and the key, or add an error to the form and return None."""
        if not self.is_valid():
            return None
        key = self.cleaned_data["key"]
        try:
            return Entered(clean_key(key) if key.strip() else "", clean_address(self.cleaned_data["address"]))
        except InvalidAddress as error:
            self.refuse("address", error.sentence)
        except InvalidKey as error:
            self.refuse("key", error.sentence)
        return None


def make_key_form(dialect: Dialect, data: QueryDict | None = None, *, address: str = "") -> RemoteKeyForm:
    """Return the form for the API; `address` is the saved one of the person's own server."""
    kind = OwnServerForm if dialect.policy.is_own_server else RemoteKeyForm
    return kind(dialect, data, address=address)
