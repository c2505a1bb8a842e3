"""Changes to allauth's forms: they reveal less about accounts and can revoke API keys."""

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

# Django's validators would list one rule each. The third, that it must not resemble the address, is said when it fails.
RULES = "At least 8 characters, not a common password."


class SignupForm(forms.SignupForm):
    """Takes as long for an address that already has an account as for a new one.

    Otherwise the time of the response would tell strangers who has an account.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = RULES

    def try_save(self, request: HttpRequest) -> Any:  # noqa: ANN401
        """Create the account, or only hash the password if it exists already."""
        if self.account_already_exists:
            # allauth does not hash the password for an existing account, and hashing takes most of the time of the
            # request.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(forms.ResetPasswordForm):
    """Takes as long for an address without an account, although nothing is sent to it."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ANN401
        """Send the link, or render a message that is not sent."""
        email = super().save(request, **kwargs)
        # Rendering the message takes time, which strangers could measure.
        if not self.users:
            # The key looks like a real one, so that the URL pattern matches it and the text has the usual length.
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
    """Adds an address. Without email verification, an address of another account is refused."""

    def clean_email(self) -> str:
        email = super().clean_email()
        # As at sign-up, a taken address can be hidden only where a mail can be sent instead of an error.
        if settings.ACCOUNT_EMAIL_VERIFICATION == "none" and User.objects.filter(email=email).exists():
            raise get_adapter().validation_error("email_taken")
        return email


class NewPasswordMixin(Form):
    """States the rules, and offers to revoke the API keys: a new password already ends all other sessions."""

    user: AbstractBaseUser | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = RULES
        number = count_active_keys(self.user.pk) if self.user else 0
        if number:
            label = "Also revoke the API key" if number == 1 else f"Also revoke all {number} API keys"
            text = "Do this if somebody else may know your password. Programs that use these keys then get status 401."
            self.fields["revoke_keys"] = BooleanField(label=label, help_text=text, required=False)

    def save(self) -> None:
        # The password is saved first: if that fails, the keys still work.
        super().save()  # type: ignore[misc]
        if self.user and self.cleaned_data.get("revoke_keys"):
            revoke_all(self.user.pk)


class ChangePasswordForm(NewPasswordMixin, forms.ChangePasswordForm):
    """Changes the password of a person who knows the old one."""


class SetPasswordForm(NewPasswordMixin, forms.SetPasswordForm):
    """Sets a first password."""


class ResetPasswordKeyForm(NewPasswordMixin, forms.ResetPasswordKeyForm):
    """Sets a new password for a person who followed the link in an email."""
