"""Members are people with an account whose e-mail address is confirmed."""

from allauth.account.models import EmailAddress

from playground.accounts.models import Owner, User


def is_member(owner: Owner | None) -> bool:
    """Return whether the owner has an account with a confirmed address. Costs no query for guests."""
    # Anybody can sign up with a made-up address, so an account alone does not identify a person.
    if owner is None or owner.user_id is None:
        return False
    return EmailAddress.objects.filter(user_id=owner.user_id, verified=True).exists()


def confirm_address(user: User) -> bool:
    """Confirm the address as a link in a mail would. Return False if it was already confirmed."""
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email)
    if address.verified:
        return False
    address.verified = True
    address.save(update_fields=["verified"])
    address.set_as_primary(conditional=True)
    return True
