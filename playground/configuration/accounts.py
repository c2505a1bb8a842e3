"""Settings of accounts: forms, password validators and rate limits."""

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

# The limits for one address hold for a room in which everybody signs up at once. Wrong passwords for one account are
# counted for each network (`key`).
RATE_LIMITS = {"signup": "60/m/ip", "login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}
