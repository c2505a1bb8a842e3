"""Settings of accounts: forms and password validators."""

OWN_FORMS = {
    "signup": "SignupForm",
    "add_email": "AddEmailForm",
    "reset_password": "ResetPasswordForm",
    "change_password": "ChangePasswordForm",
    "set_password": "SetPasswordForm",
    "reset_password_from_key": "ResetPasswordKeyForm",
}

FORM_PATHS = {name: f"playground.pages.account_forms.{form}" for name, form in OWN_FORMS.items()}

PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
