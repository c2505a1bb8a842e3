"""allauth's forms, as far as this server asks for more or says less."""

import secrets
from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.sites.shortcuts import get_current_site
from django.forms import BooleanField, Form
from django.http import HttpRequest
from django.urls import reverse

from playground.accounts.api_keys import count_active_keys, revoke_all
from playground.accounts.models import User


class SignupForm(forms.SignupForm):
    """Takes as long for an address that has an account as for a new one."""

    def try_save(self, request: HttpRequest) -> Any:  # noqa: ANN401
        """Make the account, or do the costly part of it for nothing."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(forms.ResetPasswordForm):
    """Takes as long for an address without an account, to which nothing is sent."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ANN401
        """Send the link, or write a mail that goes nowhere."""
        email = super().save(request, **kwargs)
        if not self.users:
            key = f"0-{secrets.token_hex(16)}"
            address = reverse("account_reset_password_from_key", kwargs={"uidb36": "0", "key": key})
            context = {
                "request": request,
                "email": email,
                "user": User(email=email),
                "current_site": get_current_site(request),
                "password_reset_url": request.build_absolute_uri(address),
                "uid": "0",
                "key": key,
            }
            get_adapter().render_mail("account/email/password_reset_key", email, context)
        return email


class AddEmailForm(forms.AddEmailForm):
    """One more address; where none is checked by mail, one that belongs to another account is refused."""

    def clean_email(self) -> str:
        """Return the address, or say that it is taken: as at sign-up, there is no way to hide it without mail."""
        email = super().clean_email()
        if settings.ACCOUNT_EMAIL_VERIFICATION == "none" and User.objects.filter(email=email).exists():
            raise get_adapter().validation_error("email_taken")
        return email


class EndingKeys(Form):
    """Offers to end the API keys of whoever chooses a new password, as the sessions elsewhere end by it."""

    user: AbstractBaseUser | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        number = count_active_keys(self.user.pk) if self.user else 0
        if number:
            label = "Also revoke the API key" if number == 1 else f"Also revoke all {number} API keys"
            text = "Do so if somebody else may know the password. Programs that send them then get 401."
            self.fields["revoke_keys"] = BooleanField(label=label, help_text=text, required=False)

    def save(self) -> None:
        """Set the password, and revoke the keys if that was chosen."""
        super().save()  # type: ignore[misc]
        if self.user and self.cleaned_data.get("revoke_keys"):
            revoke_all(self.user.pk)


class ChangePasswordForm(EndingKeys, forms.ChangePasswordForm):
    """A new password for somebody who knows the old one."""


class SetPasswordForm(EndingKeys, forms.SetPasswordForm):
    """A first password."""


class ResetPasswordKeyForm(EndingKeys, forms.ResetPasswordKeyForm):
    """A new password for somebody who followed the link in a mail."""
